//! Frames that must end a session: section 1.5.

use super::hostile::{raw_frame, raw_writer};
use super::*;

/// Opens a bad frame: the error named, then nothing any more, not even the good frame.
fn ends_with(opener: &mut Opener, bad: &[u8], error: SessionError, good: &[u8]) {
    assert_eq!(opener.open(bad), Err(error));
    assert_eq!(opener.open(good), Err(SessionError::Ended));
    assert_eq!(opener.open(bad), Err(SessionError::Ended));
}

#[test]
fn a_flipped_bit_anywhere_in_a_frame_ends_the_session() {
    let (mut a, _) = established();
    let frame = a.sealer.seal(1, b"text").unwrap();
    let good = ciphertext(&frame);
    for at in 0..good.len() {
        let (_, mut b) = established();
        let mut bad = good.to_vec();
        bad[at] ^= 1 << (at % 8);
        ends_with(&mut b.opener, &bad, SessionError::Unauthentic, good);
    }
    assert!(established().1.opener.open(good).is_ok());
}

#[test]
fn a_replayed_frame_ends_the_session() {
    let (mut a, mut b) = established();
    let first = a.sealer.seal(1, b"first").unwrap();
    let second = a.sealer.seal(1, b"second").unwrap();
    b.opener.open(ciphertext(&first)).unwrap();
    ends_with(&mut b.opener, ciphertext(&first), SessionError::Unauthentic, ciphertext(&second));
}

#[test]
fn a_frame_out_of_order_ends_the_session() {
    let (mut a, mut b) = established();
    let first = a.sealer.seal(1, b"first").unwrap();
    let second = a.sealer.seal(1, b"second").unwrap();
    ends_with(&mut b.opener, ciphertext(&second), SessionError::Unauthentic, ciphertext(&first));
}

#[test]
fn a_reflected_frame_ends_the_session() {
    let (mut a, mut b) = established();
    let own = a.sealer.seal(1, b"text").unwrap();
    let good = b.sealer.seal(1, b"text").unwrap();
    ends_with(&mut a.opener, ciphertext(&own), SessionError::Unauthentic, ciphertext(&good));
}

#[test]
fn a_frame_of_another_session_ends_the_session() {
    let (mut a, _) = established();
    let (initiator, message1) = Initiator::start(&[77; 32], &alice(), &bob().public(), &prologue()).unwrap();
    let (responder, message2) = Responder::answer(&[78; 32], &[&bob()], &prologue(), &message1).unwrap();
    let (message3, mut other) = initiator.finish(&message2, &[]).unwrap();
    let (mut b, _) = responder.finish(&message3).unwrap();
    let foreign = a.sealer.seal(1, b"text").unwrap();
    let good = other.sealer.seal(1, b"text").unwrap();
    ends_with(&mut b.opener, ciphertext(&foreign), SessionError::Unauthentic, ciphertext(&good));
}

#[test]
fn truncated_and_oversized_frames_end_the_session() {
    let (mut a, _) = established();
    let frame = a.sealer.seal(1, b"text").unwrap();
    let good = ciphertext(&frame);
    for length in (0..good.len()).chain([good.len() + 1, 1_039, 1_041, MAX_MESSAGE - 1, MAX_MESSAGE + 1]) {
        let mut bad = good.to_vec();
        bad.resize(length, 0);
        let (_, mut b) = established();
        ends_with(&mut b.opener, &bad, SessionError::FrameLength, good);
    }
    for length in [1_040, 4_112, 16_400, 32_784, MAX_MESSAGE] {
        let mut bad = good.to_vec();
        bad.resize(length, 0);
        let (_, mut b) = established();
        ends_with(&mut b.opener, &bad, SessionError::Unauthentic, good);
    }
}

#[test]
fn the_raw_writer_of_these_tests_can_write_a_good_frame() {
    let (mut cipher, mut opener) = raw_writer();
    for _ in 0..3 {
        let mut plaintext = vec![0; 256];
        plaintext[..5].copy_from_slice(&[9, 0, 2, b'o', b'k']);
        let frame = opener.open(&raw_frame(&mut cipher, &plaintext)).unwrap();
        assert_eq!(frame, Frame { kind: 9, body: b"ok".to_vec() });
    }
}

#[test]
fn padding_that_is_not_zero_ends_the_session() {
    for at in 5..256 {
        let (mut cipher, mut opener) = raw_writer();
        let mut plaintext = vec![0; 256];
        plaintext[..5].copy_from_slice(&[9, 0, 2, b'n', b'o']);
        plaintext[at] = 1 << (at % 8);
        let bad = raw_frame(&mut cipher, &plaintext);
        let good = raw_frame(&mut cipher, &[0; 256]);
        ends_with(&mut opener, &bad, SessionError::Padding, &good);
    }
}

#[test]
fn a_body_length_beyond_the_frame_ends_the_session() {
    for length in [254_u16, 255, 1_000, u16::MAX] {
        let (mut cipher, mut opener) = raw_writer();
        let mut plaintext = vec![0; 256];
        plaintext[1..3].copy_from_slice(&length.to_be_bytes());
        let bad = raw_frame(&mut cipher, &plaintext);
        ends_with(&mut opener, &bad, SessionError::Padding, &bad);
    }
}

#[test]
fn a_frame_padded_to_more_than_the_smallest_size_ends_the_session() {
    for (size, length) in [(1_024, 253_u16), (65_519, 32_765), (4_096, 0)] {
        let (mut cipher, mut opener) = raw_writer();
        let mut plaintext = vec![0; size];
        plaintext[1..3].copy_from_slice(&length.to_be_bytes());
        let bad = raw_frame(&mut cipher, &plaintext);
        ends_with(&mut opener, &bad, SessionError::Padding, &bad);
    }
}

#[test]
fn a_frame_sealed_without_the_re_key_ends_the_session() {
    let (mut cipher, mut opener) = raw_writer();
    let mut sealed = vec![0; 256];
    let tag = cipher.seal(&[], &mut sealed).unwrap();
    opener.open(&[sealed.as_slice(), &tag].concat()).unwrap();
    let late = raw_frame(&mut cipher, &[0; 256]);
    ends_with(&mut opener, &late, SessionError::Unauthentic, &late);
}
