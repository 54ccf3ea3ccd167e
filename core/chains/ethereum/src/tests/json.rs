use super::*;
use crate::{TxJsonError, Unsigned};
use proptest::prelude::*;
use tongtong_chain::AddressFault;

fn key_of(test: &Value) -> RawKey {
    raw_key(hex::decode(text(test, "key")).unwrap().try_into().unwrap())
}

#[test]
fn what_a_public_library_signed_is_signed_to_the_same_bytes() {
    let file = vectors("signed.json");
    let tests = file["tests"].as_array().unwrap();
    let mut kinds = [0; 3];
    for test in tests {
        let key = key_of(test);
        assert_eq!(crate::address_of(&key.public()), text(test, "from"));
        let unsigned = Unsigned::from_json(&test["tx"], test["chain_id"].as_u64().unwrap()).unwrap();
        let (raw, hash) = unsigned.sealed(&sign(&key, unsigned.signing_hash())).unwrap();
        assert_eq!(hex::encode(&raw), text(test, "raw"), "{}", text(test, "name"));
        assert_eq!(hex::encode(hash), text(test, "hash"), "{}", text(test, "name"));
        assert_eq!(crate::hash_of(&raw), hash);
        kinds[usize::from(if raw[0] < 3 { raw[0] } else { 0 })] += 1;
    }
    println!("signed as published: {} legacy, {} of type 1, {} of type 2", kinds[0], kinds[1], kinds[2]);
    assert!(kinds[0] >= 5 && kinds[1] >= 3 && kinds[2] >= 20, "{kinds:?}");
}

#[test]
fn eip_155s_own_example() {
    let file = vectors("eip155.json");
    let unsigned = Unsigned::from_json(&file["tx"], 1).unwrap();
    assert_eq!(hex::encode(unsigned.signing_hash()), text(&file, "signing_hash"));
    let (raw, _) = unsigned.sealed(&sign(&key_of(&file), unsigned.signing_hash())).unwrap();
    assert_eq!(hex::encode(raw), text(&file, "raw"));
}

fn market() -> Value {
    json!({
        "type": "0x2", "chainId": "0x1", "from": PAYEE, "nonce": "0x1", "gas": "0x5208", "to": PAYEE, "value": "0x1",
        "maxFeePerGas": "0x2", "maxPriorityFeePerGas": "0x1", "input": "0xab", "accessList": [],
    })
}

fn legacy() -> Value {
    json!({"nonce": "0x1", "gas": "0x5208", "to": PAYEE, "gasPrice": "0x2"})
}

fn read(json: &Value) -> Result<Unsigned, TxJsonError> {
    Unsigned::from_json(json, 1)
}

fn with(mut json: Value, name: &str, value: Value) -> Value {
    json[name] = value;
    json
}

fn without(mut json: Value, name: &str) -> Value {
    json.as_object_mut().unwrap().remove(name).unwrap();
    json
}

#[test]
fn members_that_may_be_absent_or_null_mean_the_same() {
    for name in ["chainId", "from", "type", "accessList"] {
        let (absent, null) = (without(market(), name), with(market(), name, Value::Null));
        assert_eq!(read(&absent).unwrap().signing_hash(), read(&market()).unwrap().signing_hash(), "{name}");
        assert_eq!(read(&absent), read(&null), "{name}");
    }
    let data = with(without(market(), "input"), "data", json!("0xab"));
    assert_eq!(read(&data), read(&market()));
    assert_eq!(read(&with(market(), "data", json!("0xAB"))), read(&market()));
    for (name, nothing) in [("value", "0x0"), ("input", "0x")] {
        assert_eq!(read(&without(market(), name)), read(&with(market(), name, json!(nothing))), "{name}");
    }
    assert_eq!(read(&market()).unwrap().from(), Some(PAYEE));
    assert_eq!(read(&legacy()).unwrap().from(), None);
}

#[test]
fn without_a_type_the_members_tell_it() {
    let same = |a: &Value, b: &Value| read(a).unwrap() == read(b).unwrap();
    assert!(same(&legacy(), &with(legacy(), "type", json!("0x0"))));
    let listed = with(legacy(), "accessList", json!([]));
    assert!(same(&listed, &with(listed.clone(), "type", json!("0x1"))));
    assert!(!same(&listed, &legacy()));
    assert!(same(&without(market(), "type"), &market()));
}

#[test]
fn a_contract_is_made_only_of_something() {
    let creation = without(market(), "to");
    assert_ne!(read(&creation).unwrap().signing_hash(), read(&market()).unwrap().signing_hash());
    assert_eq!(read(&creation), read(&with(market(), "to", Value::Null)));
    assert_eq!(read(&without(creation, "input")), Err(TxJsonError::NothingToCreate));
}

#[test]
fn members_that_are_missing() {
    for name in ["nonce", "gas", "maxFeePerGas", "maxPriorityFeePerGas"] {
        assert!(
            matches!(read(&without(market(), name)), Err(TxJsonError::Missing(missing)) if missing == name)
        );
        let null = read(&with(market(), name, Value::Null));
        assert!(matches!(null, Err(TxJsonError::Missing(missing)) if missing == name));
    }
    for name in ["nonce", "gas"] {
        assert!(
            matches!(read(&without(legacy(), name)), Err(TxJsonError::Missing(missing)) if missing == name)
        );
    }
    let typed = with(without(legacy(), "gasPrice"), "type", json!("0x0"));
    assert_eq!(read(&typed), Err(TxJsonError::Missing("gasPrice")));
    assert_eq!(read(&json!([])), Err(TxJsonError::NotAnObject));
}

