use super::{Bench, Case};
use crate::contract::rows;
use crate::store::{Before, Changes};
use tongtong_chat::Needs;
use tongtong_chat::rows::{Author, ContactState, MessageRow, MessageState};
use tongtong_types::PeerId;

pub(super) const CASES: &[Case] = &[
    keeps_contacts_and_finds_them_each_way,
    keeps_logs_by_conversation_author_and_log,
    finds_messages_by_id_and_row_twins_included,
    replaces_a_whole_row,
    pages_meet_every_message_once,
    waiting_is_what_is_mine_and_unacknowledged,
    unseen_is_what_is_received_up_to_a_place,
    owes_delivery_to_whom_something_waits_for,
];

fn messages(messages: Vec<MessageRow>) -> Changes {
    let mut changes = Changes::default();
    changes.chat.messages = messages;
    changes
}

fn keeps_contacts_and_finds_them_each_way(bench: &mut Bench<'_>) {
    let mut changes = Changes::default();
    let (a, b) = (rows::contact(1, "\u{d1b5}\u{d1b5}"), rows::contact(2, "Bo"));
    let mut c = rows::contact(3, "Cy");
    c.state = ContactState::Asking;
    c.static_key = a.static_key;
    changes.chat.contacts = vec![a.clone(), b.clone(), c.clone()];
    bench.keep(&changes);
    assert_eq!(bench.store().contacts(), Ok(vec![a.clone(), b.clone(), c.clone()]), "as they came");

    let find = |needs: Needs| {
        let mut found = bench.store().read_chat(&needs).unwrap().contacts;
        found.sort_by_key(|row| row.peer);
        found
    };
    let of = |contacts: Vec<PeerId>| Needs { contacts, ..Needs::default() };
    assert_eq!(find(of(vec![b.peer, rows::peer(9)])), vec![b.clone()], "nobody is invented");
    assert_eq!(find(of(vec![b.peer, b.peer])), vec![b.clone()], "nobody twice");
    let needs = Needs { by_static_key: Some(a.static_key), ..of(vec![a.peer]) };
    assert_eq!(find(needs), [a.clone(), c], "whoever claims the static key, once");
    assert_eq!(find(Needs { accepted: true, ..Needs::default() }), [a, b]);
}

/// Another may name their log as they like; it never replaces one of mine or of a third person.
fn keeps_logs_by_conversation_author_and_log(bench: &mut Bench<'_>) {
    let (mine, theirs) = (rows::log(1, Author::Me), rows::log(1, Author::Them));
    let mut foreign = rows::log(2, Author::Them);
    foreign.log = mine.log;
    let mut changes = Changes::default();
    changes.chat.logs = vec![mine.clone(), theirs.clone(), foreign.clone()];
    bench.keep(&changes);
    let mut moved = mine.clone();
    moved.head = 5;
    changes.chat.logs = vec![moved.clone()];
    bench.keep(&changes);
    let logs = |n| {
        let needs = Needs { logs: vec![rows::conversation(n)], ..Needs::default() };
        bench.store().read_chat(&needs).unwrap().logs
    };
    let found = logs(1);
    assert_eq!(found.len(), 2);
    assert!(found.contains(&moved) && found.contains(&theirs));
    assert_eq!(logs(2), [foreign]);
}

fn finds_messages_by_id_and_row_twins_included(bench: &mut Bench<'_>) {
    let first = rows::message(1, Author::Them, 1, "first");
    let mut twin = rows::message(1, Author::Them, 1, "other words");
    twin.row = rows::row(77);
    twin.state = MessageState::Conflicting { at: rows::moment(3) };
    let other = rows::message(1, Author::Them, 2, "next");
    bench.keep(&messages(vec![first.clone(), twin.clone(), other.clone()]));

    let find = |needs: Needs| bench.store().read_chat(&needs).unwrap().messages;
    let found = find(Needs { messages: vec![first.id, first.id], ..Needs::default() });
    assert_eq!(found.len(), 2);
    assert!(found.contains(&first) && found.contains(&twin));
    let found = find(Needs {
        messages: vec![other.id],
        rows: vec![other.row, twin.row, rows::row(404)],
        ..Needs::default()
    });
    assert_eq!(found.len(), 2, "by id or by row, once");
    assert_eq!(bench.store().message(twin.row), Ok(Some(twin)));
    assert_eq!(bench.store().message(rows::row(404)), Ok(None));
}

