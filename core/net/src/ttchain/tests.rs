//! The client reads what the real node answered (tests/vectors/ttchain/captures), over real HTTP.

use super::*;
use axum::Router;
use axum::http::StatusCode;
use std::path::Path;

/// A server that answers one request as the captured node did, and 404 to any other.
async fn captured_node(name: &str) -> (TtcNode, tokio::task::JoinHandle<()>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/ttchain/captures");
    let capture = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
    let capture: Value = serde_json::from_slice(&capture).unwrap();
    let known: Value = serde_json::from_str(capture["request_body"].as_str().unwrap()).unwrap();
    let status =
        StatusCode::from_u16(u16::try_from(capture["http_status"].as_u64().unwrap()).unwrap()).unwrap();
    let body = capture["response_body"].as_str().unwrap().to_owned();
    let answer = move |request: String| async move {
        let request: Value = serde_json::from_str(&request).unwrap();
        let same = request["method"] == known["method"] && request["params"] == known["params"];
        if same { (status, body) } else { (StatusCode::NOT_FOUND, String::new()) }
    };
    serve(Router::new().route("/rpc", axum::routing::post(answer))).await
}

async fn serve(router: Router) -> (TtcNode, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/rpc", listener.local_addr().unwrap());
    let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let chain_id = "7c16eb237d5ccb3763644b6356ba529fdbdf76d2e17cc59ce0247e05041a1213";
    let network = Network { chain_id: ChainId::from_hex(chain_id).unwrap(), ..Network::main_net() };
    (TtcNode::new(Http::new().unwrap(), url.parse().unwrap(), network), task)
}

async fn answering(status: u16, body: &'static str) -> (TtcNode, tokio::task::JoinHandle<()>) {
    let answer = move || async move { (StatusCode::from_u16(status).unwrap(), body) };
    serve(Router::new().route("/rpc", axum::routing::post(answer))).await
}

fn balance_id(node: &TtcNode, text: &str) -> BalanceId {
    node.network.parse_balance_id(text).unwrap()
}

#[tokio::test]
async fn the_chain_id_is_read() {
    let (node, _server) = captured_node("21_blockchain_get_info").await;
    assert_eq!(node.chain_id().await.unwrap(), node.network.chain_id);
}

#[tokio::test]
async fn a_balance_above_32_bits_comes_as_a_text_and_is_read() {
    let (node, _server) = captured_node("25_blockchain_get_balance").await;
    let id = balance_id(&node, "TTC3SrPRih4xpCvNnjrf7vw56BMwt6wff5b1");
    assert_eq!(node.balance(&id).await.unwrap(), BalanceRecord::Holds(Amount::from_units(999_998_990_000)));
}

#[tokio::test]
async fn an_unknown_balance_is_no_error() {
    let (node, _server) = captured_node("DH2_balance_valid_but_unknown").await;
    let id = balance_id(&node, "TTCKNguEZsfzPrXWMC3kH8AixCHz2YfceXVF");
    assert_eq!(node.balance(&id).await.unwrap(), BalanceRecord::Unknown);
}

#[tokio::test]
async fn a_transaction_in_a_block_is_known_by_its_body() {
    let (node, _server) = captured_node("26_blockchain_get_transaction").await;
    let id: TxId = "ba7b92ef325c7ac888c92764ab9231a36b295392".parse().unwrap();
    let TransactionRecord::InBlock { block, body } = node.transaction(&id).await.unwrap() else {
        panic!("the captured transaction is in a block");
    };
    assert_eq!(block, "281474976710657");
    assert_ne!(body.bytes(), &[0; 32]);
}

#[tokio::test]
async fn a_transaction_that_cannot_be_read_is_not_ours_and_hides_nothing_else() {
    let id: TxId = "ba7b92ef325c7ac888c92764ab9231a36b295392".parse().unwrap();
    for (status, body) in [
        (500, r#"{"id":1,"error":{"message":"too short (11)","code":11}}"#),
        (500, r#"{"id":1,"error":{"message":"no code"}}"#),
        (200, r#"{"id":1,"result":["ba7b"]}"#),
        (200, r#"{"id":1,"result":["ba7b",{"chain_location":{"block_num":7}}]}"#),
        (200, r#"{"id":1,"result":["ba7b",{"trx":{"operations":"?"},"chain_location":{"block_num":7}}]}"#),
    ] {
        let (node, _server) = answering(status, body).await;
        let answers = node.ask(&[Question::TtcTransaction(id.clone())]).await;
        assert_eq!(answers, Ok(vec![Answer::TtcTransaction(TransactionRecord::Unknown)]), "{body}");
    }
}

#[tokio::test]
async fn an_asset_is_known_by_its_symbol() {
    let gold = Question::TtcAsset("GOLD".to_owned());
    let (node, _server) = captured_node("C2_blockchain_get_asset_gold").await;
    let is = AssetRecord::Is { number: 1, decimals: 2 };
    assert_eq!(node.ask(core::slice::from_ref(&gold)).await, Ok(vec![Answer::TtcAsset(is)]));
    for (status, body) in [
        (200, r#"{"id":1,"result":null}"#),
        (200, r#"{"id":1,"result":{"id":1,"symbol":"LEAD","precision":100}}"#),
        (200, r#"{"id":1,"result":{"id":1,"symbol":"GOLD","precision":99}}"#),
        (200, r#"{"id":1,"result":{"id":2147483648,"symbol":"GOLD","precision":100}}"#),
        (200, "not json"),
        (500, r#"{"id":1,"error":{"message":"unknown asset","code":10}}"#),
    ] {
        let (node, _server) = answering(status, body).await;
        let answers = node.ask(core::slice::from_ref(&gold)).await;
        assert_eq!(answers, Ok(vec![Answer::TtcAsset(AssetRecord::Unknown)]), "{body}");
    }
}

#[tokio::test]
async fn a_refusal_carries_the_nodes_code() {
    let (node, _server) =
        answering(500, r#"{"id":1,"error":{"message":"missing signature (31005)","code":31005}}"#).await;
    assert_eq!(node.chain_id().await, Err(NetworkError::Refused { code: 31005 }));
}

#[tokio::test]
async fn nonsense_is_named_and_never_a_balance() {
    for (status, body) in [
        (200, "not json"),
        (200, r#"{"id":1}"#),
        (200, r#"{"id":1,"result":{"balance":-1}}"#),
        (200, r#"{"id":1,"result":{"balance":1.5}}"#),
        (200, r#"{"id":1,"result":{"balance":"12x"}}"#),
        (200, r#"{"id":1,"result":{"balance":"99999999999999999999"}}"#),
        (401, "Unauthorized"),
        (500, r#"{"id":1,"error":{"message":"no code"}}"#),
    ] {
        let (node, _server) = answering(status, body).await;
        let id = balance_id(&node, "TTC3SrPRih4xpCvNnjrf7vw56BMwt6wff5b1");
        assert_eq!(node.balance(&id).await, Err(NetworkError::Protocol), "{body}");
    }
}

#[tokio::test]
async fn a_node_that_is_not_there_is_offline() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/rpc", listener.local_addr().unwrap());
    drop(listener);
    let node = TtcNode::new(Http::new().unwrap(), url.parse().unwrap(), Network::main_net());
    assert_eq!(node.chain_id().await, Err(NetworkError::Offline));
}
