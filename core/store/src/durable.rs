//! Files that are there after a power cut: written beside, flushed, renamed, the folder flushed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a folder that only its owner enters.
pub(crate) fn make_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    dir.parent().filter(|parent| parent.is_dir()).map_or(Ok(()), sync_dir)
}

/// Replaces a file as a whole; after a crash it is the old one or the new one. Only its owner reads it.
pub(crate) fn replace(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let beside = dir.join(format!("{name}.new"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, dir.join(name))?;
    sync_dir(dir)
}

/// Reads a whole file; `None` if there is none.
pub(crate) fn read(dir: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    match fs::read(dir.join(name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Overwrites a file with zeros and removes it.
pub(crate) fn destroy(dir: &Path, name: &str) -> io::Result<()> {
    let path = dir.join(name);
    let mut file = match OpenOptions::new().write(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(&path)?;
    sync_dir(dir)
}

/// Flushes the names in a folder.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    // Windows flushes names with the file and opens no folders.
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}
