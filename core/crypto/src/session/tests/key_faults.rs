//! Keys that must be refused: section 1.4.

use super::hostile::Hostile;
use super::*;
use serde_json::Value;
use tongtong_types::StaticKey;

const POINTS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/session/small_order.json"));

/// Every published value, with the error it must give.
fn points() -> Vec<([u8; 32], SessionError)> {
    let file: Value = serde_json::from_str(POINTS).unwrap();
    let points: Vec<_> = file["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| {
            let u = hex::decode(point["u"].as_str().unwrap()).unwrap().try_into().unwrap();
            let small = point["small_order"].as_bool().unwrap();
            (u, if small { SessionError::LowOrder } else { SessionError::KeyEncoding })
        })
        .collect();
    assert_eq!(points.len(), 19);
    points
}

#[test]
fn a_card_with_a_small_order_static_key_is_not_dialled() {
    for (point, error) in points() {
        let peer = StaticKey::new(point);
        assert_eq!(refused(Initiator::start(&[7; 32], &alice(), &peer, &prologue())), error);
    }
}

#[test]
fn a_small_order_ephemeral_key_in_message_1_is_refused() {
    let (_, mut message1) = dialled();
    for (point, error) in points() {
        message1[..32].copy_from_slice(&point);
        assert_eq!(refused(Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1)), error);
    }
}

#[test]
fn a_small_order_ephemeral_key_in_message_2_is_refused() {
    for (point, error) in points() {
        let (initiator, _, mut message2) = answered();
        message2[..32].copy_from_slice(&point);
        assert_eq!(refused(initiator.finish(&message2, &[])), error);
    }
}

#[test]
fn a_small_order_static_key_in_message_3_is_refused_though_its_tags_are_right() {
    for (point, error) in points() {
        let (hostile, message1) = Hostile::start(|_| {});
        let (responder, message2) = Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1).unwrap();
        let (message3, _) = hostile.finish(&message2, &point, Ok([0; 32]));
        assert_eq!(refused(responder.finish(&message3)), error);
    }
}

#[test]
fn a_kem_key_with_a_coefficient_out_of_range_is_refused() {
    // q = 3329 = 0xd01 as the first 12-bit coefficient (FIPS 203, 7.2): the smallest that is out of range.
    let spoils: [fn(&mut Vec<u8>); 3] = [
        |key| {
            key[0] = 0x01;
            key[1] = (key[1] & 0xf0) | 0x0d;
        },
        |key| key[..3].fill(0xff),
        |key| key[1533..1536].fill(0xff),
    ];
    for spoil in spoils {
        let (_, message1) = Hostile::start(spoil);
        let answer = Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1);
        assert_eq!(refused(answer), SessionError::KemKey);
    }
    let (_, message1) = Hostile::start(|key| {
        // q - 1 is in range: another key, but a key.
        key[0] = 0x00;
        key[1] = (key[1] & 0xf0) | 0x0d;
    });
    assert!(Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1).is_ok());
}

#[test]
fn a_key_in_a_second_encoding_is_refused() {
    // p + 9, the base point: a valid point under a name that no honest device gives it.
    let (_, mut message1) = dialled();
    message1[..32].copy_from_slice(&[0xff; 32]);
    (message1[0], message1[31]) = (0xf6, 0x7f);
    let answer = Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1);
    assert_eq!(refused(answer), SessionError::KeyEncoding);

    let mut twin = *alice().public().bytes();
    twin[31] |= 0x80;
    let (hostile, message1) = Hostile::start(|_| {});
    let (responder, message2) = Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1).unwrap();
    let (message3, _) = hostile.finish(&message2, &twin, Err(alice()));
    assert_eq!(refused(responder.finish(&message3)), SessionError::KeyEncoding);
}

#[test]
fn a_device_does_not_dial_itself_and_does_not_answer_its_own_key() {
    let start = Initiator::start(&[7; 32], &bob(), &bob().public(), &prologue());
    assert_eq!(refused(start), SessionError::OwnKey);

    for own in [[&bob(), &mallory()], [&mallory(), &bob()]] {
        for thief in [bob(), mallory()] {
            let (hostile, message1) = Hostile::start(|_| {});
            let (responder, message2) = Responder::answer(&[8; 32], &own, &prologue(), &message1).unwrap();
            let (message3, _) = hostile.finish(&message2, thief.public().bytes(), Err(thief));
            assert_eq!(refused(responder.finish(&message3)), SessionError::OwnKey);
        }
    }
}

#[test]
fn a_claimed_static_key_without_its_secret_is_refused() {
    let (hostile, message1) = Hostile::start(|_| {});
    let (responder, message2) = Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1).unwrap();
    let (message3, _) = hostile.finish(&message2, alice().public().bytes(), Err(mallory()));
    assert_eq!(refused(responder.finish(&message3)), SessionError::Unauthentic);
}
