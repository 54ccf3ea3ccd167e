//! How the program starts and ends, and what it says to nonsense.

use crate::driver::{PATIENCE, Peers};
use serde_json::json;
use std::process::Stdio;
use tokio::net::TcpStream;

/// Whether something listens there.
async fn listens(url: &str) -> bool {
    TcpStream::connect(url.trim_start_matches("http://")).await.is_ok()
}

async fn ends(url: &str) {
    let end = tokio::time::Instant::now() + PATIENCE;
    while listens(url).await {
        assert!(tokio::time::Instant::now() < end, "still there: {url}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn the_nodes_go_when_the_input_ends() {
    let peers = Peers::start(&["ethereum"]).await;
    let direct = peers.ready("ethereum")["direct"].as_str().unwrap().to_owned();
    assert!(listens(&direct).await);
    peers.stop().await;
    assert!(!listens(&direct).await);
}

#[tokio::test]
async fn the_nodes_go_when_the_program_is_killed() {
    let peers = Peers::start(&["ethereum", "bitcoin"]).await;
    let direct = peers.ready("ethereum")["direct"].as_str().unwrap().to_owned();
    peers.kill().await;
    ends(&direct).await;
}

#[tokio::test]
async fn a_node_that_is_not_there_is_skipped() {
    let mut peers = Peers::start(&["--btcd", "not-there", "bitcoin"]).await;
    let skipped = peers.ready("bitcoin");
    assert_eq!((&skipped["event"], &skipped["code"]), (&json!("skipped"), &json!("node_missing")));
    assert_eq!(peers.started()["peers"], json!([]));
    assert_eq!(peers.tell(json!({"cmd": "mine", "chain": "bitcoin"})).await["code"], "not_running");
    peers.stop().await;
}

#[tokio::test]
async fn a_node_that_does_not_start_is_a_failure() {
    let ended = tokio::process::Command::new(env!("CARGO_BIN_EXE_tongtong-peers"))
        .args(["--anvil", "/bin/false", "ethereum"])
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(String::from_utf8(ended.stdout).unwrap().contains(r#""code":"node_failed""#));
}

#[tokio::test]
async fn what_is_not_understood_is_refused_and_the_next_line_is_read() {
    let mut peers = Peers::start(&["ethereum"]).await;
    for nonsense in [
        json!("mine"),
        json!({}),
        json!({"cmd": "dig"}),
        json!({"cmd": "mine"}),
        json!({"cmd": "mine", "chain": "ethereum", "block": 1}),
        json!({"cmd": "fund", "chain": "ethereum", "to": "0x00", "units": 5}),
        json!({"cmd": "fault", "peer": "ethereum", "kind": "flood"}),
    ] {
        let answer = peers.tell(nonsense.clone()).await;
        assert_eq!(
            (&answer["event"], &answer["code"]),
            (&json!("refused"), &json!("unreadable")),
            "{nonsense}"
        );
    }
    assert_eq!(peers.tell(json!({"cmd": "advance", "blocks": 1})).await["code"], "not_running");
    peers.obey(json!({"cmd": "mine", "chain": "ethereum"})).await;
    peers.stop().await;
}
