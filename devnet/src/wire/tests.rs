//! The published vectors and every captured request, read by the node's own code.

use super::form::{read_transaction, transaction_form};
use super::hash::owners_of;
use super::text::{hash20_text, key_text, read_hash20, read_key};
use super::time::{read_time, time_text};
use super::transaction::Transaction;
use crate::captures::{captures, vector_file};
use k256::elliptic_curve::sec1::ToSec1Point;
use proptest::prelude::*;
use serde_json::Value;

fn hex_of(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

#[test]
fn every_captured_request_with_a_transaction_is_read_and_packed_to_the_nodes_id() {
    let (mut read, mut compared) = (0, 0);
    for capture in captures() {
        let Some(form) = capture.transaction() else { continue };
        let transaction = read_transaction(&form).unwrap_or_else(|why| panic!("{}: {why}", capture.name));
        read += 1;
        assert_eq!(Transaction::read(&transaction.bytes()).unwrap(), transaction, "{}", capture.name);
        if let Some(id) = capture.result().as_ref().and_then(Value::as_str) {
            assert_eq!(hex::encode(transaction.id().0), id, "{}", capture.name);
            compared += 1;
        }
    }
    assert_eq!((read, compared), (50, 40));
}

#[test]
fn the_json_form_of_a_captured_transaction_comes_back_as_the_node_wrote_it() {
    let (mut same, mut of_the_node) = (0, 0);
    for capture in captures() {
        if let Some(form) = capture.transaction() {
            let transaction = read_transaction(&form).unwrap();
            let again = read_transaction(&transaction_form(&transaction)).unwrap();
            assert_eq!(again, transaction, "{}", capture.name);
            same += 1;
        }
        if capture.name.starts_with("14_") || capture.name.starts_with("HI_") {
            for entry in capture.result().unwrap().as_array().unwrap() {
                let transaction = read_transaction(&entry[1]).unwrap();
                assert_eq!(hex::encode(transaction.id().0), entry[0].as_str().unwrap());
                assert_eq!(transaction_form(&transaction), entry[1]);
                of_the_node += 1;
            }
        }
    }
    assert_eq!((same, of_the_node), (50, 9));
}

#[test]
fn the_worked_vectors_decode_and_their_ids_and_digests_agree() {
    let vectors = vector_file("vectors.json");
    let chain: [u8; 32] = hex_of(&vectors["chain"]["chain_id"]).try_into().unwrap();
    let transactions = vectors["transactions"].as_array().unwrap();
    assert_eq!(transactions.len(), 8);
    for vector in transactions {
        let name = vector["name"].as_str().unwrap();
        let transaction = Transaction::read(&hex_of(&vector["raw"])).unwrap();
        assert_eq!(transaction.bytes(), hex_of(&vector["raw"]), "{name}");
        assert_eq!(transaction.unsigned_bytes(), hex_of(&vector["unsigned"])[..], "{name}");
        assert_eq!(transaction.id().0[..], hex_of(&vector["id"])[..], "{name}");
        assert_eq!(transaction.digest(&chain)[..], hex_of(&vector["digest"])[..], "{name}");
        if let Some(form) = vector.get("json") {
            assert_eq!(read_transaction(form).unwrap(), transaction, "{name}");
        }
    }
}

#[test]
fn the_vectors_keys_give_their_addresses_balance_ids_and_alternative_owners() {
    let vectors = vector_file("vectors.json");
    for key in vectors["keys"].as_array().unwrap() {
        let compressed = hex_of(&key["public"]);
        let point = k256::PublicKey::from_sec1_bytes(&compressed).unwrap();
        let uncompressed = point.to_sec1_point(false);
        let [address, u56, c56, u0, c0] = owners_of(&compressed, uncompressed.as_bytes());
        assert_eq!(hash20_text(&address), key["address"].as_str().unwrap());
        let other = &key["alternative_owners"];
        assert_eq!(hex::encode(u56.0), other["uncompressed_56"].as_str().unwrap());
        assert_eq!(hex::encode(c56.0), other["compressed_56"].as_str().unwrap());
        assert_eq!(hex::encode(u0.0), other["uncompressed_0"].as_str().unwrap());
        assert_eq!(hex::encode(c0.0), other["compressed_0"].as_str().unwrap());
        let public = read_key(key["public_text"].as_str().unwrap()).unwrap();
        assert_eq!(public.0[..], compressed[..]);
        assert_eq!(key_text(&public), key["public_text"].as_str().unwrap());
        for (asset, member) in [(0, "balance_id_asset0_text"), (1, "balance_id_asset1_text")] {
            let id = super::condition::Condition::of_owner(address, asset).balance_id();
            assert_eq!(hash20_text(&id), key[member].as_str().unwrap());
        }
    }
}

#[test]
fn truncated_and_lengthened_bytes_are_no_transaction() {
    let vectors = vector_file("vectors.json");
    let raw = hex_of(&vectors["transactions"][0]["raw"]);
    for length in 0..raw.len() {
        assert!(Transaction::read(&raw[..length]).is_err(), "{length} bytes");
    }
    assert!(Transaction::read(&[&raw[..], &[0]].concat()).is_err());
}

#[test]
fn an_address_with_another_prefix_or_a_changed_letter_is_refused() {
    assert!(read_hash20("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk").is_ok());
    for text in
        ["ACTGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsj", "TTC", "xyz", ""]
    {
        assert!(read_hash20(text).is_err(), "{text}");
    }
}

#[test]
fn times_are_read_and_written_in_the_nodes_form() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00", 0),
        ("2000-02-29T23:59:59", 951_868_799),
        ("2026-11-21T05:16:18", 1_795_238_178),
        ("2106-02-07T06:28:15", u32::MAX),
    ] {
        assert_eq!(time_text(seconds), text);
        assert_eq!(read_time(text), Some(seconds));
    }
    for text in ["2026-02-29T00:00:00", "2026-11-21 05:16:18", "2026-11-21T24:00:00", "2106-02-07T06:28:16"] {
        assert_eq!(read_time(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn changed_bytes_are_refused_or_are_another_transaction_that_packs_to_itself(
        vector in 0_usize..8,
        changes in prop::collection::vec((0_usize..400, any::<u8>()), 1..6),
    ) {
        let vectors = vector_file("vectors.json");
        let mut raw = hex_of(&vectors["transactions"][vector]["raw"]);
        for (place, byte) in changes {
            let length = raw.len();
            raw[place % length] = byte;
        }
        if let Ok(transaction) = Transaction::read(&raw) {
            prop_assert_eq!(Transaction::read(&transaction.bytes()).unwrap(), transaction);
        }
    }

    #[test]
    fn random_bytes_never_break_the_reader(raw in prop::collection::vec(any::<u8>(), 0..300)) {
        let _read = Transaction::read(&raw);
    }
}
