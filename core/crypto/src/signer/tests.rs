use super::*;
use crate::keys::SpendingKeys;
use crate::secp::{is_canonical, verify};
use static_assertions::{assert_not_impl_any, assert_obj_safe};

assert_obj_safe!(Signer);
assert_not_impl_any!(RawKey: Clone, PartialEq, serde::Serialize);

fn keys() -> SpendingKeys {
    SpendingKeys::from_seed(Secret::init_with(|buf| buf.fill(7)))
}

fn raw() -> RawKey {
    RawKey::new(&Secret::init_with(|buf| buf.fill(7))).unwrap()
}

fn path(text: &str) -> KeyPath {
    text.parse().unwrap()
}

#[test]
fn a_chain_key_signs_a_digest_that_its_public_key_verifies() {
    let path = path("m/44'/666'/0'/0/5");
    let public = keys().public_key(&path).unwrap().secp().unwrap();
    for what in [ToSign::SecpDigest([9; 32]), ToSign::SecpDigestCanonical([9; 32])] {
        let signature = keys().sign(&path, &what).unwrap().secp().unwrap();
        assert_eq!(verify(&public, &[9; 32], &signature), Ok(()));
    }
}

#[test]
fn the_canonical_kind_is_canonical_for_every_digest() {
    for n in 0..32u8 {
        let what = ToSign::SecpDigestCanonical([n; 32]);
        let signature = raw().sign(&KeyPath::new(&[]), &what).unwrap().secp().unwrap();
        assert!(is_canonical(&signature));
    }
}

#[test]
fn the_accounts_public_key_gives_the_signers_addresses() {
    let account = keys().account(666, 2).unwrap();
    let signer = keys().public_key(&path("m/44'/666'/2'/1/9")).unwrap().secp();
    assert_eq!(account.child(1, 9).ok(), signer);
}

#[test]
fn a_solana_path_signs_messages_on_ed25519() {
    let path = path("m/44'/501'/0'/0'");
    let what = ToSign::Ed25519Message(b"message".to_vec());
    let (Signature::Ed25519(signature), PublicKey::Ed25519(public)) =
        (keys().sign(&path, &what).unwrap(), keys().public_key(&path).unwrap())
    else {
        panic!("another curve");
    };
    let key = VerifyingKey::from_bytes(&public).unwrap();
    key.verify_strict(b"message", &ed25519_dalek::Signature::from_bytes(&signature)).unwrap();
}

#[test]
fn a_path_of_the_other_curve_is_refused() {
    let message = ToSign::Ed25519Message(b"message".to_vec());
    let digest = ToSign::SecpDigest([9; 32]);
    assert_eq!(keys().sign(&path("m/44'/666'/0'/0/0"), &message), Err(SignError::Curve));
    assert_eq!(keys().sign(&path("m/44'/501'/0'/0'"), &digest), Err(SignError::Curve));
    assert_eq!(raw().sign(&path("m"), &message), Err(SignError::Curve));
}

#[test]
fn a_plain_step_on_a_solana_path_is_refused() {
    let refused = Err(SignError::Path(HdError::NotHardened));
    assert_eq!(keys().public_key(&path("m/44'/501'/0'/0")), refused);
}

#[test]
fn a_raw_key_answers_alike_for_every_path() {
    let (one, other) = (raw().public_key(&path("m")), raw().public_key(&path("m/44'/501'/7")));
    assert_eq!((one, other), (Ok(PublicKey::Secp(raw().public())), Ok(PublicKey::Secp(raw().public()))));
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?} {:?}", raw(), keys()), "RawKey(..) SpendingKeys(..)");
}
