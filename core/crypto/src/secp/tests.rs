use super::*;
use crate::testing::{array, bytes, file, vectors};
use proptest::prelude::*;
use static_assertions::assert_not_impl_any;

assert_not_impl_any!(SecpKey: Clone, PartialEq, serde::Serialize);

/// The order of the curve.
const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

fn key(bytes: &[u8; 32]) -> SecpKey {
    SecpKey::from_bytes(bytes).unwrap()
}

fn joined(signature: &RecoverableSignature) -> [u8; 64] {
    [signature.r, signature.s].concat().try_into().unwrap()
}

/// A signature as the chain writes it: 27 + 4 + recovery id, r, s.
fn compact(bytes: &[u8]) -> RecoverableSignature {
    RecoverableSignature {
        r: bytes[1..33].try_into().unwrap(),
        s: bytes[33..].try_into().unwrap(),
        recovery_id: bytes[0] - 31,
    }
}

#[test]
fn signing_agrees_with_the_published_rfc_6979_vectors() {
    let file = vectors("rfc6979_secp256k1.json");
    assert_eq!(file["tests"].as_array().unwrap().len(), 20);
    for test in file["tests"].as_array().unwrap() {
        let signature = key(&array(&test["secret"])).sign(&array(&test["digest"]));
        assert_eq!(joined(&signature), array(&test["signature"]));
        assert_eq!(u64::from(signature.recovery_id), test["recovery_id"].as_u64().unwrap());
    }
}

#[test]
fn signing_with_additional_data_agrees_with_the_published_vectors() {
    let file = vectors("rfc6979_secp256k1.json");
    assert_eq!(file["extra"].as_array().unwrap().len(), 15);
    for test in file["extra"].as_array().unwrap() {
        let signature =
            key(&array(&test["secret"])).sign_with(&array(&test["digest"]), &bytes(&test["data"]));
        assert_eq!(joined(&signature), array(&test["signature"]));
        assert_eq!(u64::from(signature.recovery_id), test["recovery_id"].as_u64().unwrap());
    }
}

#[test]
fn the_chains_own_signatures_recover_to_their_key() {
    let file = file("ttchain/vectors.json");
    let tests = file["signatures"].as_array().unwrap();
    assert!(!tests.is_empty());
    for test in tests {
        let (digest, signature) = (array(&test["digest"]), compact(&bytes(&test["signature"])));
        let public = key(&array(&test["secret"])).public();
        assert!(is_canonical(&signature));
        assert_eq!(recover(&digest, &signature), Ok(public));
        assert_eq!(verify(&public, &digest, &signature), Ok(()));
    }
    for test in file["keys"].as_array().unwrap() {
        assert_eq!(key(&array(&test["secret"])).public().compressed, array(&test["public"]));
    }
}

#[test]
fn canonical_means_both_numbers_between_2_247_and_2_255() {
    let number = |first: u8, second: u8| {
        let mut n = [0; 32];
        n[..2].copy_from_slice(&[first, second]);
        n
    };
    let signature = |r, s| RecoverableSignature { r, s, recovery_id: 0 };
    let good = number(0x01, 0);
    for (n, canonical) in [
        (number(0, 0x7f), false),
        (number(0, 0x80), true),
        (number(0x7f, 0xff), true),
        (number(0x80, 0), false),
    ] {
        assert_eq!(is_canonical(&signature(n, good)), canonical);
        assert_eq!(is_canonical(&signature(good, n)), canonical);
    }
}

#[test]
fn a_digest_whose_first_signature_is_not_canonical_is_signed_once_more() {
    let key = key(&[7; 32]);
    let (mut first, mut again) = (0, 0);
    for n in 0..64u8 {
        let digest = [n; 32];
        let (plain, canonical) = (key.sign(&digest), key.sign_canonical(&digest));
        assert!(is_canonical(&canonical));
        assert_eq!(recover(&digest, &canonical), Ok(key.public()));
        if is_canonical(&plain) {
            first += 1;
            assert_eq!(plain, canonical);
        } else {
            again += 1;
            assert_ne!(plain, canonical);
        }
    }
    assert!(first > 0 && again > 0, "{first} {again}");
}

