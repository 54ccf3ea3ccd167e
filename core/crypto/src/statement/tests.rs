use super::*;
use crate::testing::{array, bytes, vectors};
use proptest::prelude::*;
use static_assertions::assert_not_impl_any;

assert_not_impl_any!(IdentityKey: Clone, PartialEq, Serialize);
assert_not_impl_any!(PayKey: Clone, PartialEq, Serialize);

fn seed(byte: u8) -> Secret<32> {
    Secret::init_with(|buf| buf.fill(byte))
}

#[test]
fn signing_agrees_with_rfc_8032() {
    for test in vectors("ed25519.json")["sign"].as_array().unwrap() {
        let key = SigningKey::from_bytes(&array(&test["secret"]));
        assert_eq!(key.verifying_key().to_bytes(), array(&test["public"]));
        assert_eq!(key.sign(&bytes(&test["message"])).to_bytes(), array::<64>(&test["signature"]));
    }
}

#[test]
fn strict_verifying_agrees_with_the_published_vectors() {
    let file = vectors("ed25519.json");
    let tests = file["verify"].as_array().unwrap();
    assert_eq!(tests.len(), 151);
    for test in tests {
        let key = VerifyingKey::from_bytes(&array(&test["public"])).unwrap();
        let valid = Signature::from_slice(&bytes(&test["sig"]))
            .is_ok_and(|signature| key.verify_strict(&bytes(&test["msg"]), &signature).is_ok());
        assert_eq!(valid, test["valid"].as_bool().unwrap(), "{}", test["tcId"]);
    }
}

#[test]
fn a_statement_verifies_for_its_author_purpose_and_body() {
    let identity = IdentityKey::from_seed(&seed(1));
    let signature = identity.sign(IdentityPurpose::PublicCard, b"card");
    assert_eq!(verify(IdentityPurpose::PublicCard, &identity.peer(), b"card", &signature), Ok(()));
    let pay = PayKey::from_seed(&seed(2));
    let signature = pay.sign(PayPurpose::PayAddresses, b"addresses");
    assert_eq!(verify(PayPurpose::PayAddresses, &pay.public(), b"addresses", &signature), Ok(()));
}

#[test]
fn the_signed_bytes_are_those_that_the_design_names() {
    assert_eq!(signed_bytes(IdentityPurpose::PublicCard, b"x"), b"tongtong/v1/public-card\0x");
    assert_eq!(signed_bytes(IdentityPurpose::DirectoryRequest, b"x"), b"tongtong/v1/directory-request\0x");
    assert_eq!(signed_bytes(PayPurpose::PayAddresses, b"x"), b"tongtong/v1/pay-addresses\0x");
}

#[test]
fn a_statement_for_another_purpose_is_refused() {
    let identity = IdentityKey::from_seed(&seed(1));
    let signature = identity.sign(IdentityPurpose::PublicCard, b"card");
    let other = verify(IdentityPurpose::DirectoryRequest, &identity.peer(), b"card", &signature);
    assert_eq!(other, Err(StatementError::Signature));
}

#[test]
fn a_statement_of_another_author_is_refused() {
    let signature = IdentityKey::from_seed(&seed(1)).sign(IdentityPurpose::PublicCard, b"card");
    let stranger = IdentityKey::from_seed(&seed(2)).peer();
    let result = verify(IdentityPurpose::PublicCard, &stranger, b"card", &signature);
    assert_eq!(result, Err(StatementError::Signature));
}

#[test]
fn a_pay_key_that_is_also_an_identity_key_still_speaks_for_one_only() {
    let pay = PayKey::from_seed(&seed(1));
    let signature = pay.sign(PayPurpose::PayAddresses, b"body");
    let peer = IdentityKey::from_seed(&seed(1)).peer();
    for purpose in [IdentityPurpose::PublicCard, IdentityPurpose::DirectoryRequest] {
        assert_eq!(verify(purpose, &peer, b"body", &signature), Err(StatementError::Signature));
    }
}

#[test]
fn a_small_order_public_key_is_refused() {
    let mut identity_point = [0; 32];
    identity_point[0] = 1;
    for key in [[0; 32], identity_point] {
        let result = verify(IdentityPurpose::PublicCard, &PeerId::new(key), b"card", &[0; 64]);
        assert_eq!(result, Err(StatementError::PublicKey));
    }
}

#[test]
fn bytes_that_are_no_point_are_refused() {
    let mut bytes = [0; 32];
    bytes[0] = 2;
    let result = verify(IdentityPurpose::PublicCard, &PeerId::new(bytes), b"card", &[0; 64]);
    assert_eq!(result, Err(StatementError::PublicKey));
}

#[test]
fn every_flipped_byte_of_a_signature_is_refused() {
    let identity = IdentityKey::from_seed(&seed(1));
    let signature = identity.sign(IdentityPurpose::PublicCard, b"card");
    for at in 0..64 {
        let mut bad = signature;
        bad[at] ^= 1;
        assert!(verify(IdentityPurpose::PublicCard, &identity.peer(), b"card", &bad).is_err(), "byte {at}");
    }
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", IdentityKey::from_seed(&seed(0xab))), "IdentityKey(..)");
    assert_eq!(format!("{:?}", PayKey::from_seed(&seed(0xab))), "PayKey(..)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn an_altered_body_is_refused(body in proptest::collection::vec(any::<u8>(), 1..200), at: prop::sample::Index) {
        let identity = IdentityKey::from_seed(&seed(1));
        let signature = identity.sign(IdentityPurpose::DirectoryRequest, &body);
        let mut other = body.clone();
        other[at.index(body.len())] ^= 1;
        prop_assert_eq!(verify(IdentityPurpose::DirectoryRequest, &identity.peer(), &body, &signature), Ok(()));
        prop_assert!(verify(IdentityPurpose::DirectoryRequest, &identity.peer(), &other, &signature).is_err());
    }
}
