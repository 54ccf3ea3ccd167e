//! TTChain's bytes: the vectors, and what the real node was sent.

use crate::asking::{ask, code, json_file, one, text};
use serde_json::{Value, json};
use std::path::Path;

const MAIN: &str = "c5f6ef2d37c95432404cef9704663f23f1d043159e8c4ed3f98a209edd929fd7";

fn vectors() -> Value {
    json_file("ttchain/vectors.json")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap()
}

fn pack(tx: &Value) -> Value {
    json!({ "op": "ttc.pack", "tx": tx })
}

fn unpack(hex: &str, signed: bool) -> Value {
    json!({ "op": "ttc.unpack", "hex": hex, "signed": signed })
}

#[test]
fn every_vector_is_unpacked_and_packed_to_its_bytes() {
    let vectors = vectors();
    let transactions = list(&vectors, "transactions");
    assert_eq!(transactions.len(), 8);
    for entry in transactions {
        let (name, unsigned) = (text(entry, "name"), text(entry, "unsigned"));
        let tx = one(unpack(unsigned, false))["tx"].clone();
        assert_eq!(text(&one(pack(&tx)), "unsigned"), unsigned, "{name}");
        assert!(tx.get("signatures").is_none(), "{name}");

        let signed = one(unpack(text(entry, "raw"), true))["tx"].clone();
        assert_eq!(signed["signatures"], entry["signatures"], "{name}");
        // Signatures are not among the bytes that are signed.
        assert_eq!(text(&one(pack(&signed)), "unsigned"), unsigned, "{name}");
    }
}

#[test]
fn the_json_of_every_vector_is_packed_to_its_bytes() {
    let vectors = vectors();
    let mut seen = 0;
    for entry in list(&vectors, "transactions").iter().filter(|entry| entry.get("json").is_some()) {
        seen += 1;
        assert_eq!(text(&one(pack(&entry["json"])), "unsigned"), text(entry, "unsigned"));
    }
    assert_eq!(seen, 4);
}

#[test]
fn every_vector_is_signed_over_its_digest_by_whom_it_says() {
    let vectors = vectors();
    for entry in list(&vectors, "transactions") {
        let name = text(entry, "name");
        let tx = one(unpack(text(entry, "unsigned"), false))["tx"].clone();
        let keys: Vec<&str> = list(&vectors, "keys").iter().take(2).map(|key| text(key, "secret")).collect();
        let question = json!({ "op": "ttc.sign", "chain_id": MAIN, "tx": tx, "keys": keys });
        let answers = ask(&[question.clone(), question]);
        assert_eq!(answers[0], answers[1], "{name}: the same twice");
        let answer = &answers[0];
        assert_eq!(text(answer, "digest"), text(entry, "digest"), "{name}");
        let signatures = list(answer, "signatures");
        assert_eq!(signatures.len(), keys.len(), "{name}");
        for signature in signatures {
            is_canonical(signature.as_str().unwrap());
        }
        // What was signed is what is read: the transaction, and these signatures.
        let mut expected = tx;
        expected["signatures"] = answer["signatures"].clone();
        assert_eq!(one(unpack(text(answer, "signed"), true))["tx"], expected, "{name}");
        assert_eq!(text(answer, "id").len(), 40);
    }
}

/// 65 bytes: 31 or 32, then r and s, both in [2^247, 2^255).
fn is_canonical(signature: &str) {
    assert_eq!(signature.len(), 130);
    assert!(matches!(&signature[..2], "1f" | "20"), "{signature}");
    for half in [&signature[2..66], &signature[66..]] {
        let first = u16::from_str_radix(&half[..4], 16).unwrap();
        assert!((0x0080..0x8000).contains(&first), "{signature}");
    }
}

#[test]
fn signatures_stand_in_the_order_of_the_keys_and_make_the_id() {
    let vectors = vectors();
    let tx = &list(&vectors, "transactions")[0]["json"];
    let [first, second, _] = &list(&vectors, "keys")[..] else { panic!("three keys") };
    let sign = |keys: &[&Value]| {
        let keys: Vec<&str> = keys.iter().map(|key| text(key, "secret")).collect();
        one(json!({ "op": "ttc.sign", "chain_id": MAIN, "tx": tx, "keys": keys }))
    };
    let (here, there) = (sign(&[first, second]), sign(&[second, first]));
    assert_eq!(here["signatures"][0], there["signatures"][1]);
    assert_eq!(here["signatures"][1], there["signatures"][0]);
    assert_eq!(here["digest"], there["digest"]);
    assert_ne!(here["id"], there["id"], "the id covers the signatures");
    let none = sign(&[]);
    assert_eq!(list(&none, "signatures").len(), 0);
    assert_eq!(text(&none, "signed"), format!("{}00", text(&list(&vectors, "transactions")[0], "unsigned")));
}

#[test]
fn another_chain_is_another_digest() {
    let vectors = vectors();
    let tx = &list(&vectors, "transactions")[0]["json"];
    let key = text(&list(&vectors, "keys")[0], "secret");
    let sign = |chain: &str| one(json!({ "op": "ttc.sign", "chain_id": chain, "tx": tx, "keys": [key] }));
    let achain = "6a1cb528f6e797e58913bff7a45cdd4709be75114ccd1ccb0e611b808f4d1b75";
    assert_ne!(sign(MAIN)["digest"], sign(achain)["digest"]);
}

