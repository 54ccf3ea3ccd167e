//! Opening the file: is it ours, is it whole, is it of a version that we know.

use crate::durable;
use crate::schema;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use tongtong_ports::StoreError;
use tongtong_types::RowId;

/// What the opener wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write; one process at a time.
    Write,
    /// Read beside the writer.
    Read,
}

/// The database's file in its folder.
const FILE: &str = "store.db";
/// What SQLite keeps beside it.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];
/// How every SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How long to wait for another process inside the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the file for its one writer and brings it to the newest version. `fresh` becomes the id of a
/// store that is made now.
pub(crate) fn for_writing(dir: &Path, fresh: RowId) -> Result<Connection, StoreError> {
    match judge(dir) {
        Ok(()) => {}
        Err(StoreError::Damaged) => return Err(move_aside(dir)),
        Err(error) => return Err(error),
    }
    match connect_and_migrate(dir, fresh) {
        Err(StoreError::Damaged) => Err(move_aside(dir)),
        result => result,
    }
}

/// Opens the file beside its writer. Where nothing was ever written, an empty store is read.
pub(crate) fn for_reading(dir: &Path, fresh: RowId) -> Result<Connection, StoreError> {
    judge(dir)?;
    let path = dir.join(FILE);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if fs::metadata(&path).is_ok_and(|found| found.len() > 0) {
        let conn = Connection::open_with_flags(&path, flags).map_err(failed)?;
        settings(&conn)?;
        match version(&conn)? {
            0 => {}
            version if version == schema::newest() => {
                identify(&conn)?;
                return Ok(conn);
            }
            // An older file is brought forward by its next writer.
            _ => return Err(StoreError::ReadOnly),
        }
    }
    let conn = Connection::open_in_memory().map_err(failed)?;
    schema::migrate(&conn, 0, fresh)?;
    Ok(conn)
}

/// What an error of SQLite means to the caller.
#[allow(clippy::needless_pass_by_value, reason = "used in map_err")]
pub(crate) fn failed(error: rusqlite::Error) -> StoreError {
    use rusqlite::Error as E;
    match &error {
        E::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged,
            ErrorCode::ReadOnly => StoreError::ReadOnly,
            _ => StoreError::Io,
        },
        // A column of a type or range that no writer of ours makes.
        E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..) => {
            StoreError::Damaged
        }
        _ => StoreError::Io,
    }
}

/// Whether the bytes on the disk can be a store at all. SQLite would delete a log whose file is empty, so
/// this is asked before it looks.
fn judge(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join(FILE);
    let length =
        |suffix: &str| fs::metadata(dir.join(format!("{FILE}{suffix}"))).map_or(0, |found| found.len());
    if length("") == 0 {
        return if length("-wal") == 0 { Ok(()) } else { Err(StoreError::Damaged) };
    }
    let mut start = [0; MAGIC.len()];
    let mut file = File::open(&path).map_err(|_| StoreError::Io)?;
    match file.read_exact(&mut start) {
        Ok(()) if start == *MAGIC => Ok(()),
        Ok(()) => Err(StoreError::Damaged),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(StoreError::Damaged),
        Err(_) => Err(StoreError::Io),
    }
}

fn connect_and_migrate(dir: &Path, fresh: RowId) -> Result<Connection, StoreError> {
    let path = dir.join(FILE);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).map_err(|_| StoreError::Io)?;

    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(&path, flags).map_err(failed)?;
    settings(&conn)?;
    let version = version(&conn)?;
    if version == 0 {
        let tables: i64 =
            conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
        if tables != 0 {
            return Err(StoreError::Damaged);
        }
    } else {
        identify(&conn)?;
    }
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failed)?;
    if mode != "wal" {
        return Err(StoreError::Io);
    }
    if version < schema::newest() {
        schema::migrate(&conn, version, fresh)?;
    }
    Ok(conn)
}

/// What each connection asks of SQLite.
fn settings(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(PATIENCE).map_err(failed)?;
    for (name, value) in [
        // A commit is on the disk when it returns, on Apple's too.
        ("synchronous", "FULL"),
        ("fullfsync", "ON"),
        ("checkpoint_fullfsync", "ON"),
        // What is deleted or replaced is overwritten.
        ("secure_delete", "ON"),
        ("foreign_keys", "ON"),
        // A hostile schema runs no functions of ours, and nothing is spilt into temporary files.
        ("trusted_schema", "OFF"),
        ("temp_store", "MEMORY"),
    ] {
        conn.pragma_update(None, name, value).map_err(failed)?;
    }
    Ok(())
}

/// The version of the file; refuses one that this library does not know.
fn version(conn: &Connection) -> Result<i64, StoreError> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if version < 0 {
        return Err(StoreError::Damaged);
    }
    if version > schema::newest() {
        // Another program's file has a version of its own.
        identify_mark(conn)?;
        return Err(StoreError::Newer);
    }
    Ok(version)
}

/// Whether a file that says it has a version is ours and has its first row.
fn identify(conn: &Connection) -> Result<(), StoreError> {
    identify_mark(conn)?;
    let rows = conn.query_row("SELECT count(*) FROM meta WHERE length(store) = 16", [], |row| row.get(0));
    match rows {
        Ok(1_i64) => Ok(()),
        Ok(_) => Err(StoreError::Damaged),
        Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::Unknown => {
            Err(StoreError::Damaged)
        }
        Err(error) => Err(failed(error)),
    }
}

fn identify_mark(conn: &Connection) -> Result<(), StoreError> {
    let mark: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    if mark == schema::APPLICATION_ID { Ok(()) } else { Err(StoreError::Damaged) }
}

/// Renames the file, and what SQLite keeps beside it, to the first free name. Nothing is deleted.
fn move_aside(dir: &Path) -> StoreError {
    let name = |n: u32| format!("{FILE}.kept-{n}");
    let free = |n: &u32| BESIDE.iter().all(|end| !dir.join(format!("{}{end}", name(*n))).exists());
    let Some(kept) = (1..=u32::MAX).find(free).map(name) else { return StoreError::Io };
    for end in BESIDE {
        let from = dir.join(format!("{FILE}{end}"));
        if from.exists() && fs::rename(&from, dir.join(format!("{kept}{end}"))).is_err() {
            return StoreError::Io;
        }
    }
    match durable::sync_dir(dir) {
        Ok(()) => StoreError::Foreign { kept },
        Err(_) => StoreError::Io,
    }
}