fn replaces_a_whole_row(bench: &mut Bench<'_>) {
    let mut changes = messages(vec![rows::message(1, Author::Them, 1, "words")]);
    changes.chat.me = Some(rows::me("before"));
    changes.chat.contacts = vec![rows::contact(1, "before")];
    bench.keep(&changes);
    changes.chat.me = Some(rows::me("after"));
    changes.chat.contacts = vec![rows::contact(1, "after")];
    let seen = &mut changes.chat.messages[0];
    seen.state = MessageState::Seen { at: rows::moment(5) };
    seen.path = Some("direct".to_owned());
    bench.keep(&changes);
    assert_eq!(bench.store().read_chat(&Needs::default()).unwrap().me, changes.chat.me);
    assert_eq!(bench.store().contacts(), Ok(changes.chat.contacts));
    assert_eq!(bench.store().messages(rows::peer(1), None, 9), Ok(changes.chat.messages));
}

fn pages_meet_every_message_once(bench: &mut Bench<'_>) {
    let mut all: Vec<_> = (1..=25).map(|seq| rows::message(1, Author::Them, seq, "text")).collect();
    // Five at a time stand at one place of the screen.
    all.iter_mut().for_each(|row| row.order = row.id.seq / 5);
    all.swap(3, 17);
    let mut changes = messages(all.clone());
    changes.chat.messages.push(rows::message(2, Author::Them, 1, "elsewhere"));
    bench.keep(&changes);

    let mut met = Vec::new();
    let mut before = None;
    loop {
        let page = bench.store().messages(rows::peer(1), before, 4).unwrap();
        assert!(page.len() <= 4);
        let Some(last) = page.last() else { break };
        before = Some(Before { order: last.order, row: last.row });
        met.extend(page);
    }
    all.sort_by_key(|row| core::cmp::Reverse((row.order, row.row)));
    assert_eq!(met, all, "newest first, each once");
    assert_eq!(bench.store().messages(rows::peer(3), None, 4), Ok(Vec::new()));
}

fn waiting_is_what_is_mine_and_unacknowledged(bench: &mut Bench<'_>) {
    let mine = |seq| rows::message(1, Author::Me, seq, "text");
    let mut delivered = mine(2);
    delivered.state = MessageState::Delivered { at: rows::moment(9) };
    let foreign = rows::message(2, Author::Me, 1, "text");
    let theirs = rows::message(1, Author::Them, 1, "text");
    bench.keep(&messages(vec![mine(4), mine(1), delivered, mine(3), foreign, theirs]));
    let waiting = |limit| {
        let needs = Needs { waiting: Some((rows::peer(1), limit)), ..Needs::default() };
        bench.store().read_chat(&needs).unwrap().waiting
    };
    assert_eq!(waiting(9), [mine(1), mine(3), mine(4)], "in order");
    assert_eq!(waiting(2), [mine(1), mine(3)], "the oldest first");

    let mut read = mine(1);
    read.state = MessageState::Read { at: rows::moment(10) };
    bench.keep(&messages(vec![read]));
    let needs = Needs { waiting: Some((rows::peer(1), 9)), ..Needs::default() };
    assert_eq!(bench.store().read_chat(&needs).unwrap().waiting, [mine(3), mine(4)]);
}

fn unseen_is_what_is_received_up_to_a_place(bench: &mut Bench<'_>) {
    let theirs = |seq| rows::message(1, Author::Them, seq, "text");
    let mut seen = theirs(2);
    seen.state = MessageState::Seen { at: rows::moment(9) };
    let mine = rows::message(1, Author::Me, 1, "text");
    let foreign = rows::message(2, Author::Them, 1, "text");
    bench.keep(&messages(vec![theirs(3), theirs(1), seen, theirs(4), mine, foreign]));
    let at_most = |up_to, limit| {
        let needs = Needs { unseen: Some((rows::conversation(1), up_to, limit)), ..Needs::default() };
        bench.store().read_chat(&needs).unwrap().unseen
    };
    let unseen = |up_to| at_most(up_to, 9);
    assert_eq!(unseen(theirs(3).order), [theirs(1), theirs(3)]);
    assert_eq!(unseen(u64::MAX), [theirs(1), theirs(3), theirs(4)]);
    assert_eq!(at_most(u64::MAX, 2), [theirs(1), theirs(3)], "the oldest first");
    assert_eq!(unseen(0), []);
}

fn owes_delivery_to_whom_something_waits_for(bench: &mut Bench<'_>) {
    let mut done = rows::message(3, Author::Me, 1, "text");
    done.state = MessageState::Delivered { at: rows::moment(2) };
    let waiting = |n, seq| rows::message(n, Author::Me, seq, "text");
    let theirs = rows::message(4, Author::Them, 1, "text");
    bench.keep(&messages(vec![waiting(2, 1), waiting(1, 1), waiting(2, 2), done, theirs]));
    assert_eq!(bench.store().outbox().unwrap().deliver, [rows::peer(2), rows::peer(1)], "each once");
}
