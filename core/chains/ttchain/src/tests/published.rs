//! `published.json` and `genesis_pairs.tsv`: what others published.

use super::{array, bytes, key_of_bytes, list, network, read_json, recover, signers, text, vector_path};
use crate::json::read_time;
use crate::operation::{AccountKind, AccountMeta, PublicData, RegisterAccount};
use crate::{
    BalanceId, Condition, Layout, Network, Operation, Owner, PublicKey, Signed, Transaction, WireError, wif,
};
use k256::ecdsa::SigningKey;
use serde_json::Value;

fn file() -> Value {
    read_json("published.json")
}

fn payment(expiration: &str, from: BalanceId, withdraw: i64, to: Owner, deposit: i64) -> Transaction {
    let mut transaction = Transaction::new(read_time(expiration).unwrap());
    transaction.operations = vec![
        Operation::Withdraw { balance: from, amount: withdraw, claim_input: Vec::new() },
        Operation::Deposit { amount: deposit, condition: Condition::signature(to, 0) },
    ];
    transaction
}

#[test]
fn a_real_transaction_of_a_sibling_chain_has_its_id() {
    let file = file();
    assert_eq!(list(&file, "current_layout").len(), 1);
    for entry in list(&file, "current_layout") {
        let transaction = payment(
            text(entry, "expiration"),
            BalanceId::new(array(text(entry, "withdraw_balance_id"))),
            entry["withdraw"].as_i64().unwrap(),
            Owner::new(array(text(entry, "deposit_owner20"))),
            entry["deposit"].as_i64().unwrap(),
        );
        let signed = Signed { transaction, signatures: vec![array(text(entry, "signature"))] };
        assert_eq!(signed.id().to_string(), text(entry, "id"));
        // It is of the older generation: without a reserved number, and read by both layouts.
        assert_eq!(Signed::unpack(&signed.pack(), Layout::V1), Ok(signed));
    }
}

#[test]
fn a_published_preimage_is_unsigned_bytes_and_chain_id() {
    let entry = &file()["digest_preimage"];
    let achain = network("ACT", text(entry, "chain_id"));
    let preimage = bytes(entry, "hex");
    let (body, chain) = preimage.split_at(preimage.len() - 32);
    assert_eq!(chain, achain.chain_id.bytes());
    let transaction = Transaction::unpack(body, Layout::V1).unwrap();
    assert_eq!(transaction.pack(), body);
    let digest = transaction.body_digest(&achain.chain_id);
    assert_eq!(digest.bytes().as_slice(), <sha2::Sha256 as sha2::Digest>::digest(&preimage).as_slice());
}

#[test]
fn a_published_signature_names_the_owner_of_what_it_withdraws() {
    let entry = &file()["signature_2017"];
    let achain = network("ACT", text(entry, "chain_id"));
    let with_prefix = |member: &str| format!("ACT{}", entry[member][0].as_str().unwrap());
    let from = achain.parse_balance_id(&with_prefix("withdraw")).unwrap();
    let to = achain.parse_address(&with_prefix("deposit")).unwrap();
    let (withdraw, deposit) = (entry["withdraw"][1].as_i64().unwrap(), entry["deposit"][1].as_i64().unwrap());
    let transaction = payment(text(entry, "expiration"), from, withdraw, to, deposit);

    let digest = transaction.body_digest(&achain.chain_id);
    let signature = array(text(entry, "signature"));
    let key = recover(&digest, &signature);
    assert_eq!(hex::encode(key.compressed), text(entry, "recovers_public_key"));
    assert_eq!(Condition::signature(Owner::of(&key), 0).balance_id(), from);
    let signed = Signed { transaction, signatures: vec![signature] };
    assert_eq!(signers(&signed, &achain.chain_id), [Owner::of(&key)]);
    assert_eq!(signed.id().to_string(), "21c7c0dc24c47013f67a54fe9a951264b14fb49a");
}

