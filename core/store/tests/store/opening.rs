use crate::place::Place;
use std::fs;
use tongtong_ports::contract::rows;
use tongtong_ports::contract::store::MASTER;
use tongtong_ports::{Changes, Store, StoreError};
use tongtong_store::Access;

fn said(name: &str) -> Changes {
    let mut changes = Changes::default();
    changes.chat.me = Some(rows::me(name));
    changes
}

fn name(store: &dyn Store) -> Option<String> {
    let me = store.read_chat(&Default::default()).unwrap().me;
    me.map(|me| String::from(me.name))
}

#[test]
fn second_writer_hears_who_holds_it() {
    let place = Place::new();
    let first = place.writer();
    let pid = std::process::id();
    assert_eq!(place.open(Access::Write).err(), Some(StoreError::Held { pid }));
    drop(first);
    place.writer();
}

#[test]
fn readers_see_each_commit_beside_the_writer_and_change_nothing() {
    let place = Place::new();
    let writer = place.writer();
    writer.commit(&said("one")).unwrap();
    let reader = place.open(Access::Read).unwrap();
    assert_eq!(reader.contacts(), Err(StoreError::Locked));
    assert_eq!(reader.unlock(&[9; 32]), Err(StoreError::WrongKey));
    reader.unlock(&MASTER).unwrap();
    assert_eq!(name(&reader).as_deref(), Some("one"));
    writer.commit(&said("two")).unwrap();
    assert_eq!(name(&reader).as_deref(), Some("two"));
    assert_eq!(reader.id(), writer.id());
    assert_eq!(reader.commit(&said("three")), Err(StoreError::ReadOnly));
    assert_eq!(reader.commit(&Changes::default()), Err(StoreError::ReadOnly));
    drop(writer);
    assert_eq!(name(&reader).as_deref(), Some("two"), "and after the writer has gone");
}

#[test]
fn a_folder_without_a_store_reads_as_empty_and_stays_so() {
    let place = Place::new();
    let reader = place.open(Access::Read).unwrap();
    assert_eq!(reader.envelope(tongtong_types::Tier::Reading), Ok(None));
    reader.unlock(&MASTER).unwrap();
    assert_eq!(reader.contacts(), Ok(Vec::new()));
    assert_eq!(reader.commit(&said("x")), Err(StoreError::ReadOnly));
    assert_eq!(fs::read_dir(place.dir()).unwrap().count(), 0);
}

#[test]
fn a_foreign_file_is_moved_aside_and_kept() {
    let text = b"these are my notes, not a database".repeat(40);
    let sqlite = {
        let place = Place::new();
        let conn = rusqlite::Connection::open(place.file()).unwrap();
        conn.execute_batch("CREATE TABLE notes (text TEXT); PRAGMA user_version = 1").unwrap();
        drop(conn);
        fs::read(place.file()).unwrap()
    };
    for bytes in [text.as_slice(), b"short", &sqlite] {
        let place = Place::new();
        for n in 1..=2 {
            fs::write(place.file(), bytes).unwrap();
            let kept = format!("store.db.kept-{n}");
            assert_eq!(place.open(Access::Read).err(), Some(StoreError::Damaged), "a reader moves nothing");
            assert_eq!(place.open(Access::Write).err(), Some(StoreError::Foreign { kept: kept.clone() }));
            assert_eq!(fs::read(place.dir().join(kept)).unwrap(), bytes);
            drop(place.writer());
            fs::remove_file(place.file()).unwrap();
        }
    }
}

#[test]
fn a_damaged_file_is_moved_aside_and_kept() {
    let spoil: [fn(&mut Vec<u8>); 4] = [
        |bytes| bytes[0] ^= 1,
        |bytes| bytes.truncate(100),
        |bytes| bytes[100..200].fill(0xee),
        |bytes| bytes[68..72].fill(0),
    ];
    for spoil in spoil {
        let place = Place::with(&said("one"));
        let mut bytes = fs::read(place.file()).unwrap();
        spoil(&mut bytes);
        fs::write(place.file(), &bytes).unwrap();
        let kept = "store.db.kept-1".to_owned();
        assert_eq!(place.open(Access::Write).err(), Some(StoreError::Foreign { kept }));
        assert_eq!(fs::read(place.dir().join("store.db.kept-1")).unwrap(), bytes);
        assert_eq!(name(&place.writer()), None, "then a new one begins");
    }
}

/// SQLite deletes the log of an empty file; the rows in it would be lost.
#[test]
fn the_log_of_an_emptied_file_is_kept() {
    let place = Place::new();
    let writer = place.writer();
    writer.commit(&said("one")).unwrap();
    let wal = fs::read(place.dir().join("store.db-wal")).unwrap();
    assert!(!wal.is_empty());
    drop(writer);
    fs::write(place.file(), b"").unwrap();
    fs::write(place.dir().join("store.db-wal"), &wal).unwrap();
    let kept = "store.db.kept-1".to_owned();
    assert_eq!(place.open(Access::Write).err(), Some(StoreError::Foreign { kept }));
    assert_eq!(fs::read(place.dir().join("store.db.kept-1-wal")).unwrap(), wal);
}

#[test]
fn a_newer_version_is_left_alone() {
    let place = Place::with(&said("one"));
    place_version(&place, 2);
    let before = fs::read(place.file()).unwrap();
    for access in [Access::Write, Access::Read] {
        assert_eq!(place.open(access).err(), Some(StoreError::Newer));
    }
    assert_eq!(fs::read(place.file()).unwrap(), before);
    place_version(&place, 1);
    assert_eq!(name(&place.writer()).as_deref(), Some("one"));
}

fn place_version(place: &Place, version: i64) {
    let conn = rusqlite::Connection::open(place.file()).unwrap();
    conn.pragma_update(None, "user_version", version).unwrap();
}
