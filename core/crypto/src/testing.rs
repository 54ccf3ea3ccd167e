//! Published vectors, as the tests read them.

use serde_json::Value;

/// A file of `tests/vectors/crypto`.
pub(crate) fn vectors(name: &str) -> Value {
    file(&format!("crypto/{name}"))
}

/// A file of `tests/vectors`.
pub(crate) fn file(name: &str) -> Value {
    let path = format!("{}/../../tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The bytes of a hex text.
pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

/// The bytes of a hex text of known length.
pub(crate) fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().unwrap()
}
