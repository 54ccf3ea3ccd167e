use super::device::{Device, START, endpoint, friends, identity, incoming, issue, say, session, with_card};
use crate::body::{Body, MAX_BODY, kind};
use crate::card::{CardError, ContactCard, ContactDetails};
use crate::frame::{ACK, Acks, HEADS, Heads, MESSAGE, MessageFrame, Reach, WELCOME};
use crate::header::{Head, Header};
use crate::rows::{Alert, Author, MessageState};
use crate::{Command, Content, Facts, Outgoing, Refused, Step, conversation_id, step};
use proptest::prelude::*;
use tongtong_crypto::commitment::commit;
use tongtong_crypto::entropy::{Entropy, EntropyError};
use tongtong_types::cbor::{Value, decode, encode};
use tongtong_types::{ConversationId, Duration, HeaderHash, LogId, MessageId, PeerId, Timestamp};

const LATER: Timestamp = START.after(Duration::from_secs(60));

fn frame(kind: u8, body: Vec<u8>) -> Outgoing {
    Outgoing { peer: identity(9).peer(), kind, body, place: 0 }
}

/// The next message of `author` to `reader`: what an honest author would send, unless changed.
fn next(author: &Device, reader: &Device, kind: u64, body: &[u8]) -> (Header, MessageFrame) {
    let known = reader.log(author.peer(), Author::Them);
    let salt = [7; 32];
    let header = Header {
        conversation: conversation_id(author.peer(), reader.peer()),
        id: MessageId { author: author.peer(), log: known.log, seq: known.head + 1 },
        prev: known.head_hash,
        seen: vec![],
        sent_at: LATER,
        expires_at: None,
        kind,
        commitment: commit(&salt, body),
    };
    let frame = MessageFrame { header: header.encode(), salt, body: body.to_vec() };
    (header, frame)
}

/// The verdict over a text whose header was changed.
fn over(change: impl FnOnce(&mut Header)) -> Result<Step, Refused> {
    let (a, mut b) = friends(1);
    let (mut header, message) = next(&a, &b, kind::TEXT, &Body::Text("hi".to_owned()).encode());
    change(&mut header);
    let message = MessageFrame { header: header.encode(), ..message };
    b.receive(a.peer(), &frame(MESSAGE, message.encode()), LATER)
}

fn command_to(device: &mut Device, command: &Command) -> Option<Refused> {
    let before = format!("{:?}", device.kept.contacts);
    let refused = device.run(command, LATER).err();
    assert_eq!(format!("{:?}", device.kept.contacts), before, "a refusal changes nothing");
    refused
}

#[test]
fn who_has_not_signed_up_can_do_nothing() {
    let a = Device::new(1, 1, "Anna");
    let command = Command::Say { peer: identity(2).peer(), text: "hi".to_owned() };
    assert_eq!(step(&command, &Facts::default(), LATER, &a.entropy).err(), Some(Refused::NotSignedUp));
}

#[test]
fn without_entropy_nothing_is_written() {
    struct Silent;
    impl Entropy for Silent {
        fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
            Err(EntropyError::Unavailable)
        }
    }
    let (a, b) = friends(1);
    let command = Command::Say { peer: b.peer(), text: "hi".to_owned() };
    assert_eq!(step(&command, &a.facts(&command), LATER, &Silent).err(), Some(Refused::Entropy));
}

