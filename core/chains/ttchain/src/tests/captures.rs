//! What a real node of version 2.0 was sent and said (`captures/`), on a private chain of its own.

use super::{network, read_json, signers, vector_path};
use crate::json::JsonError;
use crate::{Condition, Layout, Network, Operation, Signed, WireError, effects};
use serde_json::Value;
use std::collections::BTreeMap;

fn private_chain() -> Network {
    network("TTC", "7c16eb237d5ccb3763644b6356ba529fdbdf76d2e17cc59ce0247e05041a1213")
}

fn captures() -> BTreeMap<String, Value> {
    let files = std::fs::read_dir(vector_path("captures")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.map(|name| (name.clone(), read_json(&format!("captures/{name}")))).collect()
}

/// The body as JSON, where it is JSON.
fn body(capture: &Value, member: &str) -> Option<Value> {
    serde_json::from_str(capture.get(member)?.as_str()?).ok()
}

/// Every captured request that carries a transaction: its file, the transaction, the answer.
fn broadcasts() -> Vec<(String, Value, Value)> {
    captures()
        .into_iter()
        .filter_map(|(name, capture)| {
            let request = body(&capture, "request_body")?;
            let sent = request["method"].as_str()?.contains("broadcast_transaction");
            sent.then(|| (name, request["params"][0].clone(), body(&capture, "response_body").unwrap()))
        })
        .collect()
}

#[test]
fn every_broadcast_packs_to_the_id_that_the_node_gave() {
    let network = private_chain();
    let (mut with_id, mut refused) = (0, 0);
    let broadcasts = broadcasts();
    for (name, sent, answer) in &broadcasts {
        let signed = Signed::from_json(sent, &network).unwrap_or_else(|error| panic!("{name}: {error}"));
        match answer["result"].as_str() {
            Some(id) => {
                with_id += 1;
                assert_eq!(signed.id().to_string(), id, "{name}");
            }
            None => refused += 1,
        }
        // The one that is over a limit of the chain is the one that the node refused for that.
        match Signed::unpack(&signed.pack(), Layout::V2) {
            Ok(again) => assert_eq!(again, signed, "{name}"),
            Err(error) => {
                assert_eq!(name, "58_memo_2049.json");
                assert_eq!(error, WireError::TooMany { limit: crate::limits::MEMO });
            }
        }
    }
    println!("broadcasts: {} ({with_id} with an id, {refused} refused by the node)", broadcasts.len());
    assert_eq!((broadcasts.len(), with_id, refused), (50, 40, 10));
}

#[test]
fn what_we_write_is_what_was_sent() {
    let network = private_chain();
    for (name, mut sent, _) in broadcasts() {
        let written = Signed::from_json(&sent, &network).unwrap().to_json(&network);
        with_large_numbers_as_text(&mut sent);
        assert_eq!(written, sent, "{name}");
    }
}

/// The requests were written with every number plain; a node writes those over 2^32-1 as texts.
fn with_large_numbers_as_text(value: &mut Value) {
    match value {
        Value::Number(number) if number.as_u64().is_some_and(|n| n > u64::from(u32::MAX)) => {
            *value = Value::String(number.to_string());
        }
        Value::Array(list) => list.iter_mut().for_each(with_large_numbers_as_text),
        Value::Object(map) => map.values_mut().for_each(with_large_numbers_as_text),
        _ => {}
    }
}

/// Transactions inside an answer.
fn transactions<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| transactions(value, found)),
        Value::Object(map) => {
            if map.contains_key("operations") && map.contains_key("signatures") {
                found.push(value);
            }
            map.values().for_each(|value| transactions(value, found));
        }
        _ => {}
    }
}

#[test]
fn every_transaction_that_the_node_wrote_is_read_and_written_alike() {
    let network = private_chain();
    let (mut read, mut results) = (0, 0);
    for (name, capture) in captures() {
        let Some(answer) = body(&capture, "response_body") else { continue };
        let mut found = Vec::new();
        transactions(&answer, &mut found);
        for value in found {
            match Signed::from_json(value, &network) {
                Ok(signed) => {
                    read += 1;
                    assert_eq!(signed.to_json(&network), *value, "{name}");
                    assert_eq!(Signed::unpack(&signed.pack(), Layout::V2), Ok(signed), "{name}");
                }
                Err(error) => {
                    // Results of contract calls are made by producers; a wallet never packs one.
                    results += 1;
                    assert_eq!(error, JsonError::Operation, "{name}");
                    assert_ne!(value["result_trx_type"], "origin_transaction", "{name}");
                }
            }
        }
    }
    println!("transactions in answers: {read} read, {results} contract results not read");
    assert_eq!((read, results), (38, 5));
}

#[test]
fn transactions_that_the_node_names_have_that_id() {
    let network = private_chain();
    let mut seen = 0;
    for (name, capture) in captures() {
        let Some(answer) = body(&capture, "response_body") else { continue };
        let result = &answer["result"];
        let named = match (result[0].as_str(), result[1].get("trx")) {
            (Some(id), Some(value)) => Some((id, value)),
            _ => result["entry_id"].as_str().zip(result.get("trx")),
        };
        let Some((id, value)) = named else { continue };
        let Ok(signed) = Signed::from_json(value, &network) else { continue };
        assert_eq!(signed.id().to_string(), id, "{name}");
        seen += 1;
    }
    println!("transactions named by the node: {seen}");
    assert_eq!(seen, 23);
}

