//! The RPC's names, shapes, statuses, codes and texts against the captures.

use super::config;
use super::wire_client::{Reply, call, result, running, send};
use crate::captures::{Capture, captures};
use crate::node::{Clock, NodeConfig};
use crate::wire::time::read_time;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) fn capture(name: &str) -> Capture {
    captures().into_iter().find(|capture| capture.name == name).unwrap()
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

/// A folder with the captured chain at the moment of its first transfer.
fn at_the_first_transfer(dir: &tempfile::TempDir) -> NodeConfig {
    let mut config = config(dir);
    config.clock = Clock::Fixed(read_time("2026-11-21T05:16:18").unwrap());
    config.block_after = core::time::Duration::from_secs(3600);
    config
}

async fn replayed(node: &crate::node::NodeHandle, name: &str) -> Reply {
    let capture = capture(name);
    send(node, "POST", &capture.path(), &capture.request().unwrap()).await
}

#[tokio::test]
async fn the_first_captured_transfer_gives_the_captured_balances_and_transaction() {
    let dir = tempfile::tempdir().unwrap();
    let node = running(at_the_first_transfer(&dir)).await;
    let before = replayed(&node, "10_blockchain_list_address_balances_genesis").await;
    assert_eq!(before.json(), capture("10_blockchain_list_address_balances_genesis").answer().unwrap());
    let captured = capture("26_blockchain_get_transaction").answer().unwrap();
    let transfer = captured["result"][1]["trx"].clone();
    assert_eq!(
        result(&node, "network_broadcast_transaction", json!([transfer])).await,
        captured["result"][0]
    );
    assert_eq!(result(&node, "devnet_block", json!([])).await, true);
    for name in
        ["23_blockchain_list_address_balances", "25_blockchain_get_balance", "26_blockchain_get_transaction"]
    {
        assert_eq!(replayed(&node, name).await.json(), capture(name).answer().unwrap(), "{name}");
    }
    for name in ["29_blockchain_get_block_by_small_number", "H0_blockchain_get_block_colon"] {
        let (ours, theirs) = (replayed(&node, name).await.json(), capture(name).result().unwrap());
        assert_eq!(keys(&ours["result"]), keys(&theirs), "{name}");
        for same in
            ["block_num", "rank", "timestamp", "user_transaction_ids", "node_index", "parent_block_ids"]
        {
            assert_eq!(ours["result"][same], theirs[same], "{name} {same}");
        }
        let id = ours["result"]["id"].clone();
        assert_eq!(result(&node, "blockchain_get_block", json!([id])).await, ours["result"]);
    }
    for name in ["28_blockchain_get_block", "H0_blockchain_get_block"] {
        assert_eq!(replayed(&node, name).await.json(), capture(name).answer().unwrap(), "{name}");
    }
}

#[tokio::test]
async fn descriptions_of_node_chain_and_assets_have_the_captured_members() {
    let dir = tempfile::tempdir().unwrap();
    let node = running(at_the_first_transfer(&dir)).await;
    for name in
        ["20_get_info", "21_blockchain_get_info", "22_about", "C0_blockchain_get_asset_base", "HE_get_info"]
    {
        let reply = replayed(&node, name).await;
        assert_eq!(reply.status, 200, "{name}");
        assert_eq!(keys(&reply.json()["result"]), keys(&capture(name).result().unwrap()), "{name}");
    }
    let info = replayed(&node, "21_blockchain_get_info").await;
    assert_eq!(info.json(), capture("21_blockchain_get_info").answer().unwrap());
    let assets = replayed(&node, "HF_blockchain_list_assets").await.json();
    assert_eq!(keys(&assets["result"][0]), keys(&capture("HF_blockchain_list_assets").result().unwrap()[1]));
    assert_eq!(assets["result"][0]["maximum_share_supply"], "10000000000000000");
    assert_eq!(replayed(&node, "HB_blockchain_is_synced").await.json()["result"], true);
    assert_eq!(replayed(&node, "HC_blockchain_get_block_count").await.json()["result"], 0);
    for entry in captures().iter().filter(|entry| entry.name.starts_with("B3_validate_address")) {
        let reply = send(&node, "POST", "/rpc", &entry.request().unwrap()).await;
        assert_eq!(reply.json(), entry.answer().unwrap(), "{}", entry.name);
    }
}

#[tokio::test]
async fn pending_transactions_are_listed_in_the_captured_form() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = at_the_first_transfer(&dir);
    config.clock = Clock::Fixed(read_time("2026-11-21T05:50:43").unwrap());
    let node = running(config).await;
    let sent = capture("58_memo_100");
    let id = result(&node, "network_broadcast_transaction", json!([sent.transaction().unwrap()])).await;
    let pending = result(&node, "blockchain_list_pending_transactions", json!([])).await;
    assert_eq!(pending, json!([[id, sent.transaction().unwrap()]]));
    let theirs = capture("14_blockchain_list_pending_transactions").result().unwrap();
    assert_eq!(keys(&pending[0][1]), keys(&theirs[0][1]));
}

