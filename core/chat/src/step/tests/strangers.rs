//! What someone who is not accepted can make a device keep.

use super::device::{Device, START, friends, issue, with_card};
use crate::body::{Body, kind};
use crate::card::CardError;
use crate::frame::{ACK, Acks, HEADS, Heads, MESSAGE, MessageFrame, WELCOME};
use crate::header::Header;
use crate::rows::{Alert, Author, ContactState};
use crate::{Command, Content, Outgoing, Refused, Step, conversation_id};
use tongtong_crypto::commitment::commit;
use tongtong_types::{DisplayName, Duration, HeaderHash, LogId, MessageId, Timestamp};

const LATER: Timestamp = START.after(Duration::from_secs(60));

/// A message of `author` at a place of a log, after whatever it claims.
fn message(author: &Device, reader: &Device, log: u8, seq: u64, kind: u64, body: &[u8]) -> Outgoing {
    let salt = [7; 32];
    let header = Header {
        conversation: conversation_id(author.peer(), reader.peer()),
        id: MessageId { author: author.peer(), log: LogId::new([log; 16]), seq },
        prev: (seq > 1).then_some(HeaderHash::new([1; 32])),
        seen: vec![],
        sent_at: LATER,
        expires_at: None,
        kind,
        commitment: commit(&salt, body),
    };
    let body = MessageFrame { header: header.encode(), salt, body: body.to_vec() }.encode();
    Outgoing { peer: reader.peer(), kind: MESSAGE, body, place: 0 }
}

fn request(text: &str) -> Vec<u8> {
    Body::Request { name: DisplayName::new("Anna").unwrap(), text: text.to_owned() }.encode()
}

/// A stranger and a device that has found (or asked) them.
fn met(state: ContactState) -> (Device, Device) {
    let (a, mut b) = (Device::new(1, 30, "Anna"), Device::new(2, 30, "Bora"));
    let peer = a.peer();
    let _ = b.run(&Command::Meet { card: a.kept.me.card.clone() }, START).unwrap();
    if state == ContactState::Asked {
        let _ = b.run(&Command::Ask { peer, text: String::new() }, START).unwrap();
    }
    (a, b)
}

fn theirs(device: &Device) -> usize {
    device.screen().iter().filter(|row| row.author == Author::Them).count()
}

#[test]
fn a_hundred_malformed_requests_leave_nothing() {
    for state in [ContactState::Found, ContactState::Asked] {
        let (a, mut b) = met(state);
        let before = b.kept.logs.len();
        let large = vec![0x5a; 40_000];
        for seq in 1..=100 {
            for (kind, body) in [(kind::REQUEST, large.as_slice()), (kind::ACCEPT, &[0xff]), (99, &[1])] {
                let frame = message(&a, &b, 3, seq, kind, body);
                assert_eq!(b.receive(a.peer(), &frame, LATER), Ok(Step::default()), "{state:?}, {kind}");
            }
        }
        assert_eq!((theirs(&b), b.kept.logs.len(), b.state(a.peer())), (0, before, Some(state)));
    }
}

#[test]
fn a_first_message_is_small_whatever_it_carries_besides() {
    let (a, mut b) = met(ContactState::Asked);
    let mut padded = Vec::from([0xa1, 0x18, 0x63, 0x59, 0x08, 0x00]);
    padded.extend([0; 2_048]);
    assert_eq!(Body::decode(kind::ACCEPT, &padded), Ok(Body::Accept));
    let frame = message(&a, &b, 3, 1, kind::ACCEPT, &padded);
    assert_eq!(b.receive(a.peer(), &frame, LATER), Ok(Step::default()));
    let frame = message(&a, &b, 3, 1, kind::ACCEPT, &Body::Accept.encode());
    assert_eq!(b.receive(a.peer(), &frame, LATER).unwrap().send[0].kind, ACK);
    assert_eq!(b.state(a.peer()), Some(ContactState::Accepted));
}

#[test]
fn a_twin_of_a_first_message_is_told_and_not_kept() {
    let (a, mut b) = met(ContactState::Found);
    for text in ["one", "two", "three"] {
        let frame = message(&a, &b, 3, 1, kind::REQUEST, &request(text));
        let _ = b.receive(a.peer(), &frame, LATER).unwrap();
    }
    assert_eq!(b.contact(a.peer()).alerts, [Alert::Conflict]);
    assert_eq!(theirs(&b), 1);
}

