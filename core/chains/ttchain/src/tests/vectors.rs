//! `vectors.json`, every entry.

use super::{array, both_encodings, bytes, key_of_bytes, list, network, read_json, recover, text};
use crate::reader::Reader;
use crate::writer::Writer;
use crate::{
    Condition, ContractId, Layout, Network, Operation, Owner, PublicKey, Signed, Transaction,
    effects_of_bytes, json, recoverable, signature_bytes, slate_id, wif,
};
use k256::ecdsa::SigningKey;
use std::collections::BTreeSet;
use tongtong_types::BodyDigest;

fn file() -> serde_json::Value {
    read_json("vectors.json")
}

#[test]
fn the_chain_is_the_main_net() {
    let file = file();
    let main = Network::main_net();
    assert_eq!(text(&file["chain"], "prefix"), main.prefix);
    assert_eq!(text(&file["chain"], "chain_id"), main.chain_id.to_hex());
    assert_eq!(file["chain"]["precision"].as_u64(), Some(10_u64.pow(u32::from(main.decimals))));
}

#[test]
fn keys_make_their_texts_owners_and_balances() {
    let main = Network::main_net();
    let achain = network("ACT", "6a1cb528f6e797e58913bff7a45cdd4709be75114ccd1ccb0e611b808f4d1b75");
    let file = file();
    assert_eq!(list(&file, "keys").len(), 3);
    for key in list(&file, "keys") {
        let secret: [u8; 32] = array(text(key, "secret"));
        assert_eq!(*wif::decode(text(key, "wif")).unwrap(), secret);
        assert_eq!(wif::encode(&secret).as_str(), text(key, "wif"));
        let public = both_encodings(SigningKey::from_slice(&secret).unwrap().verifying_key());
        assert_eq!(hex::encode(public.compressed), text(key, "public"));

        let public_key = PublicKey::from(&public);
        assert_eq!(main.public_key_text(&public_key), text(key, "public_text"));
        assert_eq!(main.parse_public_key(text(key, "public_text")), Ok(public_key));

        let owner = Owner::of(&public);
        assert_eq!(public_key.owner(), owner);
        assert_eq!(hex::encode(owner.bytes()), text(key, "address20"));
        assert_eq!(main.address(&owner).text(), text(key, "address"));
        assert_eq!(main.parse_address(text(key, "address")), Ok(owner));
        assert_eq!(achain.address(&owner).text(), text(key, "address_act"));

        let condition = Condition::signature(owner, 0);
        assert_eq!(hex::encode(condition.pack()), text(key, "condition_asset0"));
        for asset in [0, 1] {
            let id = Condition::signature(owner, asset).balance_id();
            let shown = text(key, &format!("balance_id_asset{asset}_text")).to_owned();
            assert_eq!(hex::encode(id.bytes()), text(key, &format!("balance_id_asset{asset}")));
            assert_eq!(main.balance_id_text(&id), shown);
            assert_eq!(main.parse_balance_id(&shown), Ok(id));
        }

        let older = ["uncompressed_56", "compressed_56", "uncompressed_0", "compressed_0"];
        for (owner, name) in Owner::older_forms(&public).iter().zip(older) {
            assert_eq!(hex::encode(owner.bytes()), text(&key["alternative_owners"], name), "{name}");
        }
    }
}

#[test]
fn signatures_name_their_key_and_come_back() {
    let file = file();
    assert_eq!(list(&file, "signatures").len(), 4);
    for entry in list(&file, "signatures") {
        let key = SigningKey::from_slice(&bytes(entry, "secret")).unwrap();
        let signature: [u8; 65] = array(text(entry, "signature"));
        let digest = BodyDigest::new(array(text(entry, "digest")));
        assert_eq!(recover(&digest, &signature), both_encodings(key.verifying_key()));
        assert_eq!(signature_bytes(&recoverable(&signature).unwrap()), Ok(signature));
    }
}

