//! The ledger on disk: one line a record, appended and synced before anyone is told.
//!
//! A line is 16 hex digits of the record's sha256, a space, the record as JSON. The first record is
//! the genesis, every other one a block. A last line that is torn (no end, or not what its checksum
//! says) was never told to anyone: it is cut off when the ledger is opened. Damage anywhere else
//! is reported and nothing is changed.

use super::NodeError;
use crate::wire::hash::sha256;
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

const FILE_NAME: &str = "ledger.jsonl";

/// The open ledger; while it is open no second node can open it.
pub(crate) struct Ledger {
    file: File,
    length: u64,
}

impl Ledger {
    /// Opens or creates the ledger in `dir` and reads what it holds.
    pub(crate) fn open(dir: &Path) -> Result<(Self, Vec<Value>), NodeError> {
        std::fs::create_dir_all(dir).map_err(NodeError::Disk)?;
        let mut options = OpenOptions::new();
        let path = dir.join(FILE_NAME);
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(NodeError::Disk)?;
        file.try_lock().map_err(|_| NodeError::Held)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(NodeError::Disk)?;
        let (records, good) = read_records(&bytes)?;
        let length = u64::try_from(good).map_err(|_| NodeError::Damaged)?;
        file.set_len(length).map_err(NodeError::Disk)?;
        file.seek(SeekFrom::Start(length)).map_err(NodeError::Disk)?;
        Ok((Self { file, length }, records))
    }

    /// Appends a record and syncs it. After an error the ledger is as before.
    pub(crate) fn append(&mut self, record: &Value) -> Result<(), NodeError> {
        let line = line_of(record);
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_all());
        if let Err(error) = written {
            let undone = self.file.set_len(self.length);
            let back = undone.and_then(|()| self.file.seek(SeekFrom::Start(self.length)));
            return Err(NodeError::Disk(back.err().unwrap_or(error)));
        }
        self.length = self.length.saturating_add(u64::try_from(line.len()).unwrap_or(0));
        Ok(())
    }
}

fn line_of(record: &Value) -> String {
    let json = record.to_string();
    format!("{} {json}\n", check(json.as_bytes()))
}

fn check(json: &[u8]) -> String {
    let mut digits = hex::encode(sha256(json));
    digits.truncate(16);
    digits
}

/// The records and how many bytes they take; what follows them is a torn line.
fn read_records(bytes: &[u8]) -> Result<(Vec<Value>, usize), NodeError> {
    let mut records = Vec::new();
    let mut good = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let end = good + line.len();
        match read_record(line) {
            Some(record) => records.push(record),
            None if end == bytes.len() => break,
            None => return Err(NodeError::Damaged),
        }
        good = end;
    }
    Ok((records, good))
}

fn read_record(line: &[u8]) -> Option<Value> {
    let line = line.strip_suffix(b"\n")?;
    let (sum, rest) = line.split_at_checked(16)?;
    let json = rest.strip_prefix(b" ")?;
    if sum != check(json).as_bytes() {
        return None;
    }
    serde_json::from_slice(json).ok()
}