#[test]
fn every_balance_that_the_node_lists_has_the_id_of_its_condition() {
    let network = private_chain();
    let mut seen = 0;
    for (name, capture) in captures() {
        let Some(Value::Array(list)) = body(&capture, "response_body").map(|answer| answer["result"].clone())
        else {
            continue;
        };
        for pair in list {
            let (Some(id), Some(condition)) = (pair[0].as_str(), pair[1].get("condition")) else { continue };
            let condition_read = Condition::from_json(condition, &network).unwrap();
            assert_eq!(network.balance_id_text(&condition_read.balance_id()), id, "{name}");
            assert_eq!(condition_read.to_json(&network), *condition, "{name}");
            seen += 1;
        }
    }
    println!("balances listed by the node: {seen}");
    assert_eq!(seen, 9);
}

#[test]
fn signatures_are_over_the_chain_that_the_node_is_on() {
    let network = private_chain();
    let find = |name: &str| {
        let (_, sent, _) = broadcasts().into_iter().find(|(file, ..)| file == name).unwrap();
        Signed::from_json(&sent, &network).unwrap()
    };
    let owns = |signed: &Signed, chain: &Network| {
        let sources = effects(&signed.transaction).unwrap().withdraws;
        let signed_for: Vec<_> = signers(signed, &chain.chain_id)
            .into_iter()
            .map(|owner| Condition::signature(owner, 0).balance_id())
            .collect();
        sources.iter().all(|(balance, _)| signed_for.contains(balance))
    };
    for name in ["40_broadcast_transfer.json", "76_two_inputs_two_keys.json", "77_sub_address.json"] {
        assert!(owns(&find(name), &network), "{name}");
    }
    // A high s, and a signature too many, still name the owner.
    for name in ["54_high_s_signature.json", "56_extra_signature.json", "57_same_signature_twice.json"] {
        assert!(owns(&find(name), &network), "{name}");
    }
    // These the node refused: signed by another key, by nobody, or for another chain.
    for name in ["44_wrong_key.json", "45_no_signature.json", "46_wrong_chain_id.json"] {
        assert!(!owns(&find(name), &network), "{name}");
    }
    assert!(owns(&find("46_wrong_chain_id.json"), &Network::main_net()));
}

#[test]
fn one_body_has_one_digest_however_it_is_signed() {
    let network = private_chain();
    let find = |name: &str| {
        let (_, sent, _) = broadcasts().into_iter().find(|(file, ..)| file == name).unwrap();
        Signed::from_json(&sent, &network).unwrap()
    };
    // The replays that a 2.0 node paid again: other ids, the same payment.
    let [a, b, c] = [
        "61_replay_same_body_high_s.json",
        "62_replay_same_body_sig_twice.json",
        "63_replay_same_id_after_block.json",
    ]
    .map(find);
    let digest = |signed: &Signed| signed.transaction.body_digest(&network.chain_id);
    assert_eq!(digest(&a), digest(&b));
    assert_eq!(digest(&a), digest(&c));
    assert!(a.id() != b.id() && b.id() != c.id() && a.id() != c.id());
}

#[test]
fn a_sub_address_and_an_asset_with_its_fee_are_read_back() {
    let network = private_chain();
    let find = |name: &str| {
        let (_, sent, _) = broadcasts().into_iter().find(|(file, ..)| file == name).unwrap();
        Signed::from_json(&sent, &network).unwrap().transaction
    };
    let sub = find("77_sub_address.json");
    let payee = network.parse_payee(&sub.alp_account).unwrap();
    let read = effects(&sub).unwrap();
    assert_eq!(read.sub_address, payee.sub_address);
    assert_eq!(read.deposits, [(payee.owner, 0, 1_000_000)]);

    // An asset pays nothing of itself; the fee is the coin that is not laid down again.
    let asset = find("C6_hand_asset_transfer_ttc_fee.json");
    let read = effects(&asset).unwrap();
    let asset_of = |id: &crate::BalanceId| {
        let key_1 = network.parse_address("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk").unwrap();
        [0, 1].into_iter().find(|asset| Condition::signature(key_1, *asset).balance_id() == *id)
    };
    let fees: Vec<_> = read.fees(asset_of).unwrap().into_iter().collect();
    assert_eq!(fees.len(), 1);
    assert_eq!(fees[0].0, 0);
    assert!(fees[0].1 > 0);
}

#[test]
fn a_token_call_stands_alone_and_pays_its_limit() {
    let network = private_chain();
    let (_, sent, _) =
        broadcasts().into_iter().find(|(file, ..)| file == "A0_hand_call_transfer_to.json").unwrap();
    let signed = Signed::from_json(&sent, &network).unwrap();
    let [Operation::CallContract(call)] = signed.transaction.operations.as_slice() else { panic!() };
    assert_eq!(call.balances.values().sum::<i64>(), call.cost_limit.amount + call.transaction_fee.amount);
    assert_eq!(signers(&signed, &network.chain_id), [call.caller.owner()]);
}