#[test]
fn a_private_key_of_zero_or_the_order_is_refused() {
    assert_eq!(SecpKey::from_bytes(&[0; 32]).err(), Some(SecpError::PrivateKey));
    let order: [u8; 32] = hex::decode(ORDER).unwrap().try_into().unwrap();
    assert_eq!(SecpKey::from_bytes(&order).err(), Some(SecpError::PrivateKey));
}

#[test]
fn a_public_key_is_read_in_both_encodings_and_no_other() {
    let public = key(&[7; 32]).public();
    assert_eq!(public_key(&public.compressed), Ok(public));
    assert_eq!(public_key(&public.uncompressed), Ok(public));
    let mut hybrid = public.uncompressed;
    hybrid[0] = 6;
    for bad in
        [&[][..], &[0], &hybrid, &public.compressed[..32], &[2; 33].map(|_| 0xff), &public.uncompressed[..33]]
    {
        assert_eq!(public_key(bad), Err(SecpError::PublicKey), "{bad:02x?}");
    }
}

#[test]
fn a_signature_out_of_range_is_refused() {
    let order: [u8; 32] = hex::decode(ORDER).unwrap().try_into().unwrap();
    let good = key(&[7; 32]).sign(&[9; 32]);
    for bad in [
        RecoverableSignature { r: [0; 32], ..good },
        RecoverableSignature { s: [0; 32], ..good },
        RecoverableSignature { r: order, ..good },
        RecoverableSignature { s: order, ..good },
        RecoverableSignature { recovery_id: 4, ..good },
    ] {
        assert_eq!(recover(&[9; 32], &bad), Err(SecpError::Signature));
    }
}

#[test]
fn a_signature_over_another_digest_or_of_another_key_is_refused() {
    let good = key(&[7; 32]).sign(&[9; 32]);
    assert_eq!(verify(&key(&[7; 32]).public(), &[8; 32], &good), Err(SecpError::Mismatch));
    assert_eq!(verify(&key(&[6; 32]).public(), &[9; 32], &good), Err(SecpError::Mismatch));
}

/// A node may put the twin with high s into a block; the payment must still be recognised.
#[test]
fn the_high_s_twin_recovers_to_the_same_key_and_is_not_canonical() {
    let signature = key(&[7; 32]).sign_canonical(&[9; 32]);
    let s = NonZeroScalar::try_from(signature.s.as_slice()).unwrap();
    let high: [u8; 32] = (-*s).to_bytes().into();
    let twin = RecoverableSignature { s: high, recovery_id: signature.recovery_id ^ 1, ..signature };
    assert!(!is_canonical(&twin));
    assert_eq!(recover(&[9; 32], &twin), Ok(key(&[7; 32]).public()));
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", key(&[7; 32])), "SecpKey(..)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn what_is_signed_recovers_to_its_key(secret: [u8; 32], digest: [u8; 32]) {
        prop_assume!(SecpKey::from_bytes(&secret).is_ok());
        let key = key(&secret);
        for signature in [key.sign(&digest), key.sign_canonical(&digest)] {
            prop_assert_eq!(recover(&digest, &signature), Ok(key.public()));
            prop_assert_eq!(verify(&key.public(), &digest, &signature), Ok(()));
        }
        prop_assert!(is_canonical(&key.sign_canonical(&digest)));
        prop_assert_eq!(key.sign_canonical(&digest), key.sign_canonical(&digest));
    }

    #[test]
    fn no_bytes_make_recovery_panic(r: [u8; 32], s: [u8; 32], recovery_id: u8, digest: [u8; 32]) {
        let _ = recover(&digest, &RecoverableSignature { r, s, recovery_id });
    }
}
