//! Where the story keeps its folders: where it was told, or in a folder that is removed at the end.

use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// The folder of one story.
pub(super) struct Folder {
    path: PathBuf,
    removed: bool,
}

impl Folder {
    /// The folder that was named, which must be empty or new; else one of its own.
    pub(super) fn open(named: Option<&Path>) -> Result<Self, Failure> {
        let (path, removed) = match named {
            Some(path) => (path.to_owned(), false),
            None => (std::env::temp_dir().join(format!("tongtong-demo-{}", std::process::id())), true),
        };
        std::fs::create_dir_all(&path).map_err(|_| Failure::refused("dir_not_writable"))?;
        let mut inside = std::fs::read_dir(&path).map_err(|_| Failure::refused("dir_not_writable"))?;
        if inside.next().is_some() {
            return Err(Failure::refused("dir_not_empty"));
        }
        // The processes of the story have other working folders in mind.
        let path = path.canonicalize().map_err(|_| Failure::refused("dir_not_writable"))?;
        Ok(Self { path, removed })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.removed {
            // What cannot be removed is left to the system's own cleaning.
            let _gone = std::fs::remove_dir_all(&self.path);
        }
    }
}
