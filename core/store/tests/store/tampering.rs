//! Rows changed from outside are told from rows that we wrote. `Damaged`, and nothing of them is shown.

use crate::place::Place;
use rusqlite::Connection;
use tongtong_chat::Needs;
use tongtong_chat::rows::Author;
use tongtong_ports::contract::rows;
use tongtong_ports::contract::store::MASTER;
use tongtong_ports::{Changes, Store, StoreError};
use tongtong_store::Access;
use tongtong_wallet::rows::{Branch, Direction};

fn everything() -> Changes {
    let mut changes = Changes::default();
    changes.chat.me = Some(rows::me("me"));
    changes.chat.contacts = vec![rows::contact(1, "one"), rows::contact(2, "two")];
    changes.chat.logs = vec![rows::log(1, Author::Me), rows::log(2, Author::Me)];
    changes.chat.messages =
        vec![rows::message(1, Author::Me, 1, "first"), rows::message(1, Author::Me, 2, "second")];
    changes.wallet.account = Some(rows::account(1));
    changes.wallet.addresses =
        vec![rows::address(Branch::Receive, 0, "r0"), rows::address(Branch::Receive, 1, "r1")];
    changes.wallet.payments =
        vec![rows::payment(1, Direction::Out, "r0"), rows::payment(2, Direction::Out, "r0")];
    changes
}

/// Reads every row there is.
fn read(store: &dyn Store) -> Result<(), StoreError> {
    let logs = vec![rows::conversation(1), rows::conversation(2)];
    store.read_chat(&Needs { logs, ..Needs::default() })?;
    store.contacts()?;
    store.messages(rows::peer(1), None, 100)?;
    store.payments(None, 100)?;
    let needs = tongtong_wallet::Needs { addresses: true, ..Default::default() };
    store.read_wallet(&needs).map(drop)
}

fn read_again(place: &Place) -> Result<(), StoreError> {
    let store = place.open(Access::Read)?;
    store.unlock(&MASTER)?;
    read(&store)
}

const TABLES: [&str; 7] = ["me", "contact", "log", "message", "account", "address", "payment"];

#[test]
fn what_was_not_touched_reads() {
    assert_eq!(read_again(&Place::with(&everything())), Ok(()));
}

#[test]
fn a_flipped_byte_in_any_cell_is_damage() {
    let place = Place::with(&everything());
    let conn = Connection::open(place.file()).unwrap();
    for table in TABLES {
        let sql = format!("SELECT cell FROM {table} LIMIT 1");
        let cell: Vec<u8> = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
        let put = format!("UPDATE {table} SET cell = ?1 WHERE rowid = (SELECT min(rowid) FROM {table})");
        // Every byte of nonce and tag, and each 16th in between.
        let edge = |at: usize| at < 24 || at + 16 >= cell.len() || at.is_multiple_of(16);
        for at in (0..cell.len()).filter(|at| edge(*at)) {
            let mut altered = cell.clone();
            altered[at] ^= 1;
            conn.execute(&put, [&altered]).unwrap();
            assert_eq!(read_again(&place), Err(StoreError::Damaged), "{table}, byte {at}");
        }
        for cut in [0, 1, 39, cell.len() - 1] {
            conn.execute(&put, [&cell[..cut]]).unwrap();
            assert_eq!(read_again(&place), Err(StoreError::Damaged), "{table}, cut to {cut}");
        }
        conn.execute(&put, [&cell]).unwrap();
        assert_eq!(read_again(&place), Ok(()), "{table}, mended");
    }
}

#[test]
fn a_changed_clear_column_is_damage() {
    let columns = [
        ("contact", "peer", "randomblob(16)"),
        ("contact", "static_key", "randomblob(16)"),
        ("log", "log", "randomblob(16)"),
        ("message", "id", "randomblob(16)"),
        ("message", "conversation", "randomblob(16)"),
        ("message", "place", "place + 1"),
        ("message", "seq", "seq + 1"),
        ("message", "state", "2"),
        ("message", "row", "randomblob(16)"),
        ("address", "address", "randomblob(16)"),
        ("address", "place", "randomblob(16)"),
        ("address", "alive", "0"),
        ("address", "revision", "revision + 1"),
        ("payment", "address", "randomblob(16)"),
        ("payment", "at", "at - 1"),
        ("payment", "standing", "4"),
        ("payment", "revision", "revision - 1"),
        ("payment", "row", "randomblob(16)"),
    ];
    for (table, column, value) in columns {
        let place = Place::with(&everything());
        place.meddle(&format!(
            "UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT min(rowid) FROM {table})"
        ));
        assert_eq!(read_again(&place), Err(StoreError::Damaged), "{table}.{column}");
    }
}

#[test]
fn cells_swapped_between_rows_are_damage() {
    for table in ["contact", "log", "message", "address", "payment"] {
        let place = Place::with(&everything());
        place.meddle(&format!(
            "UPDATE {table} SET cell = (SELECT cell FROM {table} AS other WHERE other.rowid != {table}.rowid)"
        ));
        assert_eq!(read_again(&place), Err(StoreError::Damaged), "{table}");
    }
}

#[test]
fn cells_moved_between_tables_are_damage() {
    for (to, from) in [("me", "account"), ("account", "me")] {
        let place = Place::with(&everything());
        place.meddle(&format!(
            "UPDATE {to} SET cell = (SELECT cell FROM {from}), row = (SELECT row FROM {from})"
        ));
        assert_eq!(read_again(&place), Err(StoreError::Damaged), "{from} to {to}");
    }
}

#[test]
fn a_row_of_another_store_is_damage_even_under_the_same_key() {
    let (place, other) = (Place::with(&everything()), Place::with(&everything()));
    let conn = Connection::open(place.file()).unwrap();
    conn.execute("ATTACH ?1 AS other", [other.file().to_str().unwrap()]).unwrap();
    conn.execute("UPDATE me SET (row, cell) = (SELECT row, cell FROM other.me)", []).unwrap();
    assert_eq!(read_again(&place), Err(StoreError::Damaged));
}

#[test]
fn another_store_id_is_not_opened_by_this_key() {
    let place = Place::with(&everything());
    place.meddle("UPDATE meta SET store = randomblob(16)");
    assert_eq!(read_again(&place), Err(StoreError::WrongKey));
}

#[test]
fn nothing_is_deleted_when_damage_is_met() {
    let place = Place::with(&everything());
    place.meddle("UPDATE me SET cell = zeroblob(300)");
    let store = place.writer();
    assert_eq!(read(&store), Err(StoreError::Damaged));
    assert_eq!(store.contacts().unwrap().len(), 2, "what is whole still reads");
    drop(store);
    let kept: i64 = Connection::open(place.file())
        .unwrap()
        .query_row("SELECT length(cell) FROM me", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 300);
}