#[test]
fn a_multisig_condition_has_its_bytes_and_balance() {
    let main = Network::main_net();
    let entry = &file()["multisig"];
    let owners: BTreeSet<Owner> =
        list(entry, "owners").iter().map(|o| main.parse_address(o.as_str().unwrap()).unwrap()).collect();
    let required = u32::try_from(entry["required"].as_u64().unwrap()).unwrap();
    let condition = Condition::multisig(required, owners, 0);
    assert_eq!(hex::encode(condition.pack()), text(entry, "condition"));
    assert_eq!(hex::encode(condition.balance_id().bytes()), text(entry, "balance_id"));
    assert_eq!(main.balance_id_text(&condition.balance_id()), text(entry, "balance_id_text"));
}

#[test]
fn a_slate_is_named_by_its_set() {
    let entry = &file()["slate"];
    let ids = list(entry, "ids").iter().map(|id| i32::try_from(id.as_i64().unwrap()).unwrap()).collect();
    assert_eq!(slate_id(&ids).to_string(), text(entry, "slate_id"));
    assert_eq!(slate_id(&BTreeSet::new()), 0);
}

#[test]
fn a_contract_id_has_its_text() {
    let entry = &file()["contract"];
    let id = ContractId::new(array(text(entry, "id20")));
    assert_eq!(id.text(), text(entry, "text"));
    assert_eq!(ContractId::parse(text(entry, "text")), Ok(id));
    // Inside operations the same id wears the chain's prefix.
    let main = Network::main_net();
    assert_eq!(main.parse_contract_id(&main.contract_id_text(&id)), Ok(id));
    assert_eq!(main.contract_id_text(&id)[3..], id.text()[3..]);
}

#[test]
fn transactions_have_their_bytes_digest_signer_and_id() {
    let main = Network::main_net();
    let file = file();
    let key = key_of_bytes(&bytes(&file["keys"][0], "public"));
    assert_eq!(list(&file, "transactions").len(), 8);
    for entry in list(&file, "transactions") {
        let name = text(entry, "name");
        let unsigned = bytes(entry, "unsigned");
        let transaction = Transaction::unpack(&unsigned, Layout::V2).unwrap();
        assert_eq!(transaction.pack(), unsigned, "{name}");
        let digest = transaction.body_digest(&main.chain_id);
        assert_eq!(digest.to_string(), text(entry, "digest"), "{name}");

        let signatures: Vec<[u8; 65]> =
            list(entry, "signatures").iter().map(|s| array(s.as_str().unwrap())).collect();
        for signature in &signatures {
            assert_eq!(recover(&digest, signature), key, "{name}");
        }
        let numbers: Vec<_> = signatures.iter().map(|s| recoverable(s).unwrap()).collect();
        let signed = transaction.with_signatures(&numbers).unwrap();
        assert_eq!(signed.signatures, signatures, "{name}");
        assert_eq!(hex::encode(signed.pack()), text(entry, "raw"), "{name}");
        assert_eq!(u64::try_from(signed.pack().len()).ok(), entry["size"].as_u64(), "{name}");
        assert_eq!(signed.id().to_string(), text(entry, "id"), "{name}");
        assert_eq!(Signed::unpack(&bytes(entry, "raw"), Layout::V2).as_ref(), Ok(&signed), "{name}");
        // The JSON form of every entry comes back, also of those whose JSON is not published.
        assert_eq!(Signed::from_json(&signed.to_json(&main), &main).as_ref(), Ok(&signed), "{name}");
    }
}

#[test]
fn json_becomes_the_bytes_and_bytes_the_json() {
    let main = Network::main_net();
    let mut seen = 0;
    for entry in list(&file(), "transactions").iter().filter(|entry| entry.get("json").is_some()) {
        seen += 1;
        let name = text(entry, "name");
        let signed = Signed::from_json(&entry["json"], &main).unwrap();
        assert_eq!(hex::encode(signed.pack()), text(entry, "raw"), "{name}");
        let mut expected = entry["json"].clone();
        // The file has every number plain; a node writes those over 2^32-1 as texts.
        if let Some(reserved) = expected["reserved"].as_u64() {
            expected["reserved"] = json::write_u64(reserved);
        }
        assert_eq!(signed.to_json(&main), expected, "{name}");
    }
    assert_eq!(seen, 4);
}