#[test]
fn what_is_printed_of_a_step_says_nothing_of_its_text() {
    let (mut a, mut b) = friends(20);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let said = say(&mut a, peer_b, "secret words", LATER);
    let resumed = a.run(&Command::Resume { peer: peer_b, after: 0 }, LATER).unwrap();
    let Command::Frame(came) = with_card(peer_a, &resumed.send[0], vec![0x5e; 9]) else { panic!("no frame") };
    let heard = b.receive(peer_a, &resumed.send[0], LATER).unwrap();
    let printed = format!("{said:?} {resumed:?} {came:?} {heard:?}");
    assert!(printed.contains("Outgoing(") && printed.contains("Incoming("));
    let inside = [format!("{:?}", &came.body[..8]), format!("{:?}", b"secret")];
    for secret in ["secret", inside[0].trim_matches(['[', ']']), inside[1].trim_matches(['[', ']']), "94, 94"]
    {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[test]
fn what_the_user_asks_for_is_refused_by_name() {
    let mut a = Device::new(1, 2, "Anna");
    let b = Device::new(2, 2, "Bora");
    let (me, peer, stranger) = (a.peer(), b.peer(), identity(3).peer());
    let _ = a.run(&Command::Meet { card: b.kept.me.card.clone() }, START).unwrap();
    let say = |peer, text: &str| Command::Say { peer, text: text.to_owned() };
    let ask = |peer, text: &str| Command::Ask { peer, text: text.to_owned() };
    let mine = a.details(None);
    assert_eq!(command_to(&mut a, &say(stranger, "hi")), Some(Refused::UnknownContact));
    assert_eq!(command_to(&mut a, &say(me, "hi")), Some(Refused::Myself));
    assert_eq!(command_to(&mut a, &say(peer, "hi")), Some(Refused::NotAccepted));
    let accept = Command::Accept { peer, mine: mine.clone() };
    assert_eq!(command_to(&mut a, &accept), Some(Refused::NotAccepted), "nobody asked");
    let changed = Command::CardChanged { peer, mine };
    assert_eq!(command_to(&mut a, &changed), Some(Refused::NotAccepted));
    assert_eq!(command_to(&mut a, &ask(peer, &"가".repeat(141))), Some(Refused::Text { max: 140 }));
    let _ = a.run(&ask(peer, &"가".repeat(140)), START).unwrap();
    assert_eq!(command_to(&mut a, &ask(peer, "again")), Some(Refused::AlreadyDone));
}

#[test]
fn texts_are_refused_by_name() {
    let (mut a, b) = friends(2);
    let peer = b.peer();
    for (fault, text) in [("empty", String::new()), ("long", "가".repeat(8_001)), ("NUL", "a\0".to_owned())]
    {
        let refused = command_to(&mut a, &Command::Say { peer, text });
        assert_eq!(refused, Some(Refused::Text { max: 8_000 }), "{fault}");
    }
    let _ = say(&mut a, peer, &"가".repeat(8_000), LATER);
    let again = Command::Accept { peer, mine: a.details(None) };
    assert_eq!(command_to(&mut a, &again), Some(Refused::AlreadyDone));
}

#[test]
fn cards_are_refused_by_name() {
    let (mut a, b) = friends(3);
    let (bora, eve) = (identity(2), identity(3));
    let expired = Timestamp::from_millis(START.millis() - 90 * 86_400_000);
    let mut forged = issue(&bora, 2, 3, START);
    *forged.last_mut().unwrap() ^= 1;
    for (fault, card, refused) in [
        ("my own", issue(&identity(1), 1, 9, START), Refused::Myself),
        ("expired", issue(&bora, 2, 9, expired), Refused::Card(CardError::Expired)),
        ("a twin of the known one", issue(&bora, 7, 1, START), Refused::Card(CardError::Older)),
        ("a stolen static key", issue(&eve, 2, 1, START), Refused::Card(CardError::Another)),
        ("forged", forged, Refused::Card(CardError::Signature)),
        ("no card", vec![1, 2, 3], Refused::Card(CardError::Malformed)),
    ] {
        assert_eq!(command_to(&mut a, &Command::Meet { card: card.clone() }), Some(refused), "{fault}");
        let opened = Command::SessionOpened { peer: b.peer(), card };
        assert!(command_to(&mut a, &opened).is_some(), "{fault}, in a greeting");
    }
    let _ = a.run(&Command::Meet { card: issue(&bora, 7, 5, START) }, LATER).unwrap();
    let older = Command::Meet { card: issue(&bora, 2, 4, START) };
    assert_eq!(command_to(&mut a, &older), Some(Refused::Card(CardError::Older)), "a lower counter");
    let another = Command::SessionOpened { peer: b.peer(), card: issue(&eve, 3, 1, START) };
    assert_eq!(command_to(&mut a, &another), Some(Refused::Card(CardError::Another)), "of another");
}

#[test]
fn an_unverified_sheet_is_not_sent() {
    let (mut a, b) = friends(4);
    let mine = a.details(Some(vec![1, 2, 3]));
    let changed = Command::CardChanged { peer: b.peer(), mine };
    assert_eq!(command_to(&mut a, &changed), Some(Refused::Card(CardError::Malformed)));
}

#[test]
fn an_honest_header_is_taken() {
    let step = over(|_| {}).unwrap();
    assert_eq!(step.send.iter().map(|frame| frame.kind).collect::<Vec<_>>(), [ACK]);
}

#[test]
fn headers_break_the_protocol_by_name() {
    let refused = |fault: &str, change: &dyn Fn(&mut Header)| {
        assert_eq!(over(|header| change(header)).err(), Some(Refused::Protocol), "{fault}");
    };
    refused("another author", &|h| h.id.author = identity(3).peer());
    refused("the reader as author", &|h| h.id.author = identity(2).peer());
    refused("another conversation", &|h| h.conversation = ConversationId::new([1; 32]));
    refused("another commitment", &|h| h.commitment = [0; 32]);
    refused("place 0", &|h| h.id.seq = 0);
    refused("a place over the highest", &|h| h.id.seq = u64::MAX);
    refused("no prev", &|h| h.prev = None);
    refused("prev at place 1", &|h| h.id = MessageId { seq: 1, log: LogId::new([9; 16]), ..h.id });
    let head = |h: &Header| Head { id: h.id, hash: HeaderHash::new([0; 32]) };
    refused("17 heads seen", &|h| h.seen = vec![head(h); 17]);
}

#[test]
fn frames_break_the_protocol_by_name() {
    let (a, mut b) = friends(5);
    let (peer, me) = (a.peer(), b.peer());
    let (header, good) = next(&a, &b, kind::TEXT, &Body::Text("hi".to_owned()).encode());
    let head = |author: PeerId| Head { id: MessageId { author, ..header.id }, hash: Header::hash(b"") };
    let reach = |author| Reach { head: head(author), missing: vec![] };
    let third = identity(3).peer();
    let mut long = vec![0x5a; 8];
    long[0] = 0x1b;
    for (fault, kind, body) in [
        ("no message", MESSAGE, vec![]),
        ("a message that is not canonical", MESSAGE, long),
        ("another body", MESSAGE, MessageFrame { body: vec![1], ..good.clone() }.encode()),
        ("another salt", MESSAGE, MessageFrame { salt: [0; 32], ..good.clone() }.encode()),
        ("a body over its limit", MESSAGE, next(&a, &b, 99, &vec![0; MAX_BODY + 1]).1.encode()),
        ("no heads", HEADS, vec![1]),
        ("heads of a third author", HEADS, Heads(vec![reach(third)]).encode()),
        ("129 heads", HEADS, Heads(vec![reach(me); 129]).encode()),
        ("no acknowledgement", ACK, vec![1]),
        ("an acknowledgement of the author's own", ACK, Acks(vec![head(peer)]).encode()),
        ("a second welcome", WELCOME, vec![]),
    ] {
        let refused = command_to(&mut b, &incoming(peer, &frame(kind, body)));
        assert_eq!(refused, Some(Refused::Protocol), "{fault}");
    }
    let heads_of_two = Heads(vec![reach(me), reach(peer)]).encode();
    assert!(b.receive(peer, &frame(HEADS, heads_of_two), LATER).is_ok());
}

#[test]
fn frames_of_a_newer_version_change_nothing() {
    let (a, mut b) = friends(6);
    for kind in [0, 5, 6, 255] {
        assert_eq!(b.receive(a.peer(), &frame(kind, vec![1, 2, 3]), LATER), Ok(Step::default()));
    }
}

#[test]
fn a_broken_chain_is_kept_as_a_conflict_without_effect() {
    let step = over(|header| header.prev = Some(HeaderHash::new([0; 32]))).unwrap();
    assert_eq!(step.send, [], "not acknowledged");
    assert_eq!(step.changes.contacts[0].alerts, [Alert::Conflict]);
    assert!(matches!(step.changes.messages[0].state, MessageState::Conflicting { .. }));
    assert_eq!(step.changes.logs, [], "the log has not moved");
}

#[test]
fn logs_without_end_break_the_protocol() {
    let (a, mut b) = friends(8);
    let (header, good) = next(&a, &b, kind::TEXT, &Body::Text("hi".to_owned()).encode());
    let results: Vec<_> = (0..64_u8)
        .map(|n| {
            let id = MessageId { log: LogId::new([n; 16]), seq: 1, ..header.id };
            let header = Header { id, prev: None, ..header.clone() }.encode();
            b.receive(a.peer(), &frame(MESSAGE, MessageFrame { header, ..good.clone() }.encode()), LATER)
        })
        .collect();
    assert!(results[..63].iter().all(Result::is_ok));
    assert_eq!(results[63], Err(Refused::Protocol), "the 65th");
}

#[test]
fn an_acknowledgement_of_another_message_delivers_nothing() {
    let (mut a, b) = friends(9);
    let _ = say(&mut a, b.peer(), "hi", LATER);
    let id = a.screen().last().unwrap().id;
    for seq in [id.seq + 1, id.seq] {
        let head = Head { id: MessageId { seq, ..id }, hash: HeaderHash::new([0; 32]) };
        let _ = a.receive(b.peer(), &frame(ACK, Acks(vec![head]).encode()), LATER).unwrap();
        assert!(matches!(a.screen().last().unwrap().state, MessageState::Waiting { .. }));
    }
    assert_eq!(a.contact(b.peer()).alerts, [Alert::Conflict], "the same place under another hash");
}

#[test]
fn heads_that_lie_deliver_nothing() {
    let (mut a, b) = friends(10);
    let _ = say(&mut a, b.peer(), "hi", LATER);
    let id = a.screen().last().unwrap().id;
    for seq in [id.seq, id.seq + 1] {
        let head = Head { id: MessageId { seq, ..id }, hash: HeaderHash::new([0; 32]) };
        let heads = Heads(vec![Reach { head, missing: vec![] }]);
        let _ = a.receive(b.peer(), &frame(HEADS, heads.encode()), LATER).unwrap();
        assert!(matches!(a.screen().last().unwrap().state, MessageState::Waiting { .. }));
    }
    assert!(a.contact(b.peer()).alerts.contains(&Alert::Conflict));
}

#[test]
fn a_receipt_reads_what_still_waited_for_its_acknowledgement() {
    let (mut a, b) = friends(11);
    let _ = say(&mut a, b.peer(), "hi", LATER);
    let id = a.screen().last().unwrap().id;
    let body = Body::Receipt { log: id.log, from: 1, up_to: id.seq + 1 }.encode();
    let (_, receipt) = next(&b, &a, kind::RECEIPT, &body);
    let step = a.receive(b.peer(), &frame(MESSAGE, receipt.encode()), LATER).unwrap();
    let state = &a.screen().into_iter().find(|row| row.id == id).unwrap().state;
    assert_eq!(state, &MessageState::Read { at: LATER });
    assert_eq!(a.log(b.peer(), Author::Me).acknowledged, id.seq, "what is read was acknowledged");
    assert_eq!(step.send.len(), 1, "the receipt itself is acknowledged");
}

#[test]
fn nobody_reads_messages_of_another_conversation() {
    let (mut a, b) = friends(11);
    let mut c = Device::new(3, 11, "Chul");
    let card = a.kept.me.card.clone();
    let _ = c.run(&Command::Meet { card }, START).unwrap();
    let _ = c.run(&Command::Ask { peer: a.peer(), text: String::new() }, START).unwrap();
    let _ = a.run(&Command::Meet { card: c.kept.me.card.clone() }, START).unwrap();
    session(&mut a, &mut c, START);
    let mine = a.details(None);
    let _ = a.run(&Command::Accept { peer: c.peer(), mine }, START).unwrap();
    session(&mut a, &mut c, START);
    let _ = say(&mut a, b.peer(), "hi", LATER);
    let to_b = (*a.screen().last().unwrap()).clone();
    let body = Body::Receipt { log: to_b.id.log, from: 1, up_to: to_b.id.seq }.encode();
    let (_, receipt) = next(&c, &a, kind::RECEIPT, &body);
    let _ = a.receive(c.peer(), &frame(MESSAGE, receipt.encode()), LATER).unwrap();
    let ack = Acks(vec![Head { id: to_b.id, hash: to_b.header_hash }]).encode();
    let _ = a.receive(c.peer(), &frame(ACK, ack), LATER).unwrap();
    assert_eq!(a.kept.messages[&to_b.row], to_b);
}

#[test]
fn what_cannot_be_read_is_kept_and_acknowledged_and_has_no_effect() {
    for (number, body) in [(99, vec![1, 2, 3]), (kind::TEXT, vec![0xff]), (kind::PAYMENT, vec![0xa0])] {
        let (a, mut b) = friends(12);
        let (header, message) = next(&a, &b, number, &body);
        let step = b.receive(a.peer(), &frame(MESSAGE, message.encode()), LATER).unwrap();
        assert_eq!((step.send.len(), step.notes.len()), (1, 0));
        let row = b.screen().into_iter().find(|row| row.id == header.id).unwrap();
        assert_eq!(row.content(), Content::Unknown { kind: number });
    }
}

#[test]
fn a_contact_card_of_someone_else_has_no_effect() {
    let (a, mut b) = friends(13);
    let known = b.contact(a.peer()).contact_card.clone();
    let details = ContactDetails { conversation: endpoint(3), ..a.details(None) };
    let card = ContactCard::issue(identity(3).peer(), u64::MAX, &details).unwrap();
    let (_, message) = next(&a, &b, kind::CONTACT_CARD, &card);
    let step = b.receive(a.peer(), &frame(MESSAGE, message.encode()), LATER).unwrap();
    assert_eq!(step.send.len(), 1);
    assert_eq!(b.contact(a.peer()).contact_card, known);
}

proptest! {
    #[test]
    fn any_frame_is_refused_or_taken_without_a_panic(number in 0_u8..8, body: Vec<u8>) {
        let (a, mut b) = (Device::new(1, 15, "Anna"), Device::new(2, 15, "Bora"));
        let _ = b.run(&Command::Meet { card: a.kept.me.card.clone() }, START).unwrap();
        let verdict = b.receive(a.peer(), &frame(number, body), LATER);
        prop_assert!(matches!(verdict, Err(Refused::Protocol)) || verdict.is_ok());
    }

    #[test]
    fn a_changed_byte_of_a_message_is_never_taken_as_that_message(place in 0_usize..600, bit in 0_u8..8) {
        let (a, mut b) = friends(16);
        let (header, message) = next(&a, &b, kind::TEXT, &Body::Text("hi".to_owned()).encode());
        let mut bytes = message.encode();
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        if let Ok(step) = b.receive(a.peer(), &frame(MESSAGE, bytes), LATER) {
            let same = Head { id: header.id, hash: Header::hash(&message.header) };
            let acknowledges = |frame: &Outgoing| frame.kind == ACK
                && Acks::decode(&frame.body).is_ok_and(|acks| acks.0.contains(&same));
            prop_assert!(!step.send.iter().any(acknowledges));
        }
    }
}

#[test]
fn a_record_with_its_keys_out_of_order_is_no_message() {
    let (a, mut b) = friends(17);
    let (_, message) = next(&a, &b, kind::TEXT, &Body::Text("hi".to_owned()).encode());
    let good = message.encode();
    let fields = decode(&good).unwrap().into_fields().unwrap().rest();
    let one = |key: u64| encode(&Value::map([(key, fields[&key].clone())]))[1..].to_vec();
    let swapped = [&good[..1], &one(2), &one(1), &one(3)].concat();
    assert_eq!(swapped.len(), good.len());
    assert_eq!(b.receive(a.peer(), &frame(MESSAGE, swapped), LATER).err(), Some(Refused::Protocol));
}
