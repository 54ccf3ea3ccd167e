//! An old copy of a device is put back and nobody says so: it uses places again that the other side knows.

use super::device::{Device, START, friends, incoming, say, session};
use crate::frame::{ACK, HEADS, Heads, MESSAGE, MessageFrame, Reach};
use crate::header::{Head, Header};
use crate::log::{MAX_LOGS, log_id};
use crate::rows::{Alert, Author, MessageState};
use crate::{Command, Content, Outgoing, conversation_id};
use tongtong_types::{Duration, HeaderHash, MessageId, Timestamp};

fn later(secs: u64) -> Timestamp {
    START.after(Duration::from_secs(secs))
}

fn conflicting(device: &Device) -> usize {
    let twin =
        |row: &&&_| matches!((**row as &crate::rows::MessageRow).state, MessageState::Conflicting { .. });
    device.screen().iter().filter(twin).count()
}

#[test]
fn what_an_old_copy_wrote_reaches_the_other_side_once_in_another_log() {
    let (mut a, mut b) = friends(40);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let copy = a.kept.clone();
    for text in ["first", "lost"] {
        let _ = say(&mut a, peer_b, text, later(1));
    }
    session(&mut a, &mut b, later(1));
    a.put_back(copy, 1, later(2));
    let _ = say(&mut a, peer_b, "second", later(3));
    let (row, order) = a.screen().last().map(|row| (row.row, row.order)).unwrap();
    session(&mut a, &mut b, later(60));
    assert_eq!(b.texts(Author::Them), ["first", "lost", "second"]);
    assert_eq!((conflicting(&b), a.texts(Author::Me)), (0, vec!["second".to_owned()]));
    let written = &a.kept.messages[&row];
    assert_eq!((written.order, written.id.seq), (order, 1), "the same row at another place");
    assert!(matches!(written.state, MessageState::Delivered { .. }));
    assert_eq!(a.contact(peer_b).alerts, [Alert::Conflict]);
    assert_eq!(b.contact(peer_a).alerts, [Alert::Behind]);
    for device in [&mut a, &mut b] {
        let peer = if device.peer() == peer_a { peer_b } else { peer_a };
        let _ = device.run(&Command::Verify { peer }, later(100)).unwrap();
    }
    session(&mut a, &mut b, later(200));
    assert!(a.contact(peer_b).alerts.is_empty() && b.contact(peer_a).alerts.is_empty(), "told once");
}

#[test]
fn what_waits_in_an_old_copy_and_was_taken_before_is_not_taken_again() {
    let (mut a, mut b) = friends(41);
    let peer_b = b.peer();
    let _ = say(&mut a, peer_b, "one", later(1));
    let copy = a.kept.clone();
    let _ = say(&mut a, peer_b, "two", later(2));
    session(&mut a, &mut b, later(3));
    for time in [100, 200] {
        a.put_back(copy.clone(), 1, later(time));
        session(&mut a, &mut b, later(time + 50));
        assert_eq!(b.texts(Author::Them), ["one", "two"]);
        assert!(matches!(a.screen().last().unwrap().state, MessageState::Delivered { .. }));
    }
}

#[test]
fn a_restored_author_is_told_of_as_behind_once() {
    let (mut a, mut b) = friends(42);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let copy = a.kept.clone();
    let _ = say(&mut a, peer_b, "one", later(1));
    session(&mut a, &mut b, later(1));
    a.restore(copy, 1, later(2));
    for (time, told) in [(60, true), (120, false), (180, false)] {
        session(&mut a, &mut b, later(time));
        assert_eq!(b.contact(peer_a).alerts.contains(&Alert::Behind), told);
        let _ = b.run(&Command::Verify { peer: peer_a }, later(time)).unwrap();
    }
}

