use super::*;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use tempfile::TempDir;
use tongtong_chat::rows::{Author, MessageState};
use tongtong_crypto::entropy::OsEntropy;
use tongtong_ports::contract::rows;
use tongtong_ports::contract::store::MASTER;
use tongtong_wallet::PaymentsNeeded;
use tongtong_wallet::rows::{Direction, PaymentState};

fn unlocked(dir: &TempDir) -> SqliteStore {
    let store = SqliteStore::open(dir.path(), Access::Write, Arc::new(OsEntropy::new().unwrap())).unwrap();
    store.unlock(&MASTER).unwrap();
    store
}

fn said(seqs: core::ops::Range<u64>) -> Changes {
    let mut changes = Changes::default();
    changes.chat.messages = seqs.map(|seq| rows::message(1, Author::Me, seq, "text")).collect();
    changes
}

#[test]
fn a_full_disk_is_told_and_keeps_nothing_of_the_commit() {
    let dir = TempDir::new().unwrap();
    let store = unlocked(&dir);
    store.commit(&said(0..3)).unwrap();
    // SQLite answers as it does for ENOSPC once the file may not grow.
    let pages: i64 = store.inner().conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    let limit = |pages: i64| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        store.inner().conn.query_row(&sql, [], |_| Ok(())).unwrap();
    };
    limit(pages + 2);
    assert_eq!(store.commit(&said(3..500)), Err(StoreError::Full));
    assert_eq!(store.messages(rows::peer(1), None, 999).unwrap().len(), 3, "all or nothing");
    limit(1_000_000);
    store.commit(&said(3..500)).unwrap();
    assert_eq!(store.messages(rows::peer(1), None, 999).unwrap().len(), 500);
}

/// What the page of the vault demands of each connection, read back from SQLite.
#[test]
fn a_writer_syncs_fully_and_overwrites_what_it_deletes() {
    let dir = TempDir::new().unwrap();
    let store = unlocked(&dir);
    let set = |name: &str| -> String {
        let value = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
        match store.inner().conn.pragma_query_value(None, name, value).unwrap() {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        }
    };
    assert_eq!(set("journal_mode"), "wal");
    assert_eq!(set("synchronous"), "2", "FULL");
    assert_eq!(set("secure_delete"), "1");
    assert_eq!(set("foreign_keys"), "1");
    assert_eq!(set("user_version"), "1");
}

/// With 10^6 messages nothing that a screen or a session asks for may walk through what is done with.
#[test]
fn no_frequent_question_walks_through_or_sorts_what_is_settled() {
    let dir = TempDir::new().unwrap();
    let store = unlocked(&dir);
    store.commit(&settled(400)).unwrap();
    let (tell, asked) = std::sync::mpsc::channel();
    let watch = move |event: TraceEvent<'_>| {
        if let TraceEvent::Profile(asked, _) = event {
            let status = |of| asked.get_status(of);
            let told = (
                asked.sql().into_owned(),
                status(StatementStatus::FullscanStep),
                status(StatementStatus::Sort),
            );
            tell.send(told).unwrap();
        }
    };
    store.inner().conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(watch)).unwrap();
    ask(&store);
    store.inner().conn.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>).unwrap();
    let asked: Vec<_> = asked.try_iter().filter(|(sql, ..)| sql.starts_with("SELECT")).collect();
    assert!(asked.len() > 15, "every question was heard");
    for (sql, walked, sorted) in asked {
        assert!(walked <= 50, "{walked} rows walked through: {sql}");
        let outbox = sql.contains("min(rowid)");
        assert!(sorted == 0 || outbox || !sql.contains("FROM message"), "sorted: {sql}");
    }
}

/// Many messages that are seen and payments that are settled, and two of each that are not.
fn settled(count: u64) -> Changes {
    let mut changes = Changes::default();
    changes.chat.contacts = vec![rows::contact(1, "A")];
    changes.chat.logs = vec![rows::log(1, Author::Me)];
    for seq in 1..=count {
        let mut theirs = rows::message(1, Author::Them, seq, "text");
        let mut mine = rows::message(1, Author::Me, seq, "text");
        let mut payment = rows::payment(seq, Direction::In, "r0");
        if seq > 2 {
            theirs.state = MessageState::Seen { at: rows::moment(seq) };
            mine.state = MessageState::Read { at: rows::moment(seq) };
            payment.state = PaymentState::Confirmed { at: rows::moment(seq) };
        }
        changes.chat.messages.extend([theirs, mine]);
        changes.wallet.payments.push(payment);
    }
    changes
}

/// Everything that a screen, a session or a worker asks often.
fn ask(store: &SqliteStore) {
    store.messages(rows::peer(1), None, 50).unwrap();
    let before = Some(Before { order: rows::moment(300).millis(), row: rows::row(1) });
    assert_eq!(store.messages(rows::peer(1), before, 50).unwrap().len(), 50);
    store.message(rows::row(1)).unwrap();
    store.payments(None, 50).unwrap();
    let before = Some((rows::moment(300), PaymentId::new([1; 16])));
    assert_eq!(store.payments(before, 50).unwrap().len(), 50);
    store.payment(PaymentId::new([1; 16])).unwrap();
    let needs = tongtong_chat::Needs {
        contacts: vec![rows::peer(1)],
        by_static_key: Some(rows::contact(1, "A").static_key),
        logs: vec![rows::conversation(1)],
        messages: vec![rows::message(1, Author::Me, 1, "").id],
        rows: vec![rows::row(1)],
        waiting: Some((rows::peer(1), 9)),
        unseen: Some((rows::conversation(1), u64::MAX, 9)),
        accepted: true,
    };
    let facts = store.read_chat(&needs).unwrap();
    assert_eq!((facts.waiting.len(), facts.unseen.len()), (2, 2));
    let needs = tongtong_wallet::Needs { addresses: true, payments: PaymentsNeeded::Open };
    assert_eq!(store.read_wallet(&needs).unwrap().payments.len(), 2);
    assert_eq!(store.outbox().unwrap().deliver.len(), 1);
}
