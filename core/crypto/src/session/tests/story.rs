//! What must work: sections 1.1, 1.4 and 1.5.

use super::*;

#[test]
fn message_sizes_are_those_of_the_page() {
    let (initiator, message1) = dialled();
    let (_, _, message2) = answered();
    let (message3, _) = initiator.finish(&message2, &[]).unwrap();
    assert_eq!((message1.len(), message2.len(), message3.len()), (1632, 1632, 64));
    assert_eq!((MESSAGE1_LEN, MESSAGE2_LEN, MESSAGE3_OVERHEAD), (1632, 1632, 64));
    assert_eq!((MAX_PAYLOAD3, MAX_BODY), (65_471, 65_516));
}

#[test]
fn two_devices_reach_the_same_session() {
    let (initiator, responder, message2) = answered();
    let (message3, a) = initiator.finish(&message2, b"card").unwrap();
    let (b, payload) = responder.finish(&message3).unwrap();
    assert_eq!(payload, b"card");
    assert_eq!(a.handshake_hash, b.handshake_hash);
    assert_eq!((a.remote_static, b.remote_static), (bob().public(), alice().public()));
    assert_eq!(*a.exporter.derive(b"x"), *b.exporter.derive(b"x"));
    assert_ne!(*a.exporter.derive(b"x"), *a.exporter.derive(b"y"));
}

#[test]
fn frames_travel_both_ways_from_two_tasks() {
    let (mut a, mut b) = established();
    let far = std::thread::spawn(move || {
        let frames: Vec<_> = (0..50).map(|n| b.sealer.seal(n, &[n; 40]).unwrap()).collect();
        (frames, b.opener)
    });
    let near: Vec<_> = (0..50).map(|n| a.sealer.seal(n, &[n; 400]).unwrap()).collect();
    let (frames, mut opener) = far.join().unwrap();
    for (n, (from_far, from_near)) in (0..).zip(frames.iter().zip(&near)) {
        assert_eq!(a.opener.open(ciphertext(from_far)).unwrap(), Frame { kind: n, body: vec![n; 40] });
        assert_eq!(opener.open(ciphertext(from_near)).unwrap(), Frame { kind: n, body: vec![n; 400] });
    }
}

#[test]
fn a_frame_has_the_smallest_padded_size_that_holds_it() {
    let (mut a, mut b) = established();
    let sizes = [
        (0, 256),
        (253, 256),
        (254, 1_024),
        (1_021, 1_024),
        (1_022, 4_096),
        (4_093, 4_096),
        (4_094, 16_384),
        (16_381, 16_384),
        (16_382, 32_768),
        (32_765, 32_768),
        (32_766, 65_519),
        (MAX_BODY, 65_519),
    ];
    for (body, plaintext) in sizes {
        let frame = a.sealer.seal(1, &vec![7; body]).unwrap();
        assert_eq!(frame.len(), 2 + plaintext + 16, "a body of {body}");
        assert_eq!(b.opener.open(ciphertext(&frame)).unwrap().body, vec![7; body]);
    }
}

#[test]
fn the_largest_payload_fits_message_3_and_one_more_byte_does_not() {
    let payload = vec![1; MAX_PAYLOAD3];
    let (initiator, responder, message2) = answered();
    let (message3, _) = initiator.finish(&message2, &payload).unwrap();
    assert_eq!(message3.len(), MAX_MESSAGE);
    assert_eq!(responder.finish(&message3).unwrap().1, payload);

    let (initiator, _, message2) = answered();
    assert_eq!(refused(initiator.finish(&message2, &vec![1; MAX_PAYLOAD3 + 1])), SessionError::TooLarge);
}

#[test]
fn the_previous_static_key_still_answers() {
    let (initiator, message1) = dialled();
    let (responder, message2) =
        Responder::answer(&[8; 32], &[&mallory(), &bob()], &prologue(), &message1).unwrap();
    let (message3, _) = initiator.finish(&message2, &[]).unwrap();
    assert_eq!(responder.finish(&message3).unwrap().0.remote_static, alice().public());
}

#[test]
fn one_seed_gives_one_handshake_and_another_seed_another() {
    let (_, once) = dialled();
    let (_, again) = dialled();
    assert_eq!(once, again);
    let (_, other) = Initiator::start(&[17; 32], &alice(), &bob().public(), &prologue()).unwrap();
    assert_ne!(once[..32], other[..32]);
    assert_ne!(once[32..], other[32..]);
}
