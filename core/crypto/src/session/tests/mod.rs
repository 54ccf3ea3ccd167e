//! The session's specification, section by section of `docs/protocol.md`.

use super::*;
use tongtong_types::{EndpointId, PeerId};

fn prologue() -> Prologue {
    Prologue {
        offered: vec![VERSION],
        version: VERSION,
        initiator: EndpointId::new([1; 32]),
        responder: EndpointId::new([2; 32]),
        responder_identity: PeerId::new([3; 32]),
        tls_exporter: [4; 32],
    }
}

#[test]
fn message_sizes_are_those_of_the_page() {
    assert_eq!((MESSAGE1_LEN, MESSAGE2_LEN, MESSAGE3_OVERHEAD), (1632, 1632, 64));
    assert_eq!(MAX_BODY, 65_516);
}

#[test]
fn two_devices_reach_the_same_session() {
    let alice = StaticSecret::from(&[5; 32]);
    let bob = StaticSecret::from(&[6; 32]);
    let (a, message1) = Initiator::start(&[7; 32], &alice, &bob.public(), &prologue()).unwrap();
    let (b, message2) = Responder::answer(&[8; 32], &[&bob], &prologue(), &message1).unwrap();
    let (message3, mut a) = a.finish(&message2, b"card").unwrap();
    let (mut b, payload) = b.finish(&message3).unwrap();
    assert_eq!(payload, b"card");
    assert_eq!((message1.len(), message2.len(), message3.len()), (1632, 1632, 68));
    assert_eq!(a.handshake_hash, b.handshake_hash);
    assert_eq!((a.remote_static, b.remote_static), (bob.public(), alice.public()));
    assert_eq!(*a.exporter.derive(b"x"), *b.exporter.derive(b"x"));
    assert_ne!(*a.exporter.derive(b"x"), *a.exporter.derive(b"y"));
    for round in 0..3 {
        let frame = a.sealer.seal(round, b"annyeong").unwrap();
        assert_eq!(b.opener.open(&frame[2..]).unwrap(), Frame { kind: round, body: b"annyeong".to_vec() });
        let frame = b.sealer.seal(round, b"hello").unwrap();
        assert_eq!(a.opener.open(&frame[2..]).unwrap(), Frame { kind: round, body: b"hello".to_vec() });
    }
}