#[test]
fn members_that_the_type_does_not_have() {
    let unknown = |json: &Value, name: &str| {
        assert_eq!(read(json), Err(TxJsonError::Unknown { name: name.to_owned() }));
    };
    unknown(&with(market(), "gasLimit", json!("0x1")), "gasLimit");
    unknown(&with(market(), "gasPrice", json!("0x1")), "gasPrice");
    unknown(&with(with(legacy(), "type", json!("0x0")), "accessList", json!([])), "accessList");
    unknown(&with(legacy(), "maxFeePerGas", json!("0x1")), "maxFeePerGas");
    unknown(&with(legacy(), &"x".repeat(99), json!(1)), &"x".repeat(40));
}

#[test]
fn numbers_that_are_no_quantities() {
    for bad in [json!(1), json!("1"), json!("0x"), json!("0x01"), json!("0xg"), json!("-0x1"), json!("0x-1")]
    {
        for name in ["nonce", "gas", "value", "maxFeePerGas", "maxPriorityFeePerGas", "type", "chainId"] {
            let refused = read(&with(market(), name, bad.clone()));
            assert!(matches!(refused, Err(TxJsonError::Quantity(bad)) if bad == name), "{name} {bad}");
        }
    }
    for (name, bits) in [("nonce", 64), ("gas", 64), ("maxFeePerGas", 128), ("value", 256)] {
        let largest = format!("0x{}", "f".repeat(bits / 4));
        assert!(read(&with(market(), name, json!(largest))).is_ok(), "{name}");
        let beyond = read(&with(market(), name, json!(format!("0x1{}", "0".repeat(bits / 4)))));
        assert!(matches!(beyond, Err(TxJsonError::Quantity(bad)) if bad == name), "{name}");
    }
}

#[test]
fn bytes_that_are_none() {
    for bad in [json!(1), json!("ab"), json!("0xabc"), json!("0xzz"), json!("0x0xab"), json!([1])] {
        assert_eq!(read(&with(market(), "input", bad.clone())), Err(TxJsonError::Bytes("input")), "{bad}");
    }
    assert_eq!(read(&with(market(), "data", json!("0xac"))), Err(TxJsonError::TwoInputs));
}

#[test]
fn a_payee_that_is_no_address() {
    let fault = |fault| Err(TxJsonError::Address { name: "to", fault });
    assert_eq!(read(&with(market(), "to", json!(&PAYEE[..40]))), fault(AddressFault::Length));
    assert_eq!(
        read(&with(market(), "to", json!(PAYEE.replace("5aA", "5aa")))),
        fault(AddressFault::Capitals)
    );
    assert_eq!(read(&with(market(), "to", json!(""))), fault(AddressFault::Character));
    assert_eq!(read(&with(market(), "to", json!(7))), Err(TxJsonError::Bytes("to")));
}

#[test]
fn an_access_list_that_is_none() {
    let word = format!("0x{}", "ab".repeat(32));
    let good = json!([{"address": PAYEE, "storageKeys": [word]}]);
    assert!(read(&with(market(), "accessList", good)).is_ok());
    for bad in [
        json!({}),
        json!([1]),
        json!([{"address": PAYEE}]),
        json!([{"storageKeys": []}]),
        json!([{"address": PAYEE, "storageKeys": ["0xab"]}]),
        json!([{"address": PAYEE, "storageKeys": [format!("0x{word}")]}]),
        json!([{"address": PAYEE, "storageKeys": [], "more": 1}]),
        json!([{"address": &PAYEE[..41], "storageKeys": []}]),
    ] {
        assert_eq!(read(&with(market(), "accessList", bad.clone())), Err(TxJsonError::AccessList), "{bad}");
    }
}

#[test]
fn another_chain_and_types_that_are_not_signed() {
    assert_eq!(read(&with(market(), "chainId", json!("0x2"))), Err(TxJsonError::ChainId));
    for (kind, fault) in
        [("0x3", TxJsonError::Blob), ("0x4", TxJsonError::SetCode), ("0x5", TxJsonError::Type)]
    {
        assert_eq!(read(&with(market(), "type", json!(kind))), Err(fault));
    }
    let untyped = without(market(), "type");
    for (name, fault) in [
        ("authorizationList", TxJsonError::SetCode),
        ("blobVersionedHashes", TxJsonError::Blob),
        ("maxFeePerBlobGas", TxJsonError::Blob),
    ] {
        assert_eq!(read(&with(untyped.clone(), name, json!([]))), Err(fault));
    }
}

#[test]
fn a_recovery_id_that_ethereum_has_no_form_for() {
    let unsigned = read(&market()).unwrap();
    let signature = RecoverableSignature { recovery_id: 2, ..sign(&our_key(), unsigned.signing_hash()) };
    assert_eq!(unsigned.sealed(&signature), Err(Fault::WrongKey));
}

proptest! {
    #[test]
    fn no_object_makes_it_panic(names in proptest::collection::vec(0usize..14, 0..8), number: u64, word in "[0x]{0,2}[0-9a-fg]{0,70}") {
        const NAMES: [&str; 14] = ["type", "chainId", "from", "nonce", "gas", "to", "value", "gasPrice",
            "maxFeePerGas", "maxPriorityFeePerGas", "data", "input", "accessList", "x"];
        for value in [json!(word), json!(number), json!([word]), json!([{"address": word, "storageKeys": [word]}])] {
            for base in [market(), legacy(), json!({})] {
                let json = names.iter().fold(base, |json, name| with(json, NAMES[*name], value.clone()));
                let _any = read(&json);
            }
        }
    }
}
