use super::device::{Device, START, friends, identity, issue, say, session};
use crate::card::{CoinAddress, NoPayee, PaySheet, next_counter};
use crate::frame::{ACK, MESSAGE};
use crate::header::Header;
use crate::rows::{Alert, Author, ContactState, MessageRow, MessageState};
use crate::{Command, Content, Event, Refused, Step, Why};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::PayKey;
use tongtong_types::note::PaymentSigned;
use tongtong_types::{Address, Amount, Asset, BodyDigest, Chain, Duration, PaymentId, Timestamp, TxId};

fn later(secs: u64) -> Timestamp {
    START.after(Duration::from_secs(secs))
}

fn sheet(seed: u8, addresses: &[&str], now: Timestamp) -> Vec<u8> {
    let key = PayKey::from_seed(&Secret::init_with(|bytes| bytes.fill(seed)));
    PaySheet {
        pay_key: key.public(),
        network: vec![0x7c, 0x16],
        counter: next_counter(0, now),
        valid_until: now.after(Duration::from_days(30)),
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
        coins: vec![CoinAddress {
            chain: Chain::named("ethereum"),
            network: vec![1],
            address: "0xEther".to_owned(),
        }],
    }
    .issue(&key)
    .unwrap()
}

fn payment(b: &Device, to: &str) -> Command {
    Command::Paid(PaymentSigned {
        payment: PaymentId::new([1; 16]),
        peer: b.peer(),
        asset: Asset::ttc(),
        amount: Amount::from_units(1_000_000),
        decimals: 5,
        network: vec![0x7c, 0x16],
        to: Address::checked(Chain::TTCHAIN, to.to_owned()),
        body: BodyDigest::new([7; 32]),
        tx: TxId::new(&[8; 20]).unwrap(),
        text: Some("점심값".to_owned()),
    })
}

#[test]
fn two_people_meet_ask_accept_and_exchange_cards() {
    let (a, b) = friends(1);
    assert_eq!(a.state(b.peer()), Some(ContactState::Accepted));
    assert_eq!(b.state(a.peer()), Some(ContactState::Accepted));
    let names = (a.contact(b.peer()).name.clone(), b.contact(a.peer()).name.clone());
    assert_eq!(names.0.unwrap().text(), "Alice");
    assert_eq!(names.1.unwrap().text(), "민수");
    assert!(a.contact(b.peer()).contact_card().is_some() && b.contact(a.peer()).contact_card().is_some());
    let first = b.screen()[0].content();
    assert!(matches!(first, Content::Request { name, text } if name.text() == "민수" && text == "안녕"));
}

#[test]
fn a_message_is_waiting_then_delivered_then_read_and_names_its_path() {
    let (mut a, mut b) = friends(2);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let told = say(&mut a, peer_b, "밥 먹었어?", later(1));
    assert_eq!(told.deliver, vec![peer_b]);
    let Some(Event::Message { row, .. }) = told.events.first().cloned() else { panic!("no event") };
    let state = |device: &Device| device.kept.messages[&row].state.clone();
    assert_eq!(state(&a), MessageState::Waiting { since: later(1), why: Why::NotTried });
    let _ = a.run(&Command::Delayed { peer: peer_b, why: Why::PeerOffline }, later(2)).unwrap();
    assert_eq!(state(&a), MessageState::Waiting { since: later(1), why: Why::PeerOffline });
    session(&mut a, &mut b, later(3));
    assert_eq!(state(&a), MessageState::Delivered { at: later(3) });
    assert_eq!(a.kept.messages[&row].path.as_deref(), Some("relay"));
    let newest = b.screen().last().unwrap().row;
    assert_eq!(b.kept.messages[&newest].state, MessageState::Received { at: later(3) });
    let _ = b.run(&Command::Seen { peer: peer_a, row: newest }, later(4)).unwrap();
    assert_eq!(b.kept.messages[&newest].state, MessageState::Seen { at: later(4) });
    session(&mut a, &mut b, later(5));
    assert_eq!(state(&a), MessageState::Read { at: later(5) });
    let again = b.run(&Command::Seen { peer: peer_a, row: newest }, later(6)).unwrap();
    assert_eq!(again.changes.messages, vec![], "a receipt is sent once and never asks for a receipt");
}

