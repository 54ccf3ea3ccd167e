//! A store of every released version opens with all that is in it.
//!
//! `TONGTONG_MAKE_FIXTURE=1 cargo test -p tongtong-store fixture` writes the newest version's anew; do that
//! only while it is unreleased.

use crate::place::open;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tongtong_chat::Needs;
use tongtong_chat::rows::Author;
use tongtong_crypto::entropy::SeededEntropy;
use tongtong_ports::contract::rows;
use tongtong_ports::contract::store::MASTER;
use tongtong_ports::{Changes, KeyChanges, Store, StoreError};
use tongtong_store::{Access, SqliteStore};
use tongtong_types::Tier;
use tongtong_wallet::PaymentsNeeded;
use tongtong_wallet::rows::{Branch, Direction};

const NEWEST: &str = "version-1.db";

fn vectors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/store")
}

/// What is in the fixture: one row or two of each table.
fn content() -> Changes {
    let mut changes = Changes {
        keys: KeyChanges { envelopes: vec![(Tier::Reading, vec![0xee; 64])], generation: Some(41) },
        ..Changes::default()
    };
    changes.chat.me = Some(rows::me("가람"));
    changes.chat.contacts = vec![rows::contact(1, "나래"), rows::contact(2, "Bo")];
    changes.chat.logs = vec![rows::log(1, Author::Me), rows::log(1, Author::Them)];
    changes.chat.messages =
        vec![rows::message(1, Author::Me, 1, "안녕"), rows::message(1, Author::Them, 1, "hello")];
    changes.wallet.account = Some(rows::account(3));
    changes.wallet.addresses =
        vec![rows::address(Branch::Receive, 0, "r0"), rows::address(Branch::Change, 0, "c0")];
    changes.wallet.payments =
        vec![rows::payment(1, Direction::Out, "x"), rows::payment(2, Direction::In, "r0")];
    changes
}

fn make() {
    let dir = TempDir::new().unwrap();
    let store = SqliteStore::open(dir.path(), Access::Write, Arc::new(SeededEntropy::new(1))).unwrap();
    store.unlock(&MASTER).unwrap();
    store.commit(&content()).unwrap();
    drop(store);
    fs::create_dir_all(vectors()).unwrap();
    fs::write(vectors().join(NEWEST), fs::read(dir.path().join("store.db")).unwrap()).unwrap();
}

#[test]
fn version_1_opens_with_all_that_is_in_it() {
    if std::env::var_os("TONGTONG_MAKE_FIXTURE").is_some() {
        make();
    }
    let dir = TempDir::new().unwrap();
    fs::copy(vectors().join(NEWEST), dir.path().join("store.db")).unwrap();
    let store = open(dir.path(), Access::Write).unwrap();
    assert_eq!(store.generation(), Ok(41));
    assert_eq!(store.envelope(Tier::Reading), Ok(Some(vec![0xee; 64])));
    assert_eq!(store.unlock(&[0; 32]), Err(StoreError::WrongKey));
    store.unlock(&MASTER).unwrap();

    let Changes { wallet, chat, .. } = content();
    let facts = store.read_chat(&Needs { logs: vec![rows::conversation(1)], ..Needs::default() }).unwrap();
    assert_eq!(facts.me, chat.me);
    assert_eq!(facts.logs, chat.logs);
    assert_eq!(store.contacts(), Ok(chat.contacts));
    for message in chat.messages {
        assert_eq!(store.message(message.row), Ok(Some(message)));
    }
    let needs = tongtong_wallet::Needs { addresses: true, payments: PaymentsNeeded::All };
    let facts = store.read_wallet(&needs).unwrap();
    assert_eq!(facts.account, wallet.account);
    assert_eq!(facts.addresses, wallet.addresses);
    assert_eq!(facts.payments, wallet.payments);
}
