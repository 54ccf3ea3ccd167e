//! The hello and the prologue: sections 1.2 and 1.3; and parsers that never panic.

use super::hostile::{raw_frame, raw_writer};
use super::*;
use proptest::prelude::*;

#[test]
fn a_hello_is_its_count_and_its_versions() {
    assert_eq!(Hello::encode(&[1, 0x0203]), [2, 0, 1, 2, 3]);
    assert_eq!(Hello::decode(&[2, 0, 1, 2, 3]).unwrap().versions(), [1, 0x0203]);
    assert_eq!((Hello::rest(1), Hello::rest(16)), (Ok(2), Ok(32)));
}

#[test]
fn the_highest_common_version_is_chosen() {
    let hello = Hello::decode(&Hello::encode(&[3, 9, 4])).unwrap();
    assert_eq!(hello.choose(&[1, 3, 4]), Ok(4));
    assert_eq!(hello.choose(&[9, 3]), Ok(9));
    assert_eq!(hello.choose(&[1, 2]), Err(SessionError::NoCommonVersion));
    assert_eq!(hello.choose(&[]), Err(SessionError::NoCommonVersion));
}

#[test]
fn a_hello_of_none_or_of_too_many_versions_is_refused() {
    for count in [0, 17, 255] {
        assert_eq!(Hello::rest(count), Err(SessionError::Hello));
        let bytes = [vec![count], vec![0; 2 * usize::from(count)]].concat();
        assert_eq!(Hello::decode(&bytes), Err(SessionError::Hello));
    }
    assert_eq!(Hello::encode(&[7; 40]).len(), 33);
}

#[test]
fn a_truncated_or_lengthened_hello_is_refused() {
    let hello = Hello::encode(&[1, 2, 3]);
    for length in 0..hello.len() {
        assert_eq!(Hello::decode(&hello[..length]), Err(SessionError::Hello));
    }
    assert_eq!(Hello::decode(&[&hello[..], &[0]].concat()), Err(SessionError::Hello));
}

#[test]
fn the_prologue_is_seven_fields_with_their_lengths() {
    let expected = [
        &[0, 10][..],
        b"tongtong/1",
        &[0, 5, 2, 0, 1, 0, 2],
        &[0, 2, 0, 1],
        &[0, 32],
        &[1; 32],
        &[0, 32],
        &[2; 32],
        &[0, 32],
        &[3; 32],
        &[0, 32],
        &[4; 32],
    ];
    assert_eq!(prologue().bytes(), expected.concat());
}

#[test]
fn every_error_has_a_code_of_its_own() {
    use SessionError::*;
    let all = [
        Hello,
        NoCommonVersion,
        Prologue,
        Length,
        LowOrder,
        KeyEncoding,
        KemKey,
        Unauthentic,
        OwnKey,
        TooLarge,
        FrameLength,
        Padding,
        LimitReached,
        Ended,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(SessionError::code).collect();
    assert_eq!(codes.len(), all.len());
    assert!(codes.iter().all(|code| code.starts_with("session_")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_a_hello_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(hello) = Hello::decode(&bytes) {
            prop_assert_eq!(Hello::encode(hello.versions()), bytes);
        }
    }

    #[test]
    fn any_bytes_as_a_handshake_message_are_an_error(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..100),
            proptest::collection::vec(any::<u8>(), MESSAGE1_LEN),
        ]
    ) {
        prop_assert!(Responder::answer(&[8; 32], &[&bob()], &prologue(), &bytes).is_err());
        let (initiator, responder, _) = answered();
        prop_assert!(initiator.finish(&bytes, &[]).is_err());
        prop_assert!(responder.finish(&bytes).is_err());
    }

    #[test]
    fn any_bytes_as_a_frame_are_an_error(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..300),
            proptest::collection::vec(any::<u8>(), 272),
            proptest::collection::vec(any::<u8>(), 1_040),
        ]
    ) {
        let (_, mut b) = established();
        prop_assert!(b.opener.open(&bytes).is_err());
        prop_assert_eq!(b.opener.open(&bytes), Err(SessionError::Ended));
    }

    #[test]
    fn any_verified_plaintext_is_a_frame_or_an_error(
        bytes in proptest::collection::vec(any::<u8>(), 256), zeros_from in 0..256_usize
    ) {
        let mut plaintext = bytes;
        plaintext[zeros_from..].fill(0);
        plaintext[1] = 0;
        let (mut cipher, mut opener) = raw_writer();
        let sealed = raw_frame(&mut cipher, &plaintext);
        let length = usize::from(plaintext[2]);
        let good = length <= 253 && plaintext[3 + length..].iter().all(|byte| *byte == 0);
        prop_assert_eq!(opener.open(&sealed).is_ok(), good);
    }
}