#[test]
fn the_newest_request_of_a_stranger_is_the_one_that_is_kept() {
    let (a, mut b) = met(ContactState::Found);
    for n in 1..=40_u8 {
        for (log, seq) in [(0, u64::from(n)), (n, 1)] {
            let frame = message(&a, &b, log, seq, kind::REQUEST, &request(&format!("{n} {log}")));
            let step = b.receive(a.peer(), &frame, LATER).unwrap();
            assert_eq!(step.send[0].kind, ACK, "request {n} in log {log}");
        }
    }
    assert_eq!((theirs(&b), b.state(a.peer())), (1, Some(ContactState::Asking)));
    let kept = b.screen()[0].content();
    assert!(matches!(kept, Content::Request { text, .. } if text == "40 40"));
    let mine = b.details(None);
    let _ = b.run(&Command::Accept { peer: a.peer(), mine }, LATER).unwrap();
    assert_eq!(b.state(a.peer()), Some(ContactState::Accepted));
}

#[test]
fn a_friend_who_asks_again_and_never_acknowledges_is_answered_once() {
    let (a, mut b) = friends(31);
    let before = b.log(a.peer(), Author::Me).head;
    for n in 1..=40_u8 {
        let frame = message(&a, &b, n, 1, kind::REQUEST, &request("again"));
        let step = b.receive(a.peer(), &frame, LATER).unwrap();
        assert_eq!(step.send[0].kind, ACK);
        assert_eq!(b.contact(a.peer()).my_card_counter == 0, n == 1, "a card is owed once");
        // As the engine pays it.
        b.kept.contacts.get_mut(&a.peer()).unwrap().my_card_counter = 1;
    }
    assert_eq!(b.log(a.peer(), Author::Me).head, before + 1);
    let requests =
        b.screen().into_iter().filter(|row| row.author == Author::Them && row.kind == kind::REQUEST);
    assert_eq!(requests.count(), 1);
}

/// A device and a stranger whose greeting it has just verified; the frames that it answers with.
fn greeted() -> (Device, Device, Step) {
    let (a, mut b) = (Device::new(1, 32, "Anna"), Device::new(2, 32, "Bora"));
    let opened = Command::SessionOpened { peer: a.peer(), card: a.kept.me.card.clone() };
    let step = b.run(&opened, START).unwrap();
    (a, b, step)
}

#[test]
fn someone_unknown_leaves_nothing_but_a_request() {
    let (a, mut b, opened) = greeted();
    assert_eq!(opened.send.iter().map(|frame| frame.kind).collect::<Vec<_>>(), [HEADS], "heads are answered");
    assert_eq!(opened.events, []);
    let card = a.kept.me.card.clone();
    let text = Body::Text("hi".to_owned()).encode();
    for (fault, kind, body) in [
        ("heads", HEADS, Heads::default().encode()),
        ("an acknowledgement", ACK, Acks::default().encode()),
        ("a text", MESSAGE, message(&a, &b, 3, 1, kind::TEXT, &text).body),
        ("an accept", MESSAGE, message(&a, &b, 3, 1, kind::ACCEPT, &Body::Accept.encode()).body),
        ("a malformed request", MESSAGE, message(&a, &b, 3, 1, kind::REQUEST, &[0xff]).body),
        ("no message", MESSAGE, vec![1]),
    ] {
        let frame = Outgoing { peer: a.peer(), kind, body, place: 0 };
        assert_eq!(b.run(&with_card(a.peer(), &frame, card.clone()), LATER), Ok(Step::default()), "{fault}");
    }
    let resumed = b.run(&Command::Resume { peer: a.peer(), after: 0 }, LATER);
    assert_eq!(resumed, Ok(Step::default()), "nothing waits for someone unknown");
    assert_eq!((b.kept.contacts.len(), b.kept.logs.len(), theirs(&b)), (0, 0, 0));

    let frame = message(&a, &b, 3, 1, kind::REQUEST, &request("hello"));
    let step = b.run(&with_card(a.peer(), &frame, card.clone()), LATER).unwrap();
    assert_eq!(step.send[0].kind, ACK);
    assert_eq!((b.contact(a.peer()).card.clone(), b.state(a.peer())), (card, Some(ContactState::Asking)));
}

#[test]
fn a_request_of_someone_unknown_needs_the_card_of_its_session() {
    let (a, mut b, _) = greeted();
    let frame = message(&a, &b, 3, 1, kind::REQUEST, &request("hello"));
    let c = Device::new(3, 32, "Chul");
    let _ = b.run(&Command::Meet { card: c.kept.me.card.clone() }, START).unwrap();
    for (fault, card, refused) in [
        ("none", vec![], CardError::Malformed),
        ("of another", Device::new(4, 32, "Dana").kept.me.card, CardError::Another),
        ("with a stolen key", issue(&a.key, 3, 2, START), CardError::Another),
    ] {
        let verdict = b.run(&with_card(a.peer(), &frame, card), LATER);
        assert_eq!(verdict, Err(Refused::Card(refused)), "{fault}");
    }
    let welcome = Outgoing { peer: a.peer(), kind: WELCOME, body: vec![], place: 0 };
    assert_eq!(b.run(&with_card(a.peer(), &welcome, vec![]), LATER), Err(Refused::Protocol));
    assert_eq!(b.state(a.peer()), None);
}
