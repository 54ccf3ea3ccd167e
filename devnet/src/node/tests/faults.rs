//! What the devnet does wrong on purpose, and its other switches, over the RPC.

use super::wire_client::{call, result, running};
use super::{Key, NOW, World, config};
use crate::node::NodeHandle;
use crate::wire::form::transaction_form;
use crate::wire::text::hash20_text;
use serde_json::{Value, json};

async fn node(dir: &tempfile::TempDir) -> NodeHandle {
    let mut config = config(dir);
    config.block_after = core::time::Duration::from_secs(3600);
    running(config).await
}

fn payment(number: u64) -> Value {
    let world = World::new();
    transaction_form(&world.payment(&Key::new(1), &Key::new(2), 1_000_000, 10_000, number))
}

async fn units(node: &NodeHandle, key: &Key) -> Value {
    result(node, "blockchain_get_balance", json!([hash20_text(&key.balance())])).await["balance"].take()
}

#[tokio::test]
async fn the_faucet_brings_money_with_the_next_block_and_refuses_what_is_no_address() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(&dir).await;
    let three = Key::new(3);
    let to = hash20_text(&three.address());
    let id = result(&node, "devnet_faucet", json!([to, 100_000_000])).await;
    let again = result(&node, "devnet_faucet", json!([to, "5000000000"])).await;
    assert_ne!(id, again);
    assert_eq!(result(&node, "devnet_block", json!([])).await, true);
    assert_eq!(units(&node, &three).await, "5100000000");
    let seen = result(&node, "blockchain_get_transaction", json!([id])).await;
    assert_eq!(seen[1]["chain_location"], json!({ "block_num": "281474976710657", "trx_num": 0 }));
    for (params, code) in [
        (json!(["ACTGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", 1]), 10),
        (json!(["TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsj", 1]), 30028),
        (json!([to, 0]), 31001),
        (json!([to, -1]), 31001),
        (json!([to, "9223372036854775807"]), 30002),
        (json!([to, "10000000000000000"]), 31307),
        (json!([to]), 5),
    ] {
        let reply = call(&node, "devnet_faucet", params).await;
        assert_eq!((reply.status, reply.json()["error"]["code"].clone()), (500, json!(code)));
    }
}

#[tokio::test]
async fn the_twin_in_the_block_has_another_id_the_same_body_and_pays_once() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(&dir).await;
    result(&node, "devnet_fault", json!([{ "high_s_twin": true }])).await;
    let sent = payment(1);
    let id = result(&node, "network_broadcast_transaction", json!([sent])).await;
    result(&node, "devnet_block", json!([])).await;
    let reply = call(&node, "blockchain_get_transaction", json!([id])).await;
    assert_eq!(reply.json()["error"]["code"], 10, "the id that was answered is in no block");
    let blocks = result(&node, "devnet_transactions", json!([])).await;
    assert_eq!(blocks.as_array().unwrap().len(), 1);
    assert_ne!(blocks[0]["id"], id);
    assert_ne!(blocks[0]["trx"]["signatures"], sent["signatures"]);
    assert_eq!(blocks[0]["trx"]["operations"], sent["operations"]);
    let twin = result(&node, "blockchain_get_transaction", json!([blocks[0]["id"]])).await;
    assert_eq!(twin[0], blocks[0]["id"]);
    let again = call(&node, "network_broadcast_transaction", json!([sent])).await;
    assert_eq!(again.json()["error"]["code"], 30007, "version 1.0 knows the body");
    assert_eq!(units(&node, &Key::new(2)).await, 101_000_000);
}

#[tokio::test]
async fn dropped_broadcasts_are_answered_and_forgotten_until_they_are_sent_again() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(&dir).await;
    result(&node, "devnet_fault", json!([{ "drop_broadcasts": 1 }])).await;
    let first = result(&node, "network_broadcast_transaction", json!([payment(1)])).await;
    assert_eq!(result(&node, "devnet_block", json!([])).await, false);
    assert_eq!(result(&node, "network_broadcast_transaction", json!([payment(1)])).await, first);
    assert_eq!(result(&node, "devnet_block", json!([])).await, true);
    let faults = result(&node, "devnet_fault", json!([])).await;
    assert_eq!(faults, json!({ "high_s_twin": false, "drop_broadcasts": 0, "delay_block_ms": 0 }));
}

#[tokio::test]
async fn mode_and_clock_switch_while_it_runs_and_wrong_words_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(&dir).await;
    let mut poor = payment(1);
    poor["operations"][0]["data"]["amount"] = json!(2_000_000);
    assert_eq!(call(&node, "network_broadcast_transaction", json!([poor])).await.status, 500);
    assert_eq!(result(&node, "devnet_mode", json!(["B"])).await, "B");
    assert_eq!(call(&node, "network_broadcast_transaction", json!([poor])).await.status, 200);
    assert_eq!(call(&node, "blockchain_broadcast_transaction", json!([poor])).await.status, 500);
    assert_eq!(result(&node, "devnet_mode", json!([])).await, "B");
    let now = crate::wire::time::time_text(NOW);
    assert_eq!(result(&node, "devnet_clock", json!([])).await, json!({ "now": now, "fixed": true }));
    let moved = json!({ "now": "2026-11-22T00:00:00", "fixed": true });
    assert_eq!(result(&node, "devnet_clock", json!(["2026-11-22T00:00:00"])).await, moved);
    assert_eq!(result(&node, "devnet_clock", json!(["system"])).await["fixed"], false);
    for (method, params) in [
        ("devnet_mode", json!(["C"])),
        ("devnet_clock", json!(["noon"])),
        ("devnet_fault", json!([{ "fire": true }])),
        ("devnet_fault", json!([{ "drop_broadcasts": -1 }])),
    ] {
        assert_eq!(call(&node, method, params).await.json()["error"]["code"], 7, "{method}");
    }
}

#[tokio::test]
async fn a_block_comes_by_itself_after_something_is_pending() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(&dir);
    config.block_after = core::time::Duration::from_millis(5);
    let node = running(config).await;
    for (number, mode) in [(1, "A"), (2, "B")] {
        result(&node, "devnet_mode", json!([mode])).await;
        let id = result(&node, "network_broadcast_transaction", json!([payment(number)])).await;
        while call(&node, "blockchain_get_transaction", json!([id])).await.status != 200 {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(units(&node, &Key::new(2)).await, 102_000_000);
}