#[test]
fn balances_have_their_ids() {
    let vectors = vectors();
    for key in list(&vectors, "keys") {
        for asset in [0, 1] {
            let owner = text(key, "address");
            let question = |slate: Value| json!({ "op": "ttc.balance_id", "owner": owner, "asset_id": asset, "slate_id": slate });
            let without = json!({ "op": "ttc.balance_id", "owner": owner, "asset_id": asset });
            let answers = ask(&[question(json!("0")), question(json!(0)), without]);
            let expected = json!({
                "balance_id": key[format!("balance_id_asset{asset}")],
                "balance_id_text": key[format!("balance_id_asset{asset}_text")],
            });
            assert!(answers.iter().all(|answer| *answer == expected), "{answers:?}");
        }
    }
    // A vote is another balance; so says the vector that votes.
    let owner = text(&list(&vectors, "keys")[0], "address");
    let slate = text(&vectors["slate"], "slate_id");
    let voting = one(json!({ "op": "ttc.balance_id", "owner": owner, "asset_id": 0, "slate_id": slate }));
    assert_ne!(voting["balance_id"], list(&vectors, "keys")[0]["balance_id_asset0"]);
    let sub_address = format!("{owner}{}", "0".repeat(32));
    let refused = one(json!({ "op": "ttc.balance_id", "owner": sub_address, "asset_id": 0 }));
    assert_eq!(code(&refused), "address_sub_address");
}

#[test]
fn the_reserved_number_decides_the_layout() {
    let vectors = vectors();
    let mut tx = list(&vectors, "transactions")[0]["json"].clone();
    let with = text(&one(pack(&tx)), "unsigned").to_owned();
    tx.as_object_mut().unwrap().remove("reserved").unwrap();
    let without = text(&one(pack(&tx)), "unsigned").to_owned();
    assert_eq!(with.len(), without.len() + 16);
    let read = |hex: &str, layout: &str| {
        one(json!({ "op": "ttc.unpack", "hex": hex, "signed": false, "layout": layout }))
    };
    assert_eq!(code(&read(&with, "v1")), "reserved_in_v1");
    assert!(read(&with, "v2")["tx"].get("reserved").is_some());
    assert_eq!(read(&without, "v1"), read(&without, "v2"));
    assert!(read(&without, "v1")["tx"].get("reserved").is_none());
    // A number and a text of digits are one and the same.
    tx["reserved"] = json!("12345678901234567890");
    let text_form = one(pack(&tx));
    tx["reserved"] = json!(12_345_678_901_234_567_890_u64);
    assert_eq!(one(pack(&tx)), text_form);
}

#[test]
fn what_the_real_node_was_sent_is_packed_and_read_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/ttchain/captures");
    let mut sent = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let capture = json_file(&format!("ttchain/captures/{name}"));
        let request = capture["request_body"].as_str().and_then(|body| serde_json::from_str(body).ok());
        let Some(request): Option<Value> = request else { continue };
        if request["method"].as_str().is_some_and(|method| method.contains("broadcast_transaction")) {
            sent.push((name, request["params"][0].clone()));
        }
    }
    let packed = ask(&sent.iter().map(|(_, tx)| pack(tx)).collect::<Vec<_>>());
    let mut refused = Vec::new();
    let mut read = Vec::new();
    for ((name, tx), answer) in sent.iter().zip(&packed) {
        match answer.get("unsigned") {
            Some(hex) => read.push((name, tx, hex.as_str().unwrap())),
            None => refused.push((name.as_str(), code(answer))),
        }
    }
    // The one over the chain's limit, which the node refused too.
    assert_eq!(refused, [("58_memo_2049.json", "transaction_too_many")]);
    let answers = ask(&read.iter().map(|(.., hex)| unpack(hex, false)).collect::<Vec<_>>());
    let again = ask(&answers.iter().map(|answer| pack(&answer["tx"])).collect::<Vec<_>>());
    for ((name, tx, hex), (answer, again)) in read.iter().zip(answers.iter().zip(&again)) {
        assert_eq!(
            answer["tx"]["operations"].as_array().map(Vec::len),
            tx["operations"].as_array().map(Vec::len)
        );
        assert_eq!(text(again, "unsigned"), *hex, "{name}");
    }
    println!("captures: {} packed, {} refused", read.len(), refused.len());
    assert_eq!(read.len(), 49);
}

#[test]
fn fees_are_the_profiles() {
    let table = [
        ("TTC", json!("1000000"), "10000"),
        ("TTC", json!(1_000_000), "10000"),
        ("TTC", json!("0"), "10000"),
        ("TTC", json!("2000000"), "10000"),
        ("TTC", json!("2000199"), "10000"),
        ("TTC", json!("2000200"), "10001"),
        ("TTC", json!("123456789"), "617283"),
        ("TTC", json!("1000000000000000"), "5000000000000"),
        ("TTC", json!("18446744073709551615"), "92233720368547758"),
        // In the asset itself, and at least ten of it.
        ("TTM", json!("100000"), "1000000"),
        ("TTM", json!("1000000000"), "5000000"),
        ("TTMI", json!("200000000"), "1000000"),
    ];
    for (asset, amount, fee) in table {
        let answer = one(json!({ "op": "ttc.fee", "asset": asset, "amount": amount }));
        assert_eq!(answer, json!({ "fee": fee, "asset": asset }), "{amount} of {asset}");
    }
}
