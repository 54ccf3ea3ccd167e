use super::*;
use crate::testing::{array, bytes, vectors};
use proptest::prelude::*;
use shake::Shake128;
use shake::digest::{ExtendableOutput, Update, XofReader};
use static_assertions::assert_not_impl_any;

assert_not_impl_any!(CellKey: Clone, PartialEq, serde::Serialize);
assert_not_impl_any!(LookupKey: Clone, PartialEq, serde::Serialize);

fn key(bytes: [u8; 32]) -> CellKey {
    CellKey::new(Secret::init_with(|buf| *buf = bytes))
}

#[test]
fn sealing_agrees_with_the_published_vectors() {
    for test in vectors("xaes_256_gcm.json")["tests"].as_array().unwrap() {
        let nonce: [u8; 24] = test["nonce"].as_str().unwrap().as_bytes().try_into().unwrap();
        let (aad, text) = (test["aad"].as_str().unwrap(), test["plaintext"].as_str().unwrap());
        let key = key(array(&test["key"]));
        let sealed = key.seal(aad.as_bytes(), text.as_bytes(), nonce).unwrap();
        assert_eq!(sealed[..24], nonce);
        assert_eq!(sealed[24..], bytes(&test["ciphertext"]));
        assert_eq!(key.open(aad.as_bytes(), &sealed).unwrap().as_slice(), text.as_bytes());
    }
}

#[test]
fn ten_thousand_sealings_agree_with_the_published_hash() {
    let accumulated = &vectors("xaes_256_gcm.json")["accumulated"];
    let mut random = Shake128::default().finalize_xof();
    let mut hash = Shake128::default();
    fn draw<const N: usize>(random: &mut impl XofReader) -> [u8; N] {
        let mut out = [0; N];
        random.read(&mut out);
        out
    }
    fn variable(random: &mut impl XofReader) -> Vec<u8> {
        let mut out = vec![0; usize::from(draw::<1>(random)[0])];
        random.read(&mut out);
        out
    }
    for _ in 0..accumulated["iterations"].as_u64().unwrap() {
        let (key, nonce) = (key(draw(&mut random)), draw::<24>(&mut random));
        let (plaintext, aad) = (variable(&mut random), variable(&mut random));
        hash.update(&key.seal(&aad, &plaintext, nonce).unwrap()[24..]);
    }
    assert_eq!(draw::<32>(&mut hash.finalize_xof()), array(&accumulated["hash"]));
}

#[test]
fn a_cell_moved_to_another_place_is_refused() {
    let sealed = key([1; 32]).seal(b"contacts/1/name", b"Kim", [2; 24]).unwrap();
    assert_eq!(key([1; 32]).open(b"contacts/2/name", &sealed).err(), Some(CellError::Refused));
}

#[test]
fn a_cell_of_another_key_is_refused() {
    let sealed = key([1; 32]).seal(b"", b"Kim", [2; 24]).unwrap();
    assert_eq!(key([3; 32]).open(b"", &sealed).err(), Some(CellError::Refused));
}

#[test]
fn every_flipped_byte_of_a_cell_is_refused() {
    let sealed = key([1; 32]).seal(b"place", b"Kim", [2; 24]).unwrap();
    for at in 0..sealed.len() {
        let mut bad = sealed.clone();
        bad[at] ^= 0x10;
        assert_eq!(key([1; 32]).open(b"place", &bad).err(), Some(CellError::Refused), "byte {at}");
    }
}

#[test]
fn a_cell_cut_short_is_refused() {
    let sealed = key([1; 32]).seal(b"place", b"Kim", [2; 24]).unwrap();
    for length in 0..sealed.len() {
        let expected = if length < OVERHEAD { CellError::Truncated } else { CellError::Refused };
        assert_eq!(key([1; 32]).open(b"place", &sealed[..length]).err(), Some(expected));
    }
}

#[test]
fn equal_values_are_found_under_one_key_only() {
    let column = |byte| LookupKey::new(Secret::init_with(|buf| buf.fill(byte)));
    assert_eq!(lookup_hash(&column(1), b"+821012345678"), lookup_hash(&column(1), b"+821012345678"));
    assert_ne!(lookup_hash(&column(1), b"+821012345678"), lookup_hash(&column(1), b"+821012345679"));
    assert_ne!(lookup_hash(&column(1), b"+821012345678"), lookup_hash(&column(2), b"+821012345678"));
}

#[test]
fn debug_shows_no_key() {
    assert_eq!(format!("{:?}", key([0xab; 32])), "CellKey(..)");
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(
        secret: [u8; 32],
        nonce: [u8; 24],
        aad in proptest::collection::vec(any::<u8>(), 0..100),
        value in proptest::collection::vec(any::<u8>(), 0..1_000),
    ) {
        let sealed = key(secret).seal(&aad, &value, nonce).unwrap();
        prop_assert_eq!(sealed.len(), value.len() + OVERHEAD);
        let opened = key(secret).open(&aad, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), value.as_slice());
    }

    #[test]
    fn no_input_opens_or_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(key([1; 32]).open(b"", &bytes).is_err());
    }
}