/// The layout of 2016 has no balance type in a condition and no result fields, so none of its transactions
/// is one of today's. What still holds is checked: the id rule, and that the bytes are refused by name.
#[test]
fn the_layout_of_2016_keeps_the_id_rule_and_is_refused() {
    let entry = &file()["layout_2016"];
    let refusals: Vec<WireError> = list(entry, "transactions")
        .iter()
        .map(|transaction| {
            let signed = bytes(transaction, "signed");
            assert_eq!(hex::encode(crate::hash::short_hash(&signed)), text(transaction, "id"));
            Signed::unpack(&signed, Layout::V2).unwrap_err()
        })
        .collect();
    // Four transfers: the byte where today's balance type stands is the length of the owner, 21. The last
    // one registers an account and fails further on, where today's result fields would stand.
    let transfer = WireError::BalanceType(21);
    assert_eq!(refusals[..4], [transfer, transfer, transfer, transfer]);
    assert_eq!(refusals.len(), 5);
    assert_eq!(refusals[4], WireError::Truncated);
}

/// The registration in the last transaction of 2016 has today's layout: read alone, it is whole.
#[test]
fn a_published_registration_is_read() {
    let file = file();
    let entry = list(&file["layout_2016"], "transactions").last().unwrap().clone();
    let signed = bytes(&entry, "signed");
    let (start, length) = (16, 0x4e + 2);
    let operation = &signed[start..start + length];
    let mut body = Transaction::new(0).pack();
    // One operation in the place of none.
    assert_eq!(body[15], 0);
    body.splice(15..16, [&[1], operation].concat());
    let transaction = Transaction::unpack(&body, Layout::V2).unwrap();
    assert_eq!(transaction.pack(), body);
    let [Operation::RegisterAccount(account)] = transaction.operations.as_slice() else { panic!() };
    let RegisterAccount { name, public_data, owner_key, active_key, delegate_pay_rate, meta_data } = account;
    assert_eq!((name.as_str(), public_data), ("sy234", &PublicData::Text(String::new())));
    assert_eq!((owner_key.bytes()[0], active_key.bytes()[0], *delegate_pay_rate), (2, 3, 255));
    assert_eq!(*meta_data, Some(AccountMeta { kind: AccountKind::Titan, data: Vec::new() }));
    let main = Network::main_net();
    assert_eq!(Transaction::from_json(&transaction.to_json(&main), &main), Ok(transaction));
}

#[test]
fn published_key_texts_have_their_public_keys() {
    let family = network("", "6a1cb528f6e797e58913bff7a45cdd4709be75114ccd1ccb0e611b808f4d1b75");
    let file = file();
    assert_eq!(list(&file, "wif").len(), 3);
    for entry in list(&file, "wif") {
        let secret = wif::decode(text(entry, "wif")).unwrap();
        assert_eq!(wif::encode(&secret).as_str(), text(entry, "wif"));
        let key = SigningKey::from_slice(secret.as_slice()).unwrap();
        let public = key_of_bytes(&key.verifying_key().to_sec1_bytes());
        let shown = family.public_key_text(&PublicKey::from(&public));
        assert_eq!(shown, text(entry, "public_key_without_prefix"));
    }
}

#[test]
fn every_delegate_of_the_genesis_has_its_texts() {
    let main = Network::main_net();
    let table = std::fs::read_to_string(vector_path("genesis_pairs.tsv")).unwrap();
    let mut seen = 0;
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, key, key_text, address, _balance] = columns.as_slice() else { panic!("{line}") };
        let public = PublicKey::read(array(key)).unwrap();
        assert_eq!(main.public_key_text(&public), *key_text, "{name}");
        assert_eq!(main.parse_public_key(key_text), Ok(public), "{name}");
        assert_eq!(main.address(&public.owner()).text(), *address, "{name}");
        assert_eq!(main.parse_address(address), Ok(public.owner()), "{name}");
        seen += 1;
    }
    println!("genesis pairs: {seen}");
    assert_eq!(seen, 30);
}
