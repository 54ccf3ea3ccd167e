//! The doors in front of the nodes: each fault does what it says, so many times, and then everything is as before.

use crate::driver::Peers;
use serde_json::{Value, json};
use std::time::Duration;

const OURS: &str = "0x2222222222222222222222222222222222222222";
const OUR_BITCOIN: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

async fn arm(peers: &mut Peers, peer: &str, kind: &str, count: u32) {
    peers.obey(json!({"cmd": "fault", "peer": peer, "kind": kind, "count": count})).await;
}

fn url_of(peers: &Peers, peer: &str, name: &str) -> String {
    peers.ready(peer)[name].as_str().unwrap().to_owned()
}

/// A transaction of anvil's own account, signed and not sent.
async fn signed(peers: &Peers, nonce: u64) -> Value {
    let direct = url_of(peers, "ethereum", "direct");
    let payer = peers.ready("ethereum")["faucet"].clone();
    let transaction = json!({
        "from": payer, "to": OURS, "value": "0x9", "nonce": format!("{nonce:#x}"), "gas": "0x5208",
        "maxFeePerGas": "0x174876e800", "maxPriorityFeePerGas": "0x1", "chainId": "0x7a69", "type": "0x2",
    });
    peers.call(&direct, "eth_signTransaction", json!([transaction])).await
}

/// Waits until our address on Ethereum holds this: blocks come at once, but not within the call.
async fn holds(peers: &Peers, url: &str, balance: &str) {
    let end = tokio::time::Instant::now() + crate::driver::PATIENCE;
    while peers.call(url, "eth_getBalance", json!([OURS, "latest"])).await != balance {
        assert!(tokio::time::Instant::now() < end, "it never holds {balance}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_server_error_is_met_by_so_many_requests() {
    let mut peers = Peers::start(&["ethereum"]).await;
    let url = url_of(&peers, "ethereum", "url");
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []});
    arm(&mut peers, "ethereum", "server_error", 2).await;
    assert_eq!(peers.post_json(&url, &call).await.0, 500);
    assert_eq!(peers.post_json(&url, &call).await.0, 500);
    assert_eq!(peers.post_json(&url, &call).await.0, 200);
    let told = peers.obey(json!({"cmd": "faults"})).await;
    assert_eq!(told["faults"]["ethereum"][0]["met"], json!({"server_error": 2}));
    assert_eq!(told["faults"]["ethereum"][0]["left"], 0);
    peers.stop().await;
}

#[tokio::test]
async fn a_request_is_held_until_it_is_healed() {
    let mut peers = Peers::start(&["ethereum"]).await;
    let url = url_of(&peers, "ethereum", "url");
    arm(&mut peers, "ethereum", "time_out", 7).await;
    let held = tokio::spawn({
        let (http, url) = (reqwest::Client::builder().no_proxy().build().unwrap(), url.clone());
        async move { http.post(url).body("{}").send().await.unwrap().status().as_u16() }
    });
    let end = tokio::time::Instant::now() + crate::driver::PATIENCE;
    while peers.obey(json!({"cmd": "faults"})).await["faults"]["ethereum"][0]["left"] == 7 {
        assert!(tokio::time::Instant::now() < end, "nothing is held");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!held.is_finished());
    peers.obey(json!({"cmd": "heal", "peer": "ethereum"})).await;
    assert_eq!(held.await.unwrap(), 504);
    assert_eq!(peers.call(&url, "eth_chainId", json!([])).await, "0x7a69");
    peers.stop().await;
}

#[tokio::test]
async fn ethereum_lies_of_its_network_and_of_a_balance() {
    let mut peers = Peers::start(&["ethereum"]).await;
    let url = url_of(&peers, "ethereum", "url");
    arm(&mut peers, "ethereum", "wrong_chain", 1).await;
    arm(&mut peers, "ethereum", "lying_balance", 1).await;
    assert_eq!(peers.call(&url, "eth_blockNumber", json!([])).await, "0x0", "met by no other call");
    assert_eq!(peers.call(&url, "eth_chainId", json!([])).await, "0x1");
    assert_eq!(peers.call(&url, "eth_chainId", json!([])).await, "0x7a69");
    let balance = json!([OURS, "latest"]);
    assert_eq!(peers.call(&url, "eth_getBalance", balance.clone()).await, "0xde0b6b3a7640000");
    assert_eq!(peers.call(&url, "eth_getBalance", balance.clone()).await, "0x0");
    peers.obey(json!({"cmd": "fund", "chain": "ethereum", "to": OURS, "units": "9"})).await;
    let nothing = json!({"cmd": "fault", "peer": "ethereum", "kind": "lying_balance", "lie": "nothing"});
    peers.obey(nothing).await;
    assert_eq!(peers.call(&url, "eth_getBalance", balance.clone()).await, "0x0");
    assert_eq!(peers.call(&url, "eth_getBalance", balance).await, "0x9");
    peers.stop().await;
}

