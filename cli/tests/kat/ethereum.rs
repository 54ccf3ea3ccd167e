//! `eth.sign`: the bytes that public libraries sign.

use crate::asking::{ask, code, json_file, one, text};
use serde_json::{Value, json};

fn question(entry: &Value) -> Value {
    json!({ "op": "eth.sign", "chain_id": entry["chain_id"], "tx": entry["tx"], "key": entry["key"] })
}

#[test]
fn the_example_of_eip_155_has_its_bytes() {
    let vector = json_file("ethereum/eip155.json");
    assert_eq!(text(&one(question(&vector)), "raw"), format!("0x{}", text(&vector, "raw")));
}

#[test]
fn what_a_public_library_signed_is_signed_to_the_same_bytes() {
    let vectors = json_file("ethereum/signed.json");
    let tests = vectors["tests"].as_array().unwrap();
    assert!(tests.len() >= 20);
    let questions: Vec<Value> = tests.iter().map(question).collect();
    for (entry, answer) in tests.iter().zip(ask(&questions)) {
        assert_eq!(text(&answer, "raw"), format!("0x{}", text(entry, "raw")), "{}", text(entry, "name"));
        assert_eq!(text(&answer, "hash"), format!("0x{}", text(entry, "hash")), "{}", text(entry, "name"));
    }
    println!("ethereum: {} transactions", tests.len());
}

#[test]
fn a_key_may_begin_as_bytes_do_on_this_chain() {
    let vector = json_file("ethereum/eip155.json");
    let mut other = vector.clone();
    other["key"] = json!(format!("0x{}", text(&vector, "key")));
    assert_eq!(one(question(&other)), one(question(&vector)));
    other["key"] = json!(format!("0x0x{}", text(&vector, "key")));
    assert_eq!(code(&one(question(&other))), "key_form");
}

#[test]
fn data_and_input_are_one_member_with_two_names() {
    let mut vector = json_file("ethereum/eip155.json");
    let first = one(question(&vector));
    let data = vector["tx"].as_object_mut().unwrap().remove("data").unwrap();
    vector["tx"]["input"] = data;
    assert_eq!(one(question(&vector)), first);
}

#[test]
fn a_transaction_that_says_it_is_from_somebody_else_or_of_another_chain() {
    let vector = json_file("ethereum/eip155.json");
    let mut other = vector.clone();
    other["tx"]["from"] = json!("0x3535353535353535353535353535353535353535");
    assert_eq!(code(&one(question(&other))), "wrong_key");
    other["tx"]["from"] = json!("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
    assert_eq!(one(question(&other)), one(question(&vector)));
    other["tx"]["chainId"] = json!("0x5");
    assert_eq!(code(&one(question(&other))), "eth_tx_chain_id");
    other["tx"] = json!([]);
    assert_eq!(code(&one(question(&other))), "eth_tx_not_object");
}
