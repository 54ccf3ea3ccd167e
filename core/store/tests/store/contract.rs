//! The implementations keep the contracts of their ports.

use std::cell::RefCell;
use std::sync::Arc;
use tempfile::TempDir;
use tongtong_crypto::entropy::OsEntropy;
use tongtong_ports::contract;
use tongtong_ports::{KeyVault, KeyVaultError, Marker};
use tongtong_store::{Access, FileVault, SqliteStore};
use tongtong_types::{Duration, RowId, Tier, Timestamp};

#[test]
fn sqlite_store_keeps_the_contract_of_stores() {
    let dir = RefCell::new(TempDir::new().unwrap());
    let entropy = Arc::new(OsEntropy::new().unwrap());
    let open = || SqliteStore::open(dir.borrow().path(), Access::Write, entropy.clone()).unwrap();
    contract::store::check(
        || {
            *dir.borrow_mut() = TempDir::new().unwrap();
            Box::new(open())
        },
        |old| {
            drop(old);
            Box::new(open())
        },
    );
}

#[test]
fn file_vault_keeps_the_contract_of_key_vaults() {
    let dir = RefCell::new(TempDir::new().unwrap());
    let entropy = Arc::new(OsEntropy::new().unwrap());
    let open =
        || -> Box<dyn KeyVault> { Box::new(FileVault::open(dir.borrow().path(), entropy.clone()).unwrap()) };
    let make = || {
        *dir.borrow_mut() = TempDir::new().unwrap();
        open()
    };
    contract::key_vault::check(make, open);
}

#[test]
fn file_vault_says_so_when_its_keys_are_gone() {
    let dir = TempDir::new().unwrap();
    let vault = FileVault::open(dir.path(), Arc::new(OsEntropy::new().unwrap())).unwrap();
    vault.prf(Tier::Reading, b"salt").unwrap();
    vault.set_marker(Marker { store: RowId::new([1; 16]), generation: 1 }).unwrap();
    std::fs::remove_file(dir.path().join("keys")).unwrap();
    let gone = Some(KeyVaultError::HardwareKeyInvalidated);
    assert_eq!(vault.prf(Tier::Reading, b"salt").err(), gone, "no new keys behind the user's back");
}

/// Two processes that guess at once are both counted.
#[test]
fn file_vault_counts_attempts_that_come_at_once() {
    let dir = TempDir::new().unwrap();
    let entropy = Arc::new(OsEntropy::new().unwrap());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let vault = FileVault::open(dir.path(), entropy.clone()).unwrap();
            scope.spawn(move || {
                for n in 0..10 {
                    vault.raise_attempts(Timestamp::from_millis(n), Duration::from_secs(n)).unwrap();
                }
            });
        }
    });
    let vault = FileVault::open(dir.path(), entropy).unwrap();
    assert_eq!(vault.attempts().unwrap().count, 40);
}

#[test]
fn file_vault_says_storage_for_files_that_are_damaged() {
    let dir = TempDir::new().unwrap();
    let vault = FileVault::open(dir.path(), Arc::new(OsEntropy::new().unwrap())).unwrap();
    for name in ["keys", "marker", "attempts"] {
        std::fs::write(dir.path().join(name), b"not what was written").unwrap();
    }
    assert_eq!(vault.prf(Tier::Reading, b"salt").err(), Some(KeyVaultError::Storage));
    assert_eq!(vault.marker(), Err(KeyVaultError::Storage));
    assert_eq!(vault.attempts(), Err(KeyVaultError::Storage));
    let (now, boot) = (Timestamp::from_millis(1), Duration::from_secs(1));
    assert_eq!(vault.raise_attempts(now, boot), Err(KeyVaultError::Storage), "never back to zero");
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let home = TempDir::new().unwrap();
    let entropy = Arc::new(OsEntropy::new().unwrap());
    let [vault, store] = ["keyvault", "store"].map(|name| home.path().join(name));
    FileVault::open(&vault, entropy.clone()).unwrap().prf(Tier::Reading, b"salt").unwrap();
    let _open = SqliteStore::open(&store, Access::Write, entropy).unwrap();
    for dir in [vault, store] {
        assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700, "{dir:?}");
        for file in std::fs::read_dir(&dir).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
        }
    }
}
