//! What a profile may say of the network.

use super::*;
use serde_json::{Value, json};
use tongtong_chain::{ConfigError, KeyTree};

fn opened(network: &Value, assets: &[AssetOnChain]) -> Result<Box<dyn Rules>, ConfigError> {
    crate::open(network, assets)
}

#[test]
fn a_network_is_known_by_the_hash_of_its_first_block() {
    let rules = opened(&json!({"genesis": GENESIS, "priority_cap_micro_lamports": 7}), &assets()).unwrap();
    assert_eq!(rules.network_id(), GENESIS.parse::<Key>().unwrap().to_bytes());
    assert_eq!(rules.chain().name(), "solana");
    assert_eq!(rules.key_tree(), KeyTree::Ed25519 { key: "m/44'/501'/0'/0'".parse().unwrap() });
    assert!(opened(&json!({"genesis": GENESIS}), &assets()[..1]).is_ok(), "no token");
}

#[test]
fn a_network_that_cannot_be_is_refused_by_its_field() {
    for (network, field) in [
        (json!(null), "network"),
        (json!({}), "network"),
        (json!({"genesis": 7}), "network"),
        (json!({"genesis": GENESIS, "extra": 1}), "network"),
        (json!({"genesis": GENESIS, "priority_cap_micro_lamports": -1}), "network"),
        (json!({"genesis": ""}), "genesis"),
        (json!({"genesis": &GENESIS[2..]}), "genesis"),
        (json!({"genesis": format!("{GENESIS}1")}), "genesis"),
        (json!({"genesis": GENESIS, "priority_cap_micro_lamports": 0}), "priority_cap_micro_lamports"),
        (
            json!({"genesis": GENESIS, "priority_cap_micro_lamports": 1_000_000_001}),
            "priority_cap_micro_lamports",
        ),
    ] {
        assert_eq!(opened(&network, &assets()).err(), Some(ConfigError(field)), "{network}");
    }
}

#[test]
fn assets_that_cannot_be_are_refused() {
    let network = json!({"genesis": GENESIS});
    let coin = || on_chain("SOL", None, 9);
    let token = |code: &str, mint: &str| on_chain(code, Some(mint.to_owned()), 6);
    let mint = ttcl().to_string();
    let many: Vec<_> =
        (0..65u8).map(|n| token(&format!("T{n}"), &key(n).to_string())).chain([coin()]).collect();
    for (assets, field) in [
        (vec![], "assets"),
        (vec![token("TTCL", &mint)], "assets"),
        (vec![coin(), coin()], "assets"),
        (vec![coin(), on_chain("SOL", Some(mint.clone()), 9)], "assets"),
        (many, "assets"),
        (vec![on_chain("TTCL", None, 9)], "assets"),
        (vec![coin(), on_chain("TTCL", None, 9)], "assets"),
        (vec![on_chain("WSOL", None, 9), on_chain("SOL", Some(mint.clone()), 9)], "assets"),
        (vec![on_chain("SOL", None, 8)], "decimals"),
        (vec![coin(), token("TTCL", "")], "mint"),
        (vec![coin(), token("TTCL", "TTCL")], "mint"),
        (vec![coin(), token("TTCL", "11111111111111111111111111111111")], "mint"),
        (vec![coin(), token("TTCL", &mint), token("TTCM", &mint)], "mint"),
    ] {
        assert_eq!(opened(&network, &assets).err(), Some(ConfigError(field)), "{assets:?}");
    }
}

#[test]
fn the_account_has_one_address() {
    let (keys, rules) = (us(), solana());
    let (shown, state) = rules.receive(&keys, b"kept").unwrap();
    assert_eq!((shown.text(), state.as_slice()), (key(1).to_string().as_str(), b"kept".as_slice()));
    assert_eq!(crate::address_of(&key(1).to_bytes()), key(1).to_string());
}
