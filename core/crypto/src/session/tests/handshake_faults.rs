//! Handshakes that must fail: sections 1.2 to 1.4.

use super::*;

fn answer(prologue: &Prologue, message1: &[u8]) -> Result<(Responder, Vec<u8>), SessionError> {
    Responder::answer(&[8; 32], &[&bob()], prologue, message1)
}

/// The good prologue with one field changed, for every field.
fn other_prologues() -> Vec<Prologue> {
    let good = prologue;
    vec![
        Prologue { offered: vec![VERSION], ..good() },
        Prologue { offered: vec![2, VERSION], ..good() },
        Prologue { version: 2, ..good() },
        Prologue { initiator: EndpointId::new([41; 32]), ..good() },
        Prologue { responder: EndpointId::new([42; 32]), ..good() },
        Prologue { responder_identity: PeerId::new([43; 32]), ..good() },
        Prologue { tls_exporter: [44; 32], ..good() },
    ]
}

#[test]
fn message_1_replayed_under_another_prologue_is_refused() {
    let (_, message1) = dialled();
    for other in other_prologues() {
        assert_eq!(refused(answer(&other, &message1)), SessionError::Unauthentic);
    }
}

#[test]
fn message_2_replayed_into_a_handshake_with_another_prologue_is_refused() {
    let (_, _, replayed) = answered();
    for other in other_prologues() {
        let (initiator, _) = Initiator::start(&[7; 32], &alice(), &bob().public(), &other).unwrap();
        assert_eq!(refused(initiator.finish(&replayed, &[])), SessionError::Unauthentic);
    }
}

#[test]
fn message_3_replayed_into_a_handshake_with_another_prologue_is_refused() {
    let (initiator, _, message2) = answered();
    let (replayed, _) = initiator.finish(&message2, b"card").unwrap();
    for other in other_prologues() {
        let (_, message1) = Initiator::start(&[7; 32], &alice(), &bob().public(), &other).unwrap();
        let (responder, _) = answer(&other, &message1).unwrap();
        assert_eq!(refused(responder.finish(&replayed)), SessionError::Unauthentic);
    }
}

#[test]
fn message_1_replayed_to_a_responder_with_a_fresh_seed_leads_nowhere() {
    let (initiator, _, message2) = answered();
    let (replayed, _) = initiator.finish(&message2, b"card").unwrap();
    let (_, message1) = dialled();
    let (responder, _) = Responder::answer(&[88; 32], &[&bob()], &prologue(), &message1).unwrap();
    assert_eq!(refused(responder.finish(&replayed)), SessionError::Unauthentic);
}

#[test]
fn a_prologue_that_cannot_have_been_sent_is_refused() {
    for (offered, version) in [(vec![], VERSION), (vec![2, 3], VERSION), ((1..=17).collect(), VERSION)] {
        let odd = Prologue { offered, version, ..prologue() };
        let start = Initiator::start(&[7; 32], &alice(), &bob().public(), &odd);
        assert_eq!(refused(start), SessionError::Prologue);
        let (_, message1) = dialled();
        assert_eq!(refused(answer(&odd, &message1)), SessionError::Prologue);
    }
}

#[test]
fn a_reflected_message_is_refused() {
    let (initiator, message1) = dialled();
    assert_eq!(refused(initiator.finish(&message1, &[])), SessionError::Unauthentic);

    let (_, responder, message2) = answered();
    assert_eq!(refused(responder.finish(&message2)), SessionError::Unauthentic);
    assert_eq!(refused(answer(&prologue(), &message2)), SessionError::Unauthentic);
}

#[test]
fn a_caller_without_the_responders_card_gets_no_answer() {
    let (_, message1) = Initiator::start(&[7; 32], &alice(), &mallory().public(), &prologue()).unwrap();
    assert_eq!(refused(answer(&prologue(), &message1)), SessionError::Unauthentic);
    let (_, message1) = dialled();
    let none = Responder::answer(&[8; 32], &[], &prologue(), &message1);
    assert_eq!(refused(none), SessionError::Unauthentic);
    assert_eq!(refused(answer(&prologue(), &Draws::new([1; 32]).many(1632))), SessionError::Unauthentic);
}

#[test]
fn a_responder_with_another_static_key_cannot_finish() {
    // It sees message 1 but holds another key than the card's: all it can do is answer a message 1 of its own.
    let (initiator, _) = dialled();
    let (_, message1) = Initiator::start(&[7; 32], &alice(), &mallory().public(), &prologue()).unwrap();
    let (_, message2) = Responder::answer(&[8; 32], &[&mallory()], &prologue(), &message1).unwrap();
    assert_eq!(refused(initiator.finish(&message2, &[])), SessionError::Unauthentic);
}

#[test]
fn truncated_and_lengthened_messages_are_refused() {
    let lengthened = |message: &[u8]| [message, &[0]].concat();
    let (_, message1) = dialled();
    for length in [0, 1, 31, 32, 48, 1_615, 1_616, 1_631] {
        assert_eq!(refused(answer(&prologue(), &message1[..length])), SessionError::Length);
    }
    assert_eq!(refused(answer(&prologue(), &lengthened(&message1))), SessionError::Length);

    for length in [0, 1, 31, 32, 48, 1_615, 1_616, 1_631] {
        let (initiator, _, message2) = answered();
        assert_eq!(refused(initiator.finish(&message2[..length], &[])), SessionError::Length);
    }
    let (initiator, _, message2) = answered();
    assert_eq!(refused(initiator.finish(&lengthened(&message2), &[])), SessionError::Length);

    let (initiator, _, message2) = answered();
    let (message3, _) = initiator.finish(&message2, b"card").unwrap();
    for length in [0, 1, 47, 48, 63] {
        assert_eq!(refused(answered().1.finish(&message3[..length])), SessionError::Length);
    }
    for length in 64..message3.len() {
        assert_eq!(refused(answered().1.finish(&message3[..length])), SessionError::Unauthentic);
    }
    assert_eq!(refused(answered().1.finish(&lengthened(&message3))), SessionError::Unauthentic);
    assert_eq!(refused(answered().1.finish(&vec![0; MAX_MESSAGE + 1])), SessionError::Length);
}

#[test]
fn a_flipped_bit_anywhere_in_message_1_is_refused() {
    let (_, mut message1) = dialled();
    for at in 0..message1.len() {
        let bit = 1 << (at % 8);
        message1[at] ^= bit;
        refused(answer(&prologue(), &message1));
        message1[at] ^= bit;
    }
    assert!(answer(&prologue(), &message1).is_ok());
}

#[test]
fn a_flipped_bit_anywhere_in_message_2_is_refused() {
    let (_, _, mut message2) = answered();
    for at in 0..message2.len() {
        let bit = 1 << (at % 8);
        message2[at] ^= bit;
        refused(dialled().0.finish(&message2, &[]));
        message2[at] ^= bit;
    }
    assert!(dialled().0.finish(&message2, &[]).is_ok());
}

#[test]
fn a_flipped_bit_anywhere_in_message_3_is_refused() {
    let (initiator, _, message2) = answered();
    let (mut message3, _) = initiator.finish(&message2, b"card").unwrap();
    for at in 0..message3.len() {
        for bit in [0x01, 0x80] {
            message3[at] ^= bit;
            assert_eq!(refused(answered().1.finish(&message3)), SessionError::Unauthentic);
            message3[at] ^= bit;
        }
    }
    assert!(answered().1.finish(&message3).is_ok());
}