#[test]
fn a_twin_is_kept_once_and_shown_and_becomes_a_message_when_its_author_writes_it_again() {
    let (mut a, mut b) = friends(43);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let copy = a.kept.clone();
    let _ = say(&mut a, peer_b, "first", later(1));
    session(&mut a, &mut b, later(1));
    // It does not wait for the heads.
    a.put_back(copy, 1, later(2));
    let _ = say(&mut a, peer_b, "second", later(3));
    let twin = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(3)).unwrap().send.remove(0);
    for _ in 0..2 {
        let step = b.receive(peer_a, &twin, later(3)).unwrap();
        assert_eq!(step.send, [], "not acknowledged");
    }
    assert_eq!((b.texts(Author::Them).len(), conflicting(&b)), (2, 1));
    assert_eq!(b.screen().last().unwrap().content(), Content::Text("second".to_owned()));
    assert_eq!(b.contact(peer_a).alerts, [Alert::Conflict]);
    session(&mut a, &mut b, later(60));
    assert_eq!((b.texts(Author::Them), conflicting(&b)), (vec!["first".to_owned(), "second".to_owned()], 0));
}

#[test]
fn another_header_over_the_same_words_does_not_replace_them() {
    let (mut a, mut b) = friends(44);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = say(&mut a, peer_b, "hi", later(1));
    let good = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(1)).unwrap().send.remove(0);
    let _ = b.receive(peer_a, &good, later(1)).unwrap();
    let before = b.kept.messages.clone();
    let frame = MessageFrame::decode(&good.body).unwrap();
    let header = Header { sent_at: later(9), ..Header::decode(&frame.header).unwrap() }.encode();
    let twin = Outgoing { body: MessageFrame { header, ..frame }.encode(), ..good };
    assert_eq!(b.receive(peer_a, &twin, later(2)).unwrap().send, []);
    assert_eq!((b.kept.messages.clone(), twin.kind), (before, MESSAGE));
}

#[test]
fn a_message_that_came_before_is_acknowledged_at_every_place_and_kept_once() {
    let (mut a, mut b) = friends(45);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = say(&mut a, peer_b, "hi", later(1));
    let good = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(1)).unwrap().send.remove(0);
    let _ = b.receive(peer_a, &good, later(1)).unwrap();
    let frame = MessageFrame::decode(&good.body).unwrap();
    let header = Header::decode(&frame.header).unwrap();
    let log = log_id(&a.kept.me.epoch, &conversation_id(peer_a, peer_b), Some(&b.kept.me.epoch));
    let header = Header { id: MessageId { log, seq: 1, ..header.id }, prev: None, ..header }.encode();
    let again = Outgoing { body: MessageFrame { header, ..frame }.encode(), ..good };
    for _ in 0..2 {
        let step = b.receive(peer_a, &again, later(2)).unwrap();
        assert_eq!((step.send[0].kind, step.events.len(), step.changes.messages.len()), (ACK, 0, 0));
    }
    assert_eq!(b.texts(Author::Them), ["hi"]);
}

#[test]
fn heads_that_lie_move_the_log_of_their_own_conversation_alone() {
    let (mut a, b) = friends(46);
    let peer_b = b.peer();
    let _ = say(&mut a, peer_b, "hi", later(1));
    let me = a.kept.me.clone();
    for time in 2..5 {
        let id = a.screen().last().unwrap().id;
        let head = Head { id: MessageId { seq: id.seq + 1, ..id }, hash: HeaderHash::new([0; 32]) };
        let body = Heads(vec![Reach { head, missing: vec![] }]).encode();
        let lie = Outgoing { peer: peer_b, kind: HEADS, body, place: 0 };
        let _ = a.run(&incoming(peer_b, &lie), later(time)).unwrap();
        let waiting = a.screen().last().unwrap().id;
        assert_ne!(waiting.log, id.log);
    }
    for time in 5..105 {
        let log = a.screen().last().unwrap().id.log;
        let id = MessageId { author: a.peer(), log, seq: 9 };
        let body = Heads(vec![Reach { head: Head { id, hash: HeaderHash::new([0; 32]) }, missing: vec![] }]);
        let lie = Outgoing { peer: peer_b, kind: HEADS, body: body.encode(), place: 0 };
        let _ = a.run(&incoming(peer_b, &lie), later(time)).unwrap();
    }
    let mine = a.kept.logs.values().filter(|log| log.author == Author::Me).count();
    assert_eq!(mine, MAX_LOGS, "nor without end");
    assert_eq!(a.kept.me, me, "other conversations go on in their logs");
    assert_eq!(a.texts(Author::Me), ["hi"]);
}