#[test]
fn both_ask_at_the_same_time_and_are_contacts() {
    let (mut a, mut b) = (Device::new(1, 3, "민수"), Device::new(2, 3, "Alice"));
    let (peer_a, peer_b) = (a.peer(), b.peer());
    for (device, card, peer) in
        [(&mut a, b.kept.me.card.clone(), peer_b), (&mut b, issue(&identity(1), 1, 1, START), peer_a)]
    {
        let _ = device.run(&Command::Meet { card }, START).unwrap();
        let _ = device.run(&Command::Ask { peer, text: String::new() }, START).unwrap();
    }
    session(&mut a, &mut b, START);
    assert_eq!(a.state(peer_b), Some(ContactState::Accepted));
    assert_eq!(b.state(peer_a), Some(ContactState::Accepted));
}

#[test]
fn what_a_stranger_says_beyond_one_request_waits_at_the_stranger() {
    let (mut a, mut b) = friends(4);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = say(&mut a, peer_b, "hello", later(1));
    b.kept.contacts.get_mut(&peer_a).unwrap().state = ContactState::Found;
    session(&mut a, &mut b, later(2));
    assert!(b.texts(Author::Them).is_empty(), "nothing kept");
    assert!(matches!(a.screen().last().unwrap().state, MessageState::Waiting { why: Why::NoAnswer, .. }));
    b.kept.contacts.get_mut(&peer_a).unwrap().state = ContactState::Accepted;
    session(&mut a, &mut b, later(3));
    assert_eq!(b.texts(Author::Them), ["hello"], "nothing lost");
}

#[test]
fn a_payment_takes_the_card_s_address_tells_of_itself_and_is_never_paid_twice() {
    let (mut a, mut b) = friends(5);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let mine = b.details(Some(sheet(4, &["TTCone", "TTCtwo"], START)));
    let _ = b.run(&Command::CardChanged { peer: peer_a, mine }, later(1)).unwrap();
    session(&mut a, &mut b, later(1));
    let target = a.contact(peer_b).payee(Chain::TTCHAIN, &[0x7c, 0x16], later(2)).unwrap();
    assert_eq!((target.address.as_str(), target.left), ("TTCone", 2));
    let _ = a.run(&payment(&b, "TTCone"), later(2)).unwrap();
    assert_eq!(a.run(&payment(&b, "TTCone"), later(2)).err(), Some(Refused::AlreadyDone));
    assert_eq!(a.contact(peer_b).payee(Chain::TTCHAIN, &[0x7c, 0x16], later(2)).unwrap().address, "TTCtwo");
    let frame = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(3)).unwrap().send.remove(0);
    let heard = b.receive(peer_a, &frame, later(3)).unwrap();
    let [note] = heard.notes.as_slice() else { panic!("no note") };
    assert_eq!((note.peer, note.amount, note.to.text()), (peer_a, Amount::from_units(1_000_000), "TTCone"));
    assert_eq!(note.decimals, 5, "whether it counts as the wallet does is for the wallet to say");
    assert!(heard.events.contains(&Event::PaymentAnnounced { peer: peer_a, row: note.message }));
    assert!(
        matches!(b.kept.messages[&note.message].content(), Content::Payment(p) if p.text.as_deref() == Some("점심값"))
    );
}