#[tokio::test]
async fn refusals_have_the_captured_status_code_and_first_line() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = at_the_first_transfer(&dir);
    config.clock = Clock::Fixed(read_time("2026-11-21T05:50:43").unwrap());
    let node = running(config).await;
    for name in [
        "44_wrong_key",
        "45_no_signature",
        "46_wrong_chain_id",
        "50_negative_fee",
        "52_zero_amount",
        "58_memo_2049",
        "D7_missing_params",
        "DH_unknown_balance",
        "DH2_balance_valid_but_unknown",
    ] {
        let (ours, theirs) = (replayed(&node, name).await, capture(name));
        assert_eq!(Some(ours.status), theirs.status(), "{name}");
        let (ours, theirs) = (ours.json(), theirs.answer().unwrap());
        assert_eq!(ours["id"], theirs["id"], "{name}");
        let (ours, theirs) = (&ours["error"], &theirs["error"]);
        assert_eq!(keys(ours), keys(theirs), "{name}");
        assert_eq!(ours["code"], theirs["code"], "{name}");
        for member in ["message", "detail"] {
            let first = |value: &Value| value[member].as_str().unwrap().lines().next().unwrap().to_owned();
            assert_eq!(first(ours), first(theirs), "{name}");
        }
        let second = |value: &Value| value["message"].as_str().unwrap().lines().nth(1).unwrap().to_owned();
        assert_eq!(second(ours), second(theirs), "{name}");
    }
    let unknown = call(&node, "blockchain_get_transaction", json!(["00".repeat(20)])).await;
    assert_eq!((unknown.status, unknown.json()["error"]["code"].clone()), (500, json!(10)));
}

#[tokio::test]
async fn what_is_no_call_is_answered_with_the_captured_status_and_text() {
    let dir = tempfile::tempdir().unwrap();
    let node = running(at_the_first_transfer(&dir)).await;
    for name in ["D2_path_root", "D3_path_other", "D5_unknown_method"] {
        let (ours, theirs) = (replayed(&node, name).await, capture(name));
        assert_eq!(Some(ours.status), theirs.status(), "{name}");
        assert_eq!(ours.body, theirs.body(), "{name}");
    }
    for name in ["D9_string_id", "DA_batch_array", "DI_notification"] {
        let (ours, theirs) = (replayed(&node, name).await, capture(name));
        assert_eq!(Some(ours.status), theirs.status(), "{name}");
        let lines = |text: &str| text.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&ours.body), lines(&theirs.body()), "{name}");
    }
    for name in ["DD_no_jsonrpc_member", "DE_too_many_params", "DF_no_content_type"] {
        assert_eq!(replayed(&node, name).await.status, 200, "{name}");
    }
    let truncated = replayed(&node, "D6_bad_json").await;
    assert_eq!(truncated.status, 400, "the real node dies of it");
    assert_eq!(send(&node, "GET", "/rpc", "").await.status, 400);
    assert_eq!(replayed(&node, "22_about").await.status, 200, "and it still answers");
}

#[tokio::test]
async fn a_connection_is_closed_after_its_reply() {
    let dir = tempfile::tempdir().unwrap();
    let node = running(at_the_first_transfer(&dir)).await;
    // `send` returns only when the node closes; the header says so as well.
    let reply = replayed(&node, "22_about").await;
    assert!(reply.head.contains("connection: close"));
    assert!(reply.head.contains("content-type: application/json"));
    assert!(replayed(&node, "D5_unknown_method").await.head.contains("connection: close"));
}
