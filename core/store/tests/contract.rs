//! The implementations keep the contracts of their ports.

use std::cell::RefCell;
use std::sync::Arc;
use tempfile::TempDir;
use tongtong_crypto::entropy::OsEntropy;
use tongtong_ports::contract;
use tongtong_ports::{KeyVault, KeyVaultError, Marker};
use tongtong_store::{Access, FileVault, SqliteStore};
use tongtong_types::{RowId, Tier};

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
