use super::*;
use crate::testing::{array, bytes, vectors};

#[test]
fn hkdf_agrees_with_the_published_vectors() {
    let file = vectors("hkdf_sha512.json");
    let tests = file["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 72);
    for test in tests {
        let (ikm, salt, info) = (bytes(&test["ikm"]), bytes(&test["salt"]), bytes(&test["info"]));
        let whole: Secret<64> = hkdf_sha512(&salt, &[&ikm], &[&info]);
        let okm = bytes(&test["okm"]);
        assert_eq!(whole.expose()[..okm.len()], okm, "{}", test["tcId"]);
    }
}

#[test]
fn a_shorter_key_is_the_beginning_of_a_longer_one_and_parts_are_joined() {
    let whole: Secret<64> = hkdf_sha512(b"salt", &[b"input"], &[b"info"]);
    let short: Secret<32> = hkdf_sha512(b"salt", &[b"in", b"put"], &[b"in", b"fo"]);
    assert_eq!(whole.expose()[..32], short.expose()[..]);
}

#[test]
fn hmac_sha512_256_agrees_with_the_published_vectors() {
    let file = vectors("hmac_sha512_256.json");
    let tests = file["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 33);
    for test in tests {
        let tag = hmac_sha512_256(&bytes(&test["key"]), &[&bytes(&test["msg"])]);
        assert_eq!(tag, array(&test["tag"]), "{}", test["tcId"]);
    }
}