#[tokio::test]
async fn an_ethereum_broadcast_is_dropped_or_its_answer_is_lost() {
    let mut peers = Peers::start(&["ethereum"]).await;
    let url = url_of(&peers, "ethereum", "url");
    let raw = signed(&peers, 0).await;

    arm(&mut peers, "ethereum", "dropped_broadcast", 1).await;
    let dropped = peers.call(&url, "eth_sendRawTransaction", json!([raw])).await;
    assert_eq!(peers.call(&url, "eth_getTransactionByHash", json!([dropped])).await, Value::Null);
    let sent = peers.call(&url, "eth_sendRawTransaction", json!([raw])).await;
    assert_eq!(sent, dropped, "the id is the one that the node gives");
    holds(&peers, &url, "0x9").await;

    arm(&mut peers, "ethereum", "lost_answer", 1).await;
    let raw = signed(&peers, 1).await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": [raw]});
    assert_eq!(peers.post_json(&url, &call).await.0, 500);
    // And yet it was taken.
    holds(&peers, &url, "0x12").await;
    assert!(peers.ask(&url, "eth_sendRawTransaction", json!([raw])).await["error"].is_object());
    peers.stop().await;
}

#[tokio::test]
async fn bitcoin_lies_of_its_network_and_of_a_balance() {
    let mut peers = Peers::start(&["bitcoin"]).await;
    let url = url_of(&peers, "bitcoin", "url");
    let genesis = peers.ready("bitcoin")["genesis"].as_str().unwrap().to_owned();
    arm(&mut peers, "bitcoin", "wrong_chain", 1).await;
    let first = format!("{url}/block-height/0");
    assert_ne!(peers.get(&first).await.1, genesis);
    assert_eq!(peers.get(&first).await.1, genesis);

    let (sum, list) = (format!("{url}/address/{OUR_BITCOIN}"), format!("{url}/address/{OUR_BITCOIN}/utxo"));
    arm(&mut peers, "bitcoin", "lying_balance", 2).await;
    assert_eq!(peers.page(&list).await[0]["value"], 1_000_000);
    assert_eq!(peers.page(&sum).await["chain_stats"]["funded_txo_sum"], 1_000_000);
    assert_eq!(peers.page(&list).await, json!([]));
    peers.obey(json!({"cmd": "fund", "chain": "bitcoin", "to": OUR_BITCOIN, "units": "70000"})).await;
    arm(&mut peers, "bitcoin", "lying_balance", 1).await;
    assert_eq!(peers.page(&list).await[0]["value"], 1_070_000);
    let nothing =
        json!({"cmd": "fault", "peer": "bitcoin", "kind": "lying_balance", "lie": "nothing", "count": 2});
    peers.obey(nothing).await;
    assert_eq!(peers.page(&list).await, json!([]));
    assert_eq!(peers.page(&sum).await["chain_stats"]["funded_txo_sum"], 0);
    assert_eq!(peers.page(&list).await[0]["value"], 70_000);
    peers.stop().await;
}

#[tokio::test]
async fn a_bitcoin_broadcast_is_dropped() {
    let mut peers = Peers::start(&["bitcoin"]).await;
    let url = url_of(&peers, "bitcoin", "url");
    let fund = json!({"cmd": "fund", "chain": "bitcoin", "to": OUR_BITCOIN, "units": "70000"});
    let id = peers.obey(fund).await["tx"].as_str().unwrap().to_owned();
    let (_, hex) = peers.get(&format!("{url}/tx/{id}/hex")).await;
    // It is in a block: the node would refuse it.
    arm(&mut peers, "bitcoin", "dropped_broadcast", 1).await;
    assert_eq!(peers.post(&format!("{url}/tx"), &hex).await, (200, id));
    assert_eq!(peers.post(&format!("{url}/tx"), &hex).await.0, 400);
    // What cannot be read is refused even so.
    arm(&mut peers, "bitcoin", "dropped_broadcast", 1).await;
    assert_eq!(peers.post(&format!("{url}/tx"), "00").await.0, 400);
    peers.stop().await;
}

#[tokio::test]
async fn a_fault_can_be_at_one_of_several_endpoints() {
    let mut peers = Peers::start(&["--endpoints", "2", "ethereum"]).await;
    let urls = peers.ready("ethereum")["urls"].clone();
    let (one, two) = (urls[0].as_str().unwrap(), urls[1].as_str().unwrap());
    peers.obey(json!({"cmd": "fault", "peer": "ethereum", "kind": "wrong_chain", "endpoint": 1})).await;
    assert_eq!(peers.call(one, "eth_chainId", json!([])).await, "0x7a69");
    assert_eq!(peers.call(two, "eth_chainId", json!([])).await, "0x1");
    let beyond = json!({"cmd": "fault", "peer": "ethereum", "kind": "wrong_chain", "endpoint": 2});
    assert_eq!(peers.tell(beyond).await["code"], "unknown_endpoint");
    peers.stop().await;
}
