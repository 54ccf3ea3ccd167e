use super::*;
use tongtong_chain::{ConfigError, KeyTree};

fn opened(network: Value, assets: &[AssetOnChain]) -> Result<Vec<u8>, ConfigError> {
    open(&network, assets).map(|rules| rules.network_id())
}

#[test]
fn a_network_is_its_chain_id() {
    let opened = opened(json!({"chain_id": 258, "cap_gwei": 500}), &[coin()]);
    assert_eq!(opened, Ok(vec![0, 0, 0, 0, 0, 0, 1, 2]));
    assert_eq!(rules().chain().name(), "ethereum");
    assert_eq!(rules().key_tree(), KeyTree::Secp { account: "m/44'/60'/0'".parse().unwrap() });
}

#[test]
fn gwei_may_have_places() {
    for network in [
        json!({"chain_id": 1, "cap_gwei": 0.001}),
        json!({"chain_id": 1, "cap_gwei": 1_000_000}),
        json!({"chain_id": 1, "cap_gwei": 500, "priority_gwei": 0.05}),
        json!({"chain_id": 1, "cap_gwei": 500, "priority_gwei": 0}),
    ] {
        assert!(opened(network.clone(), &[coin()]).is_ok(), "{network}");
    }
}

#[test]
fn a_network_that_cannot_be() {
    for (network, field) in [
        (json!(null), "ethereum network"),
        (json!({"cap_gwei": 500}), "ethereum network"),
        (json!({"chain_id": 1}), "ethereum network"),
        (json!({"chain_id": "1", "cap_gwei": 500}), "ethereum network"),
        (json!({"chain_id": -1, "cap_gwei": 500}), "ethereum network"),
        (json!({"chain_id": 1, "cap_gwei": 500, "gas": 21000}), "ethereum network"),
        (json!({"chain_id": 0, "cap_gwei": 500}), "ethereum chain_id"),
        (json!({"chain_id": 1, "cap_gwei": 0}), "ethereum cap_gwei"),
        (json!({"chain_id": 1, "cap_gwei": -1}), "ethereum cap_gwei"),
        (json!({"chain_id": 1, "cap_gwei": 1_000_001}), "ethereum cap_gwei"),
        (json!({"chain_id": 1, "cap_gwei": 1e-10}), "ethereum cap_gwei"),
        (json!({"chain_id": 1, "cap_gwei": 5, "priority_gwei": 6}), "ethereum priority_gwei"),
        (json!({"chain_id": 1, "cap_gwei": 5, "priority_gwei": -1}), "ethereum priority_gwei"),
    ] {
        assert_eq!(opened(network.clone(), &[coin()]), Err(ConfigError(field)), "{network}");
    }
}

#[test]
fn assets_other_than_the_one_coin() {
    let token = AssetOnChain { code: "USDC".parse().unwrap(), id: Some(PAYEE.to_owned()), decimals: 6 };
    let rounded = AssetOnChain { decimals: 8, ..coin() };
    let with_id = AssetOnChain { id: Some(PAYEE.to_owned()), ..coin() };
    let another = AssetOnChain { code: "BTC".parse().unwrap(), ..coin() };
    for assets in [
        vec![],
        vec![token.clone()],
        vec![coin(), token],
        vec![coin(), coin()],
        vec![rounded],
        vec![with_id],
        vec![another],
    ] {
        let opened = opened(json!({"chain_id": 1, "cap_gwei": 500}), &assets);
        assert_eq!(opened, Err(ConfigError("ethereum assets")), "{assets:?}");
    }
}
