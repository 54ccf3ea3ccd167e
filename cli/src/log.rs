//! The log of a device: a file of codes and counts.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tongtong_ports::{Level, LogEntry, Logger};

/// Writes `time level code count` into one file.
#[derive(Debug)]
pub(crate) struct FileLog {
    file: Mutex<File>,
}

impl FileLog {
    /// Opens the file to write at its end.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: Mutex::new(OpenOptions::new().create(true).append(true).open(path)?) })
    }
}

impl Logger for FileLog {
    fn log(&self, entry: LogEntry) {
        let LogEntry { at, level, code, count } = entry;
        let level = match level {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        };
        let count = count.map(|count| format!(" {count}")).unwrap_or_default();
        let line = format!("{} {level} {code}{count}\n", at.millis());
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk must not stop the device.
        let _written = file.write_all(line.as_bytes());
    }
}
