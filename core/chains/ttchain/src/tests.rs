//! The room's specification: published vectors, what a real node said, random transactions, refusals.

mod captures;
mod published;
mod random;
mod refusals;
mod strategies;
mod texts;
mod vectors;

use crate::{ChainId, Network, Owner, Signed, recoverable};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use serde_json::Value;
use std::path::PathBuf;
use tongtong_types::{BodyDigest, SecpPublicKey};

fn vector_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors/ttchain").join(name)
}

fn read_json(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(vector_path(name)).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name}"))
}

fn bytes(value: &Value, name: &str) -> Vec<u8> {
    hex::decode(text(value, name)).unwrap()
}

fn array<const N: usize>(hex_text: &str) -> [u8; N] {
    hex::decode(hex_text).unwrap().try_into().unwrap()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name}"))
}

/// The main net's data under another chain id or prefix.
fn network(prefix: &str, chain_id: &str) -> Network {
    let chain_id = ChainId::from_hex(chain_id).unwrap();
    Network { prefix: prefix.to_owned(), chain_id, ..Network::main_net() }
}

fn both_encodings(key: &VerifyingKey) -> SecpPublicKey {
    SecpPublicKey {
        compressed: key.to_sec1_point(true).as_bytes().try_into().unwrap(),
        uncompressed: key.to_sec1_point(false).as_bytes().try_into().unwrap(),
    }
}

fn key_of_bytes(compressed: &[u8]) -> SecpPublicKey {
    both_encodings(&VerifyingKey::from_sec1_bytes(compressed).unwrap())
}

fn recover(digest: &BodyDigest, signature: &[u8; 65]) -> SecpPublicKey {
    let signature = recoverable(signature).unwrap();
    let id = RecoveryId::from_byte(signature.recovery_id).unwrap();
    let signature = Signature::from_scalars(signature.r, signature.s).unwrap();
    both_encodings(&VerifyingKey::recover_from_prehash(digest.bytes(), &signature, id).unwrap())
}

/// Who signed for `chain`, in the order of the signatures.
fn signers(signed: &Signed, chain: &ChainId) -> Vec<Owner> {
    let digest = signed.transaction.body_digest(chain);
    signed.signatures.iter().map(|signature| Owner::of(&recover(&digest, signature))).collect()
}