#[test]
fn the_reserved_number_is_an_optional_field_of_one_layout() {
    let file = file();
    let entry = |name: &str| {
        list(&file, "transactions").iter().find(|entry| text(entry, "name") == name).unwrap().clone()
    };
    let with = bytes(&entry("ttc_transfer"), "unsigned");
    let without = bytes(&entry("ttc_transfer_no_reserved"), "unsigned");
    // Byte 4 is the flag in both; only the eight bytes of the number come and go.
    assert_eq!((with[4], without[4]), (1, 0));
    assert_eq!([&with[..4], &with[13..]].concat(), [&without[..4], &without[5..]].concat());
    assert_eq!(Transaction::unpack(&with, Layout::V2).unwrap().reserved, Some(1_804_289_383));
    let plain = Transaction::unpack(&without, Layout::V2).unwrap();
    assert_eq!(plain.reserved, None);
    assert_eq!(Transaction::unpack(&without, Layout::V1), Ok(plain));
    assert_eq!(Transaction::unpack(&with, Layout::V1), Err(crate::WireError::ReservedInV1));
}

#[test]
fn a_transfer_is_built_from_its_parts() {
    let main = Network::main_net();
    let file = file();
    let owner = |index: usize| main.parse_address(text(&file["keys"][index], "address")).unwrap();
    let mut transaction = Transaction::new(json::read_time("2026-01-01T00:00:00").unwrap());
    transaction.reserved = Some(8);
    transaction.operations = vec![
        Operation::withdraw(Condition::signature(owner(0), 1).balance_id(), 250_000),
        Operation::pay(owner(1), 1, 250_000),
    ];
    let entry = &file["transactions"][3];
    assert_eq!(text(entry, "name"), "asset_transfer");
    assert_eq!(hex::encode(transaction.pack()), text(entry, "unsigned"));
    assert_eq!(transaction.body_digest(&main.chain_id).to_string(), text(entry, "digest"));
}

#[test]
fn a_transfer_is_read_back_into_its_effects() {
    let main = Network::main_net();
    let file = file();
    let owner = |index: usize| main.parse_address(text(&file["keys"][index], "address")).unwrap();
    let source = Condition::signature(owner(0), 0).balance_id();
    let effects = |index: usize| {
        effects_of_bytes(&bytes(&file["transactions"][index], "unsigned"), Layout::V2).unwrap()
    };

    let transfer = effects(0);
    assert_eq!(transfer.withdraws, [(source, 1_010_000)]);
    assert_eq!(transfer.deposits, [(owner(1), 0, 1_000_000)]);
    assert_eq!((transfer.memo.as_deref(), transfer.sub_address.as_deref()), (None, None));
    assert!(transfer.conditional.is_empty() && transfer.others.is_empty());
    assert_eq!(transfer.fees(|_| Some(0)).unwrap().into_iter().collect::<Vec<_>>(), [(0, 10_000)]);

    assert_eq!(effects(2).memo.as_deref(), Some("통통 memo"));
    assert_eq!(effects(4).deposits.len(), 3);
    // A deposit to several owners, a contract call and a vote are no plain deposits.
    assert_eq!((effects(5).deposits.len(), effects(5).conditional.len()), (0, 1));
    assert_eq!((effects(6).withdraws.len(), effects(6).others.len()), (0, 1));
    assert_eq!((effects(7).deposits.len(), effects(7).conditional.len(), effects(7).others.len()), (0, 1, 1));
}

#[test]
fn variable_length_integers_have_their_bytes() {
    let table = &file()["varint"];
    for (number, expected) in table["unsigned"].as_object().unwrap() {
        let number: u32 = number.parse().unwrap();
        let packed = Writer::packed(|w| w.varint(number));
        assert_eq!(hex::encode(&packed), expected.as_str().unwrap());
        assert_eq!(Reader::new(&packed, 5).unwrap().varint(), Ok(number));
    }
    for (number, expected) in table["signed"].as_object().unwrap() {
        let number: i32 = number.parse().unwrap();
        let packed = Writer::packed(|w| w.signed(number));
        assert_eq!(hex::encode(&packed), expected.as_str().unwrap());
        assert_eq!(Reader::new(&packed, 5).unwrap().signed(), Ok(number));
    }
}
