//! How fast it is here; printed, never asserted.

use crate::place::Place;
use std::time::Instant;
use tongtong_chat::rows::Author;
use tongtong_ports::contract::rows;
use tongtong_ports::contract::store::MASTER;
use tongtong_ports::store::Before;
use tongtong_ports::{Changes, Store};
use tongtong_store::Access;

const MESSAGES: u64 = 10_000;
const BATCH: u64 = 500;

#[test]
fn a_page_of_many_is_the_newest_fifty() {
    let place = Place::new();
    let store = place.writer();
    let started = Instant::now();
    for first in (0..MESSAGES).step_by(usize::try_from(BATCH).unwrap()) {
        let mut changes = Changes::default();
        changes.chat.messages = (first..first + BATCH)
            .map(|seq| rows::message(1, Author::Them, seq, "안녕하세요, hello"))
            .collect();
        store.commit(&changes).unwrap();
    }
    let batches = started.elapsed();

    let started = Instant::now();
    for seq in MESSAGES..MESSAGES + 100 {
        let mut changes = Changes::default();
        changes.chat.messages = vec![rows::message(1, Author::Me, seq, "hello")];
        store.commit(&changes).unwrap();
    }
    let single = started.elapsed();
    drop(store);

    let started = Instant::now();
    let store = place.open(Access::Write).unwrap();
    store.unlock(&MASTER).unwrap();
    let opening = started.elapsed();
    let started = Instant::now();
    let page = store.messages(rows::peer(1), None, 50).unwrap();
    let first_page = started.elapsed();
    let last = page.last().unwrap();
    let before = Some(Before { order: last.order, row: last.row });
    let started = Instant::now();
    let older = store.messages(rows::peer(1), before, 50).unwrap();
    let next_page = started.elapsed();

    let newest: Vec<_> = page.iter().chain(&older).map(|message| message.id.seq).collect();
    let expected: Vec<_> = (MESSAGES..MESSAGES + 100).rev().collect();
    assert_eq!(newest, expected);
    println!(
        "{:.0} messages/s in batches of {BATCH}, {:.0} single commits/s; {MESSAGES} messages: opened in \
         {opening:?}, a page of 50 in {first_page:?}, the next in {next_page:?}",
        MESSAGES as f64 / batches.as_secs_f64(),
        100.0 / single.as_secs_f64(),
    );
}
