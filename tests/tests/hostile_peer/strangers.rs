//! Who dials and is not who they should be: closed, and told nothing.

use crate::friend::{Diary, Friend, request, text};
use crate::peer::{Person, Target, begin, dial, first_words, greet, issue, now, open_link, random};
use crate::wire::{Wire, block};
use std::sync::Arc;
use tongtong_chat::greeting::Greeting;
use tongtong_crypto::session::{Hello, Prologue, StaticSecret, VERSION};
use tongtong_p2p::IrohLink;
use tongtong_ports::{Door, Link};
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::{Duration, PeerId, StaticKey};

/// Waits until the device names a fault once more than before.
pub(crate) async fn named(device: &Device, code: &str, before: usize) {
    let what = format!("the device names the fault: {code}");
    wait_for(&what, || async { device.codes.count(code) > before }).await;
}

/// A beginning as a stranger makes it: hello and message 1, both changed by the case.
fn beginning(
    wire: &Wire,
    to: &Target,
    hello: &[u8],
    key: StaticKey,
    fault: impl FnOnce(&mut Prologue),
) -> Vec<u8> {
    let mut prologue = to.prologue(wire);
    fault(&mut prologue);
    let dialled = Target { static_key: key, ..to.clone() };
    let (_, message1) = first_words(&StaticSecret::from(&random()), &dialled, &prologue);
    [hello, &block(&message1)].concat()
}

/// What may come before message 2, by its fault; the code under which the device closes; the bytes.
fn first_bytes(wire: &Wire, to: &Target) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let hello = Hello::encode(&[VERSION]);
    let begun = |fault: fn(&mut Prologue)| beginning(wire, to, &hello, to.static_key, fault);
    let another_key = StaticSecret::from(&random()).public();
    let mut flipped = begun(|_| {});
    *flipped.last_mut().unwrap() ^= 1;
    vec![
        ("another static key", "session_unauthentic", beginning(wire, to, &hello, another_key, |_| {})),
        (
            "another identity",
            "session_unauthentic",
            begun(|prologue| prologue.responder_identity = PeerId::new([3; 32])),
        ),
        ("another connection", "session_unauthentic", begun(|prologue| prologue.tls_exporter = [0; 32])),
        ("another hello than hashed", "session_unauthentic", {
            beginning(wire, to, &Hello::encode(&[VERSION, 9]), to.static_key, |_| {})
        }),
        ("a flipped bit", "session_unauthentic", flipped),
        ("no version", "session_hello", vec![0; 64]),
        ("garbage for a hello", "session_hello", vec![0xff; 2_000]),
        ("an unknown version", "session_no_common_version", Hello::encode(&[9])),
        ("a short message 1", "session_message_length", [&hello, block(&[9; 1_631]).as_slice()].concat()),
        ("no message 1", "session_message_length", [&hello, block(&[]).as_slice()].concat()),
        ("a long message 1", "session_message_length", [&hello, block(&[9; 65_535]).as_slice()].concat()),
        ("a small-order key", "session_low_order", [&hello, block(&[0; 1_632]).as_slice()].concat()),
    ]
}

/// What may be said in message 3, by its fault; the code; the static key proven; the greeting.
fn greetings(me: &Person, friend: &Friend, own_card: &[u8]) -> Vec<(&'static str, [u8; 32], Vec<u8>)> {
    let to = friend.device.identity;
    let at = friend.link.address(Door::Rendezvous);
    let of = |card: &[u8]| Greeting { card: card.to_vec(), to }.encode();
    let dated = |from| issue(&me.key, me.secret().public(), &at, from);
    let past = dated(tongtong_types::Timestamp::from_millis(1));
    let ahead = dated(now().after(Duration::from_days(3)));
    let mut flipped = me.card.clone();
    *flipped.last_mut().unwrap() ^= 1;
    vec![
        ("greeting_foreign_key", me.static_seed, of(&friend.person.card)),
        ("greeting_foreign_key", random(), of(&me.card)),
        ("greeting_wrong_peer", me.static_seed, me.greeting(PeerId::new([3; 32]))),
        ("that_is_you", me.static_seed, of(own_card)),
        ("card_expired", me.static_seed, of(&past)),
        ("card_expired", me.static_seed, of(&ahead)),
        ("card_signature", me.static_seed, of(&flipped)),
        ("greeting_malformed", me.static_seed, vec![0xff; 40]),
        ("greeting_malformed", me.static_seed, vec![]),
    ]
}

