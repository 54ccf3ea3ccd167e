//! What one direction may carry: sections 1.1 and 1.5.

use super::super::frame::Carried;
use super::hostile::{raw_frame, raw_writer};
use super::*;

#[test]
fn a_direction_is_soft_at_1000_frames_and_refuses_at_2000() {
    let (mut a, mut b) = established();
    for n in 0..2_000 {
        let expected = if n < 1_000 { Limit::Fresh } else { Limit::Soft };
        assert_eq!((a.sealer.limit(), b.opener.limit()), (expected, expected), "after {n}");
        let frame = a.sealer.seal(1, &[]).unwrap();
        b.opener.open(ciphertext(&frame)).unwrap();
    }
    assert_eq!((a.sealer.limit(), b.opener.limit()), (Limit::Hard, Limit::Hard));
    assert_eq!(a.sealer.seal(1, &[]), Err(SessionError::LimitReached));
    assert_eq!(a.sealer.seal(1, &[]), Err(SessionError::LimitReached));
    // The other direction has an allowance of its own.
    assert_eq!((b.sealer.limit(), a.opener.limit()), (Limit::Fresh, Limit::Fresh));
    assert!(b.sealer.seal(1, &[]).is_ok());
}

#[test]
fn bytes_count_as_frames_do() {
    // No frame is so large that the bytes come first today: 1,000 of the largest are 62.5 MiB.
    let mut carried = Carried::default();
    for (ciphertext, limit) in [
        ((64 << 20) - 1, Limit::Fresh),
        (1, Limit::Soft),
        ((64 << 20) - 1, Limit::Soft),
        (1, Limit::Hard),
        (1, Limit::Hard),
    ] {
        carried.add(ciphertext);
        assert_eq!(carried.limit(), limit);
    }
}

#[test]
fn a_frame_beyond_the_hard_limit_is_refused_by_the_receiver_too() {
    let (mut cipher, mut opener) = raw_writer();
    for _ in 0..2_000 {
        opener.open(&raw_frame(&mut cipher, &[0; 256])).unwrap();
    }
    let beyond = raw_frame(&mut cipher, &[0; 256]);
    assert_eq!(opener.open(&beyond), Err(SessionError::LimitReached));
    assert_eq!(opener.open(&beyond), Err(SessionError::Ended));
}

#[test]
fn a_body_too_large_is_refused_and_the_next_one_is_sealed() {
    let (mut a, mut b) = established();
    assert_eq!(a.sealer.seal(1, &vec![0; MAX_BODY + 1]), Err(SessionError::TooLarge));
    let frame = a.sealer.seal(1, b"split").unwrap();
    assert_eq!(b.opener.open(ciphertext(&frame)).unwrap().body, b"split");
}
