//! Solana through the doors. What its node does by itself is shown beside it, in `solana/tests`. These need its
//! program, which lies beside ours when it was built.

use crate::driver::Peers;
use serde_json::{Value, json};

const OWNER: &str = "8opHzTAnfzRpPEx21XtnrVTX28YQuCpAjcn1PczScKh";

#[tokio::test]
async fn commands_reach_the_node_and_faults_are_met_before_it() {
    let mut peers = Peers::start(&["solana"]).await;
    let ready = peers.ready("solana");
    let url = ready["url"].as_str().unwrap().to_owned();
    assert_eq!(ready["decimals"], 9);
    let fund = json!({"cmd": "fund", "id": 8, "chain": "solana", "to": OWNER, "units": "2000000000"});
    let done = peers.obey(fund).await;
    assert_eq!((&done["id"], &done["cmd"]), (&json!(8), &json!("fund")));
    let balance = json!([OWNER, {"commitment": "confirmed"}]);
    assert_eq!(peers.call(&url, "getBalance", balance.clone()).await["value"], 2_000_000_000_u64);

    peers.obey(json!({"cmd": "fault", "peer": "solana", "kind": "lying_balance"})).await;
    peers.obey(json!({"cmd": "fault", "peer": "solana", "kind": "wrong_chain"})).await;
    assert_eq!(peers.call(&url, "getBalance", balance.clone()).await["value"], 3_000_000_000_u64);
    assert_eq!(peers.call(&url, "getBalance", balance).await["value"], 2_000_000_000_u64);
    assert_ne!(peers.call(&url, "getGenesisHash", json!([])).await, ready["genesis"]);
    assert_eq!(peers.call(&url, "getGenesisHash", json!([])).await, ready["genesis"]);

    let account = peers.obey(json!({"cmd": "account", "owner": OWNER})).await["account"].clone();
    let refused = peers.tell(json!({"cmd": "freeze", "owner": OWNER})).await;
    assert_eq!(refused["code"], "refused_by_program", "there is nothing to freeze");
    let fund = json!({"cmd": "fund", "chain": "solana", "asset": "TTCL", "to": OWNER, "units": "70"});
    peers.obey(fund).await;
    let tokens =
        peers.call(&url, "getTokenAccountBalance", json!([account, {"commitment": "confirmed"}])).await;
    assert_eq!(tokens["value"]["amount"], "70");
    for (asset, units) in [("SOL", "2000000000"), ("TTCL", "70")] {
        let held =
            peers.obey(json!({"cmd": "balance", "chain": "solana", "asset": asset, "of": OWNER})).await;
        assert_eq!(held["units"], units);
    }
    let nothing = json!({"cmd": "fault", "peer": "solana", "kind": "lying_balance", "lie": "nothing"});
    peers.obey(nothing).await;
    let params = json!([[account], {"commitment": "confirmed", "encoding": "base64"}]);
    assert_eq!(peers.call(&url, "getMultipleAccounts", params.clone()).await["value"], json!([null]));
    assert_ne!(peers.call(&url, "getMultipleAccounts", params).await["value"], json!([null]));
    assert_eq!(peers.tell(json!({"cmd": "mine", "chain": "solana", "block": 1})).await["code"], "unreadable");
    let direct = ready["direct"].as_str().unwrap().to_owned();
    assert_ne!(peers.call(&direct, "getSlot", json!([])).await, Value::Null);
    peers.stop().await;
}