#[test]
fn a_coin_is_paid_to_the_same_address_again_and_each_payment_tells_of_itself() {
    let (mut a, mut b) = friends(5);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let mine = b.details(Some(sheet(4, &["TTCone"], START)));
    let _ = b.run(&Command::CardChanged { peer: peer_a, mine }, later(1)).unwrap();
    session(&mut a, &mut b, later(1));
    let ethereum = Chain::named("ethereum");
    for time in [2, 3] {
        let target = a.contact(peer_b).payee(ethereum, &[1], later(time)).unwrap();
        let Command::Paid(ttc) = payment(&b, "TTCone") else { panic!("no payment") };
        let to = Address::checked(ethereum, target.address);
        let paid =
            Command::Paid(PaymentSigned { asset: "ETH".parse().unwrap(), network: vec![1], to, ..ttc });
        let _ = a.run(&paid, later(time)).unwrap();
    }
    assert_eq!(a.contact(peer_b).paid, Vec::<String>::new());
    let frames = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(4)).unwrap().send;
    let notes: Vec<_> =
        frames.iter().flat_map(|frame| b.receive(peer_a, frame, later(4)).unwrap().notes).collect();
    let told: Vec<_> =
        notes.iter().map(|note| (note.to.chain(), note.to.text(), note.asset.code())).collect();
    assert_eq!(told, [(ethereum, "0xEther", "ETH"); 2]);
}

#[test]
fn a_changed_pay_key_blocks_paying_until_safety_numbers_are_compared() {
    let (mut a, mut b) = friends(6);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    for (time, seed, address) in [(1, 4, "TTCold"), (2, 5, "TTCnew")] {
        let mine = b.details(Some(sheet(seed, &[address], later(time))));
        let _ = b.run(&Command::CardChanged { peer: peer_a, mine }, later(time)).unwrap();
        session(&mut a, &mut b, later(time));
    }
    assert_eq!(a.contact(peer_b).alerts, [Alert::PayKeyChanged]);
    let payee =
        |a: &Device| a.contact(peer_b).payee(Chain::TTCHAIN, &[0x7c, 0x16], later(3)).map(|to| to.address);
    assert_eq!(payee(&a), Err(NoPayee::PayKeyChanged));
    let _ = a.run(&Command::Verify { peer: peer_b }, later(3)).unwrap();
    assert_eq!(payee(&a), Ok("TTCnew".to_owned()));
    assert_eq!(a.contact(peer_b).verified, Some(later(3)));
}

#[test]
fn a_card_without_new_addresses_repeats_those_sent_last() {
    let (mut a, mut b) = friends(18);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    for pay in [Some(sheet(4, &["TTCone"], START)), None] {
        let mine = b.details(pay);
        let _ = b.run(&Command::CardChanged { peer: peer_a, mine }, later(1)).unwrap();
        let _ = session(&mut a, &mut b, later(1));
        let target = a.contact(peer_b).payee(Chain::TTCHAIN, &[0x7c, 0x16], later(2)).unwrap();
        assert_eq!(target.address, "TTCone");
    }
    assert!(a.contact(peer_b).alerts.is_empty());
}

#[test]
fn an_older_contact_card_has_no_effect() {
    let (mut a, mut b) = friends(7);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let before = a.contact(peer_b).contact_card.clone();
    b.kept.contacts.get_mut(&peer_a).unwrap().my_card_counter = 0;
    let mine = b.details(Some(sheet(4, &["TTCone"], START)));
    let early = Timestamp::from_millis(START.millis() - 1);
    let _ = b.run(&Command::CardChanged { peer: peer_a, mine }, early).unwrap();
    session(&mut a, &mut b, later(1));
    assert_eq!(a.contact(peer_b).contact_card, before);
}

#[test]
fn a_message_never_stands_before_what_it_answers_nor_far_in_the_future() {
    let (mut a, mut b) = friends(8);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = say(&mut a, peer_b, "from a clock ten minutes ahead", later(600));
    session(&mut a, &mut b, later(1));
    let question = b.screen().last().unwrap().order;
    assert_eq!(question, later(121).millis());
    let _ = say(&mut b, peer_a, "answer", later(2));
    session(&mut a, &mut b, later(2));
    assert_eq!(a.screen().last().unwrap().content(), Content::Text("answer".to_owned()));
    assert_eq!(b.screen().last().unwrap().content(), Content::Text("answer".to_owned()));
}