/// Begins, stops in the middle of message 1, and waits for what comes.
async fn stalls(link: Arc<IrohLink>, to: Target, bytes: usize) -> bool {
    let mut wire = dial(&link, &to).await;
    let whole = beginning(&wire, &to, &Hello::encode(&[VERSION]), to.static_key, |_| {});
    wire.write(&whole[..bytes]).await;
    wire.ends_in_silence().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_learns_nothing_by_dialling() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    let own_card = device.engine.own().await.unwrap().unwrap().card;
    let link = Arc::new(open_link(&world).await);
    let me = Person::at(&link.address(Door::Rendezvous));
    let before = device.engine.contacts().await.unwrap();
    let doors = [Target::of(&device).await, friend.device.clone()];
    let mut stalled = Vec::new();
    for (door, bytes) in doors.iter().flat_map(|door| [1, 4, 1_000].map(|bytes| (door, bytes))) {
        stalled.push(tokio::spawn(stalls(Arc::clone(&link), door.clone(), bytes)));
    }
    for door in &doors {
        for case in 0.. {
            let mut wire = dial(&link, door).await;
            let Some((fault, code, bytes)) = first_bytes(&wire, door).into_iter().nth(case) else { break };
            let so_far = device.codes.count(code);
            wire.write(&bytes).await;
            assert!(wire.ends_in_silence().await, "{fault}");
            named(&device, code, so_far).await;
        }
        for (code, proven, greeting) in greetings(&me, &friend, &own_card) {
            let so_far = device.codes.count(code);
            let mut wire = dial(&link, door).await;
            let secret = StaticSecret::from(&proven);
            let _ =
                greet(&mut wire, door, &secret, &greeting).await.expect("the card is known, so message 2");
            assert!(wire.ends_in_silence().await, "{code}");
            named(&device, code, so_far).await;
        }
    }
    for stalled in stalled {
        assert!(stalled.await.unwrap(), "half a message 1");
    }
    wait_for("each of them is named as slow", || async { device.codes.count("handshake_slow") == 6 }).await;
    assert_eq!(device.engine.contacts().await.unwrap(), before, "nothing was kept of any of them");
    assert!(device.engine.online().is_empty());
    friend.is_heard("after all of them").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_at_the_conversation_door_gets_no_session() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let friend = Friend::of(&world, &device).await;
    let link = open_link(&world).await;
    let me = Person::at(&link.address(Door::Rendezvous));
    let before = device.engine.contacts().await.unwrap();
    // Who was only met at the other door is a stranger still.
    for round in 0..2 {
        let so_far = device.codes.count("peer_protocol");
        let mut wire = dial(&link, &friend.device).await;
        let greeting = me.greeting(friend.device.identity);
        let _ = greet(&mut wire, &friend.device, &me.secret(), &greeting).await.unwrap();
        assert!(wire.ends_in_silence().await, "no welcome");
        named(&device, "peer_protocol", so_far).await;
        if round == 0 {
            assert_eq!(device.engine.contacts().await.unwrap(), before, "nothing was kept");
            let target = Target::of(&device).await;
            let mut talk = begin(dial(&link, &target).await, &target, &me).await.unwrap();
            let asks = Diary::new(me.id(), target.identity).write(&request());
            talk.send_message(&asks).await;
            assert!(talk.is_acknowledged(&asks).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_stranger_is_shown_out_and_a_talking_one_leaves_nothing() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let link = open_link(&world).await;
    let target = Target::of(&device).await;
    let silent = Person::at(&link.address(Door::Rendezvous));
    let mut talk = begin(dial(&link, &target).await, &target, &silent).await.unwrap();
    talk.ended().await;
    named(&device, "rendezvous_quiet", 0).await;

    let talking = Person::at(&link.address(Door::Rendezvous));
    let diary = Diary::new(talking.id(), target.identity);
    let mut talk = begin(dial(&link, &target).await, &target, &talking).await.unwrap();
    talk.send_heads().await;
    for words in 0..20 {
        talk.send_message(&diary.forge(&text(&words.to_string()), |_| {})).await;
    }
    let mut asks = Diary::new(talking.id(), target.identity);
    let asks = asks.write(&request());
    talk.send_message(&asks).await;
    assert!(talk.is_acknowledged(&asks).await, "what makes acquaintance is taken");
    assert!(device.texts(talking.id()).await.is_empty(), "nothing else is");
    assert_eq!(device.rows(talking.id()).await.len(), 1);
    let known: Vec<_> = device.engine.contacts().await.unwrap().iter().map(|contact| contact.peer).collect();
    assert_eq!(known, [talking.id()], "who asked nothing leaves nothing");
}
