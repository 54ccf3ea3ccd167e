//! The writer's lease: one process writes, and it ends with that process whatever kills it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;
use tongtong_ports::StoreError;

const FILE: &str = "writer.lock";

/// Held while this process may write. The system takes it back when the process ends.
#[derive(Debug)]
pub(crate) struct Lease {
    locked: File,
}

impl Lease {
    /// Takes the lease of a folder and writes this process into it.
    pub(crate) fn take(dir: &Path) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(dir.join(FILE)).map_err(|_| StoreError::Io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Held { pid: holder(&mut file) }),
            Err(TryLockError::Error(_)) => return Err(StoreError::Io),
        }
        let pid = format!("{}\n", std::process::id());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(pid.as_bytes()))
            .map_err(|_| StoreError::Io)?;
        Ok(Self { locked: file })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A process being started at this moment may share the descriptor; closing ours would not do.
        let _lost = self.locked.unlock();
    }
}

/// Who holds it. Between its lock and its signature the holder is unknown for a moment.
fn holder(file: &mut File) -> u32 {
    for _ in 0..10 {
        let mut text = String::new();
        let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_string(&mut text));
        if read.is_ok()
            && let Some(pid) = text.strip_suffix('\n').and_then(|pid| pid.parse().ok())
        {
            return pid;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    0
}