#[test]
fn a_restored_peer_is_shown_as_behind_and_gets_new_messages_only() {
    let (mut a, mut b) = friends(9);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let copy = b.kept.clone();
    let _ = say(&mut a, peer_b, "one", later(1));
    session(&mut a, &mut b, later(1));
    b.restore(copy, 2, later(2));
    let _ = say(&mut a, peer_b, "two", later(60));
    let travelled = session(&mut a, &mut b, later(60));
    assert_eq!(a.contact(peer_b).alerts, [Alert::Behind]);
    assert_eq!(travelled.len(), 1, "only what was never acknowledged");
    assert_eq!(b.texts(Author::Them), ["two"]);
    assert_eq!(b.log(peer_a, Author::Them).missing.len(), 1);
    assert!(b.contact(peer_a).alerts.is_empty(), "it is b who lost, and b is not told that a is behind");
    let _ = a.run(&Command::Verify { peer: peer_b }, later(200)).unwrap();
    let _ = session(&mut a, &mut b, later(300));
    assert!(a.contact(peer_b).alerts.is_empty(), "told once");
}

#[test]
fn a_restored_author_writes_in_a_new_log_and_is_shown_as_behind() {
    let (mut a, mut b) = friends(10);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let copy = a.kept.clone();
    let _ = say(&mut a, peer_b, "one", later(1));
    session(&mut a, &mut b, later(1));
    a.restore(copy, 1, later(2));
    let _ = say(&mut a, peer_b, "two", later(60));
    session(&mut a, &mut b, later(60));
    assert_eq!(b.texts(Author::Them), ["one", "two"]);
    assert_eq!(b.contact(peer_a).alerts, [Alert::Behind]);
    let newest = b.screen().last().copied().cloned().unwrap();
    let header = Header::decode(&newest.header).unwrap();
    assert_eq!((header.id.seq, header.prev), (1, None));
    assert!(header.seen.iter().any(|head| head.id.author == peer_a), "it names its author's last heads");
}

#[test]
fn a_contact_that_lost_everything_asks_again_and_is_answered_at_once() {
    let (mut a, mut b) = friends(19);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = say(&mut b, peer_a, "before", later(1));
    a.restore(Device::new(1, 20, "민수").kept, 1, later(2));
    let _ = a.run(&Command::Meet { card: b.kept.me.card.clone() }, later(3)).unwrap();
    let _ = a.run(&Command::Ask { peer: peer_b, text: "again".to_owned() }, later(3)).unwrap();
    for _ in 0..2 {
        let _ = session(&mut a, &mut b, later(60));
    }
    assert_eq!(a.state(peer_b), Some(ContactState::Accepted));
    assert_eq!(b.contact(peer_a).my_card_counter, 0, "a card is owed");
    assert_eq!(a.texts(Author::Them), ["before"], "what was never acknowledged comes");
}

#[test]
fn a_lost_acknowledgement_is_made_again() {
    let (mut a, mut b) = friends(12);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = say(&mut a, peer_b, "hello", later(1));
    let frame = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(1)).unwrap().send.remove(0);
    assert_eq!(frame.kind, MESSAGE);
    let first = b.receive(peer_a, &frame, later(1)).unwrap();
    let again = b.receive(peer_a, &frame, later(2)).unwrap();
    assert_eq!(again.send, first.send);
    assert_eq!(again.send[0].kind, ACK);
    assert_eq!(again.changes, crate::Changes::default(), "nothing is kept twice");
}

