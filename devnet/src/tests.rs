//! The composed devnet: every address of the profile answers, and a restart keeps what it must.

use super::{Config, Devnet, run, start};
use crate::node::tests::wire_client::send_to;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

async fn devnet(dir: &tempfile::TempDir) -> (Devnet, mpsc::Receiver<super::SmsCode>) {
    let (codes, sent) = mpsc::channel(8);
    (start(Config { dir: dir.path().to_owned(), codes }).await.unwrap(), sent)
}

fn on_disk(dir: &tempfile::TempDir) -> Value {
    serde_json::from_slice(&std::fs::read(dir.path().join("profile.json")).unwrap()).unwrap()
}

async fn chain_id(node_url: &str) -> Value {
    let call = json!({ "id": 1, "method": "blockchain_get_info", "params": [] }).to_string();
    send_to(node_url, "POST", &call).await.json()["result"]["blockchain_id"].take()
}

#[tokio::test]
async fn the_profile_on_disk_leads_to_the_node_the_relay_and_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let (devnet, mut codes) = devnet(&dir).await;
    let profile = on_disk(&dir);
    assert_eq!(profile, devnet.profile);
    assert_eq!(devnet.profile_path, dir.path().join("profile.json"));
    let endpoints = &profile["endpoints"];
    assert_eq!(endpoints["ttchain"], json!([devnet.node_url]));
    assert_eq!(endpoints["relays"], json!([devnet.relay_url]));
    assert_eq!(endpoints["directory"], json!(devnet.directory_url));
    for url in [&devnet.node_url, &devnet.relay_url, &devnet.directory_url] {
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    }
    assert_eq!(chain_id(&devnet.node_url).await, profile["ttchain"]["chain_id"]);
    let relay = send_to(&format!("{}/healthz", devnet.relay_url), "GET", "").await;
    assert_eq!(relay.status, 200);
    let asked = json!({ "phone": "+821012345678" }).to_string();
    let reply = send_to(&format!("{}/v1/code", devnet.directory_url), "POST", &asked).await;
    assert_eq!(reply.status, 204, "{}", reply.body);
    assert_eq!(codes.recv().await.unwrap().phone().e164(), "+821012345678");
}

#[tokio::test]
async fn a_restart_in_the_same_folder_keeps_the_chain_and_the_ports() {
    let dir = tempfile::tempdir().unwrap();
    let (first, _codes) = devnet(&dir).await;
    let before = on_disk(&dir);
    first.shutdown().await;
    let (_second, _codes) = devnet(&dir).await;
    assert_eq!(on_disk(&dir), before);
}

#[tokio::test]
async fn the_faucet_mints_for_an_address_and_for_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let (devnet, _codes) = devnet(&dir).await;
    let address = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
    let id = devnet.faucet(address, 100_000, "TTC").unwrap();
    assert_eq!(id.len(), 40);
    assert_eq!(
        devnet.faucet("ACTGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", 100_000, "TTC"),
        None,
        "a sibling's address"
    );
    assert_eq!(devnet.faucet(address, 0, "TTC"), None, "nothing");
    assert_eq!(devnet.faucet(address, -1, "TTC"), None, "less than nothing");
    assert_eq!(devnet.faucet(address, 1, "TTX"), None, "an asset that nobody issued");
    for asset in ["TTM", "TTMI"] {
        assert!(devnet.faucet(address, 1, asset).is_some(), "{asset}");
    }
}

#[tokio::test]
async fn a_port_that_somebody_took_meanwhile_is_chosen_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (first, _codes) = devnet(&dir).await;
    let node = first.node_url.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
    first.shutdown().await;
    let _thief = std::net::TcpListener::bind(&node).unwrap();
    let (second, _codes) = devnet(&dir).await;
    assert!(!second.node_url.contains(&node));
    assert_eq!(chain_id(&second.node_url).await, on_disk(&dir)["ttchain"]["chain_id"]);
}

#[tokio::test]
async fn it_runs_until_it_is_told_to_stop_and_then_nothing_answers() {
    let dir = tempfile::tempdir().unwrap();
    let (codes, _sent) = mpsc::channel(8);
    let (stop, stopped) = oneshot::channel::<()>();
    let (told, ready) = oneshot::channel();
    let config = Config { dir: dir.path().to_owned(), codes };
    let running =
        tokio::spawn(run(config, move |devnet| told.send(devnet.node_url.clone()).unwrap(), async move {
            stopped.await.unwrap()
        }));
    let url = ready.await.unwrap();
    assert_eq!(chain_id(&url).await, on_disk(&dir)["ttchain"]["chain_id"]);
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
    let address = url.strip_prefix("http://").unwrap().strip_suffix("/rpc").unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
