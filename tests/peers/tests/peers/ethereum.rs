//! What a wallet needs of Ethereum: anvil.

use crate::driver::Peers;
use serde_json::{Value, json};

const OURS: &str = "0x1111111111111111111111111111111111111111";

async fn started() -> (Peers, String) {
    let peers = Peers::start(&["ethereum"]).await;
    let url = peers.ready("ethereum")["url"].as_str().unwrap().to_owned();
    (peers, url)
}

#[tokio::test]
async fn an_address_is_funded_in_a_block() {
    let (mut peers, url) = started().await;
    assert_eq!(peers.ready("ethereum")["network"]["chain_id"], 31_337);
    assert_eq!(peers.call(&url, "eth_chainId", json!([])).await, "0x7a69");
    let fund = json!({"cmd": "fund", "chain": "ethereum", "to": OURS, "units": "123456789012345678901"});
    let id = peers.obey(fund).await["tx"].clone();
    let balance = peers.call(&url, "eth_getBalance", json!([OURS, "latest"])).await;
    assert_eq!(balance, format!("{:#x}", 123_456_789_012_345_678_901_u128));
    let held = peers.obey(json!({"cmd": "balance", "chain": "ethereum", "of": OURS})).await;
    assert_eq!(held["units"], "123456789012345678901");
    assert_eq!(peers.call(&url, "eth_getTransactionReceipt", json!([id])).await["status"], "0x1");
    peers.stop().await;
}

#[tokio::test]
async fn blocks_wait_when_told_to_and_become_final() {
    let (mut peers, url) = started().await;
    peers.obey(json!({"cmd": "mining", "chain": "ethereum", "auto": false})).await;
    let fund = json!({"cmd": "fund", "chain": "ethereum", "to": OURS, "units": "5", "confirm": false});
    let id = peers.obey(fund).await["tx"].clone();
    assert_eq!(peers.call(&url, "eth_getTransactionReceipt", json!([id])).await, Value::Null);
    let mined = peers.obey(json!({"cmd": "mine", "chain": "ethereum"})).await;
    let receipt = peers.call(&url, "eth_getTransactionReceipt", json!([id])).await;
    assert_eq!(receipt["blockNumber"], format!("{:#x}", mined["height"].as_u64().unwrap()));
    peers.obey(json!({"cmd": "mine", "chain": "ethereum", "blocks": 100})).await;
    let last = peers.call(&url, "eth_getBlockByNumber", json!(["finalized", false])).await;
    let last = u64::from_str_radix(last["number"].as_str().unwrap().trim_start_matches("0x"), 16).unwrap();
    assert!(last >= mined["height"].as_u64().unwrap());
    peers.stop().await;
}

#[tokio::test]
async fn contracts_take_coins_at_a_price_or_refuse_them() {
    let (mut peers, url) = started().await;
    let payer = peers.ready("ethereum")["faucet"].clone();
    let mut gas = Vec::new();
    for contract in ["takes", "counts"] {
        let address = peers.obey(json!({"cmd": "deploy", "contract": contract})).await["address"].clone();
        assert_ne!(peers.call(&url, "eth_getCode", json!([address, "latest"])).await, "0x");
        let payment = json!({"from": payer, "to": address, "value": "0x7"});
        let estimate = peers.call(&url, "eth_estimateGas", json!([payment])).await;
        gas.push(u64::from_str_radix(estimate.as_str().unwrap().trim_start_matches("0x"), 16).unwrap());
        let pay = json!({"cmd": "fund", "chain": "ethereum", "to": address, "units": "7"});
        peers.obey(pay).await;
        assert_eq!(peers.call(&url, "eth_getBalance", json!([address, "latest"])).await, "0x7");
    }
    assert!((21_000..22_000).contains(&gas[0]) && gas[1] > 40_000, "{gas:?}");
    let address = peers.obey(json!({"cmd": "deploy", "contract": "refuses"})).await["address"].clone();
    let payment = json!({"from": payer, "to": address, "value": "0x7"});
    assert!(peers.ask(&url, "eth_estimateGas", json!([payment])).await["error"]["code"].is_i64());
    peers.stop().await;
}