#[test]
fn what_is_under_way_is_bounded_and_goes_on_with_the_acknowledgements() {
    let (mut a, mut b) = friends(13);
    let peer_b = b.peer();
    let long = "가".repeat(8_000);
    for n in 0..20 {
        let _ = say(&mut a, peer_b, &long, later(n));
    }
    let step = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(30)).unwrap();
    let bytes: usize = step.send.iter().map(|frame| frame.body.len()).sum();
    assert!(bytes <= 256 * 1024 && step.send.len() == 10, "{} frames", step.send.len());
    let travelled = session(&mut a, &mut b, later(31));
    assert_eq!((travelled.len(), b.texts(Author::Them).len()), (20, 20));
}

#[test]
fn what_was_seen_is_marked_a_thousand_at_a_time_the_oldest_first() {
    let (mut a, mut b) = friends(21);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    for n in 0..1_005 {
        let _ = say(&mut a, peer_b, "hi", later(n));
    }
    session(&mut a, &mut b, later(2_000));
    let newest = b.screen().last().unwrap().row;
    let unseen = |b: &Device| {
        let received = |row: &&&MessageRow| matches!(row.state, MessageState::Received { .. });
        b.screen().iter().filter(received).map(|row| row.id.seq).collect::<Vec<_>>()
    };
    let before = unseen(&b);
    let seen = Command::Seen { peer: peer_a, row: newest };
    let step = b.run(&seen, later(2_001)).unwrap();
    assert_eq!(unseen(&b), before[1_000..]);
    assert!(step.changes.messages.len() < 1_010);
    let _ = b.run(&seen, later(2_001)).unwrap();
    assert_eq!(unseen(&b), []);
}

#[test]
fn the_answer_to_a_request_overtakes_what_is_not_taken_and_lets_it_flow() {
    let (mut a, mut b) = friends(22);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    for n in 0..300 {
        let _ = say(&mut a, peer_b, &format!("{n}"), later(n));
    }
    b.restore(Device::new(2, 23, "Alice").kept, 2, later(301));
    let _ = b.run(&Command::Meet { card: a.kept.me.card.clone() }, later(302)).unwrap();
    let _ = b.run(&Command::Ask { peer: peer_a, text: "again".to_owned() }, later(302)).unwrap();
    session(&mut a, &mut b, later(303));
    assert_eq!(b.state(peer_a), Some(ContactState::Accepted), "in one session");
    assert_eq!(b.texts(Author::Them), (0..300).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn an_accept_lets_what_was_sent_too_early_flow_in_the_same_session() {
    let (mut a, mut b) = friends(24);
    let (peer_a, peer_b) = (a.peer(), b.peer());
    b.kept.contacts.get_mut(&peer_a).unwrap().state = ContactState::Asking;
    let _ = say(&mut a, peer_b, "too early", later(1));
    let early = a.run(&Command::Resume { peer: peer_b, after: 0 }, later(1)).unwrap().send.remove(0);
    assert_eq!(b.receive(peer_a, &early, later(1)), Ok(Step::default()));
    let mine = b.details(None);
    let _ = b.run(&Command::Accept { peer: peer_a, mine }, later(2)).unwrap();
    let frames = b.run(&Command::Resume { peer: peer_a, after: 0 }, later(2)).unwrap().send;
    let [accept] = frames.as_slice() else { panic!("the accept goes alone") };
    let heard = a.receive(peer_b, accept, later(2)).unwrap();
    assert_eq!((heard.resend, heard.deliver), (true, vec![peer_b]));
}

#[test]
fn nothing_is_sent_twice_where_nothing_was_sent_too_early() {
    let (mut a, mut b) = (Device::new(1, 25, "민수"), Device::new(2, 25, "Alice"));
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = a.run(&Command::Meet { card: b.kept.me.card.clone() }, START).unwrap();
    let _ = a.run(&Command::Ask { peer: peer_b, text: String::new() }, START).unwrap();
    assert_eq!(session(&mut a, &mut b, START).len(), 1);
    let mine = b.details(None);
    let _ = b.run(&Command::Accept { peer: peer_a, mine }, START).unwrap();
    assert_eq!(session(&mut a, &mut b, START).len(), 2, "the accept and the card");
}
