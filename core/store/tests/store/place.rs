//! A folder with a store in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tongtong_crypto::entropy::OsEntropy;
use tongtong_ports::contract::store::MASTER;
use tongtong_ports::{Changes, Store, StoreError};
use tongtong_store::{Access, SqliteStore};

pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn dir(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.dir().join("store.db")
    }

    pub(crate) fn open(&self, access: Access) -> Result<SqliteStore, StoreError> {
        open(self.dir(), access)
    }

    /// The writer, unlocked.
    pub(crate) fn writer(&self) -> SqliteStore {
        let store = self.open(Access::Write).unwrap();
        store.unlock(&MASTER).unwrap();
        store
    }

    /// A store with these rows in it, closed.
    pub(crate) fn with(changes: &Changes) -> Self {
        let place = Self::new();
        place.writer().commit(changes).unwrap();
        place
    }

    /// Changes the file behind the store's back.
    pub(crate) fn meddle(&self, sql: &str) {
        let conn = rusqlite::Connection::open(self.file()).unwrap();
        let changed = conn.execute(sql, []).unwrap();
        assert!(changed > 0, "nothing was changed: {sql}");
    }
}

pub(crate) fn open(dir: &Path, access: Access) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(dir, access, Arc::new(OsEntropy::new().unwrap()))
}
