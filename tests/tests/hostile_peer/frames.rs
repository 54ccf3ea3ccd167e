//! Frames that no honest device sends: the session ends, and nothing else does.

use crate::friend::{Friend, text};
use crate::peer::{dial, first_words};
use crate::strangers::named;
use crate::wire::{Talk, block};
use tongtong_chat::frame::{ACK, Acks, HEADS, Heads, MESSAGE, Reach, WELCOME};
use tongtong_chat::header::Head;
use tongtong_crypto::session::{Hello, VERSION};
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::{HeaderHash, LogId, MessageId, PeerId};

const KIND_OF_TOMORROW: u8 = 200;

/// A head in the log of somebody who has no part in this conversation.
fn head_of_a_third() -> Head {
    let id = MessageId { author: PeerId::new([3; 32]), log: LogId::new([5; LogId::LEN]), seq: 1 };
    Head { id, hash: HeaderHash::new([5; 32]) }
}

/// Makes the bytes of a fault.
type Fault = fn(&mut Talk) -> Vec<u8>;

/// Each fault, and the code under which the session ends.
const FAULTS: [(&str, &str, Fault); 14] = [
    ("flipped", "session_unauthentic", |talk| {
        let mut sealed = honest(talk);
        *sealed.last_mut().unwrap() ^= 1;
        sealed
    }),
    ("twice", "session_unauthentic", |talk| honest(talk).repeat(2)),
    ("in the wrong order", "session_unauthentic", |talk| {
        let first = honest(talk);
        [honest(talk), first].concat()
    }),
    ("one left out", "session_unauthentic", |talk| {
        honest(talk);
        honest(talk)
    }),
    ("in the clear", "session_unauthentic", |_| block(&[0; 272])),
    ("empty", "session_frame_length", |_| block(&[])),
    ("of no frame's size", "session_frame_length", |_| block(&[0; 273])),
    ("of the largest block", "session_unauthentic", |_| block(&[0; 65_535])),
    ("a welcome of the initiator", "peer_protocol", |talk| sealed(talk, WELCOME, &[0xa0])),
    ("heads that are none", "peer_protocol", |talk| sealed(talk, HEADS, &[0xff; 9])),
    ("heads of a third", "peer_protocol", |talk| {
        let heads = Heads(vec![Reach { head: head_of_a_third(), missing: vec![] }]);
        sealed(talk, HEADS, &heads.encode())
    }),
    ("too many heads", "peer_protocol", |talk| {
        let heads = Acks(vec![head_of_a_third(); 129]);
        sealed(talk, HEADS, &heads.encode())
    }),
    ("an acknowledgement of a third's message", "peer_protocol", |talk| {
        sealed(talk, ACK, &Acks(vec![head_of_a_third()]).encode())
    }),
    ("a message that is none", "peer_protocol", |talk| sealed(talk, MESSAGE, &[0xa0])),
];

fn sealed(talk: &mut Talk, kind: u8, body: &[u8]) -> Vec<u8> {
    talk.sealer.seal(kind, body).unwrap()
}

fn honest(talk: &mut Talk) -> Vec<u8> {
    sealed(talk, HEADS, &Heads::default().encode())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_frame_ends_its_session_and_the_next_one_is_whole() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    for (fault, code, make) in FAULTS {
        let so_far = device.codes.count(code);
        let mut talk = friend.talk().await;
        let bytes = make(&mut talk);
        talk.wire.write(&bytes).await;
        talk.ended().await;
        named(&device, code, so_far).await;
        friend.is_heard(fault).await;
    }
    let said = FAULTS.map(|(fault, ..)| fault);
    assert_eq!(device.texts(friend.id()).await, said);
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_unknown_kinds_are_passed_over() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    let mut talk = friend.talk().await;
    for kind in [0, KIND_OF_TOMORROW, u8::MAX] {
        talk.send(kind, &[0xff; 300]).await;
    }
    let message = friend.diary.write(&text("after them"));
    talk.send_message(&message).await;
    assert!(talk.is_acknowledged(&message).await, "in the same session");
    assert_eq!(device.texts(friend.id()).await, ["after them"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_before_the_handshake_is_done_ends_it() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    let target = friend.device.clone();

    // As the initiator: a message in the place of message 3, which follows it.
    let so_far = device.codes.count("session_unauthentic");
    let mut wire = dial(&friend.link, &target).await;
    let (initiator, message1) = first_words(&friend.person.secret(), &target, &target.prologue(&wire));
    wire.write(&Hello::encode(&[VERSION])).await;
    wire.write_block(&message1).await;
    let message2 = wire.read_block().await.unwrap();
    let greeting = friend.person.greeting(target.identity);
    let (message3, mut established) = initiator.finish(&message2, &greeting).unwrap();
    let too_soon = friend.diary.forge(&text("too soon"), |_| {});
    wire.write(&established.sealer.seal(MESSAGE, &too_soon.encode()).unwrap()).await;
    wire.write_block(&message3).await;
    assert!(wire.ends_in_silence().await);
    named(&device, "session_unauthentic", so_far).await;

    // As the responder: a message before the welcome.
    let so_far = device.codes.count("peer_protocol");
    device.engine.say(friend.id(), "to be delivered").await.unwrap();
    let (mut talk, greeting) = friend.answer().await;
    talk.send_message(&too_soon).await;
    talk.send(WELCOME, &friend.welcome(&greeting).encode()).await;
    assert!(talk.next().await.is_none(), "not one frame");
    named(&device, "peer_protocol", so_far).await;

    friend.is_heard("in time").await;
    let mut talk = friend.talk().await;
    let message = talk.message().await.unwrap();
    talk.acknowledge(&message).await;
    wait_for("mine is delivered", || device.all_delivered(friend.id())).await;
    let mut texts = device.texts(friend.id()).await;
    texts.sort();
    assert_eq!(texts, ["in time", "to be delivered"]);
}
