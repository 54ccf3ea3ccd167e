use super::*;
use crate::seal::digest;
use bitcoin::consensus::encode::deserialize_hex;
use bitcoin::sighash::SighashCache;
use bitcoin::{ScriptBuf, Transaction, TxOut};
use serde_json::Value;
use tongtong_chain::{ConfigError, KeyTree, Kind, Reading};
use tongtong_crypto::secret::Secret;

fn vectors(name: &str) -> String {
    let path = format!("{}/../../../tests/vectors/bitcoin/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_addresses_of_bip_84() {
    let file: Value = serde_json::from_str(&vectors("bip84.json")).unwrap();
    assert_eq!(file["mnemonic"], WORDS);
    let account = Account::of("main");
    assert_eq!(file["account"], account.path.to_string());
    assert_eq!(rules("main").key_tree(), KeyTree::Secp { account: account.path.clone() });
    let tests = file["addresses"].as_array().unwrap();
    for test in tests {
        let place = |name: &str| u32::try_from(test[name].as_u64().unwrap()).unwrap();
        let key = account.secp(place("branch"), place("index")).unwrap();
        assert_eq!(test["public_key"], hex::encode(key.compressed));
        assert_eq!(test["address"], crate::address_of(&key, "main").unwrap());
    }
    let (first, state) = rules("main").receive(&account, &[]).unwrap();
    assert_eq!(tests[0]["address"], first.text());
    assert_eq!(rules("main").receive(&account, &state).unwrap().0, first, "the same until it was paid");
}

#[test]
fn the_digests_and_signatures_of_bip_143() {
    let file: Value = serde_json::from_str(&vectors("bip143.json")).unwrap();
    for test in file["tests"].as_array().unwrap() {
        let text = |name: &str| test[name].as_str().unwrap();
        let transaction: Transaction = deserialize_hex(text("unsigned")).unwrap();
        let coin = TxOut {
            value: bitcoin::Amount::from_sat(test["value"].as_u64().unwrap()),
            script_pubkey: ScriptBuf::from_hex(text("script")).unwrap(),
        };
        let place = usize::try_from(test["input"].as_u64().unwrap()).unwrap();
        let digest = digest(&mut SighashCache::new(&transaction), place, &coin).unwrap();
        assert_eq!(text("digest"), hex::encode(digest), "{}", test["name"]);
        let key = Secret::init_with(|out| hex::decode_to_slice(text("private_key"), out).unwrap());
        let key = tongtong_crypto::signer::RawKey::new(&key).unwrap();
        assert_eq!(text("public_key"), hex::encode(key.public().compressed));
        let signed = key.sign(&"m".parse().unwrap(), &ToSign::SecpDigest(digest)).unwrap().secp().unwrap();
        let signature = bitcoin::secp256k1::ecdsa::Signature::from_compact(&[signed.r, signed.s].concat());
        let signature = bitcoin::ecdsa::Signature::sighash_all(signature.unwrap());
        assert_eq!(text("signature"), hex::encode(signature.to_vec()), "{}", test["name"]);
    }
}

#[test]
fn every_text_of_the_list_is_read_as_it_says() {
    let list = vectors("addresses.tsv");
    let (mut good, mut bad, mut foreign) = (0, 0, 0);
    for line in list.lines().skip(1) {
        let [network, text, verdict, source] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a row of other columns: {line}")
        };
        assert!(!source.is_empty());
        let network_of = crate::network::named(network).unwrap();
        match rules(network).read(text) {
            Reading::Foreign => {
                foreign += 1;
                assert_eq!(verdict, "foreign", "{text}");
            }
            Reading::Bad(fault) => {
                bad += 1;
                assert_eq!(verdict, fault.code(), "{text}");
            }
            Reading::Is(kind, address) => {
                good += 1;
                assert_eq!(kind, Kind::Address);
                let script = crate::address::script(&address, network_of).unwrap();
                let same = match verdict {
                    "p2pkh" => script.is_p2pkh(),
                    "p2sh" => script.is_p2sh(),
                    hex => script.to_hex_string() == hex,
                };
                assert!(same, "{text} {verdict}");
                let legacy = matches!(verdict, "p2pkh" | "p2sh");
                assert_eq!(address.text(), if legacy { text.to_owned() } else { text.to_lowercase() });
                assert_eq!(crate::address::of_script(&script, network_of), Ok(address));
            }
        }
    }
    assert!(good >= 10 && bad >= 30 && foreign >= 12, "{good} {bad} {foreign}");
}

#[test]
fn any_one_character_changed_in_an_address_is_seen() {
    let rules = rules("main");
    for text in ["bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", "17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhem"] {
        for place in 0..text.len() {
            for other in (b'0'..=b'9').chain(b'a'..=b'z').chain(b'A'..=b'Z') {
                let mut bytes = text.as_bytes().to_vec();
                if std::mem::replace(&mut bytes[place], other) != other {
                    let changed = String::from_utf8(bytes).unwrap();
                    assert!(!matches!(rules.read(&changed), Reading::Is(..)), "{changed}");
                }
            }
        }
    }
}

#[test]
fn the_network_is_known_by_its_first_block() {
    let first = |network: &str| hex::encode(rules(network).network_id());
    assert_eq!(first("main"), "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    assert_eq!(first("testnet"), "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943");
    assert_eq!(first("signet"), "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6");
    assert_eq!(first("regtest"), "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");
    assert_eq!(crate::account_path("main").unwrap().to_string(), "m/84'/0'/0'");
    for network in ["testnet", "signet", "regtest"] {
        assert_eq!(crate::account_path(network).unwrap().to_string(), "m/84'/1'/0'");
    }
    assert_eq!(crate::account_path("mainnet"), None);
}

#[test]
fn what_a_profile_cannot_say() {
    let refused = |part: Value, assets: &[AssetOnChain]| crate::open(&part, assets).err();
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for (text, field) in [
        (r#"{"network":"mainnet"}"#, "network"),
        (r#"{}"#, "network"),
        (r#"[]"#, "network"),
        (r#"{"network":"main","extra":1}"#, "network"),
        (r#"{"network":"main","floor":0}"#, "floor"),
        (r#"{"network":"main","floor":101}"#, "floor"),
        (r#"{"network":"main","floor":-1}"#, "network"),
        (r#"{"network":"main","target":0}"#, "target"),
        (r#"{"network":"main","target":1009}"#, "target"),
    ] {
        assert_eq!(refused(json(text), &coin()), Some(ConfigError(field)), "{text}");
    }
    let good = json(r#"{"network":"main"}"#);
    assert_eq!(refused(good.clone(), &coin()), None);
    let token = AssetOnChain { code: btc(), id: Some("x".to_owned()), decimals: 8 };
    let other = AssetOnChain { code: btc(), id: None, decimals: 6 };
    let named = AssetOnChain { code: "TTC".parse().unwrap(), id: None, decimals: 8 };
    for assets in [vec![], vec![token], vec![other], vec![named], [coin(), coin()].concat()] {
        assert_eq!(refused(good.clone(), &assets), Some(ConfigError("assets")));
    }
}
