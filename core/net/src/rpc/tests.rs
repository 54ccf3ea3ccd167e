//! What a node's answer means, over real HTTP.

use super::*;
use axum::Router;
use axum::http::StatusCode;

/// Calls `m` with `[7]` on a server that answers this, if it was asked so, and 404 if not.
async fn called(status: u16, body: &'static str) -> Result<Value, NetworkError> {
    let status = StatusCode::from_u16(status).unwrap();
    let answer = move |request: String| async move {
        let request: Value = serde_json::from_str(&request).unwrap();
        let asked = json!({"jsonrpc": "2.0", "id": 1, "method": "m", "params": [7]});
        if request == asked { (status, body) } else { (StatusCode::NOT_FOUND, "") }
    };
    let router = Router::new().route("/", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let answer = call(&Http::new().unwrap(), &url, "m", json!([7])).await;
    server.abort();
    answer
}

#[tokio::test]
async fn a_result_is_given_also_when_it_is_null() {
    assert_eq!(called(200, r#"{"jsonrpc":"2.0","id":1,"result":"0x1"}"#).await, Ok(json!("0x1")));
    assert_eq!(called(200, r#"{"jsonrpc":"2.0","id":1,"result":null}"#).await, Ok(Value::Null));
    assert_eq!(called(200, r#"{"result":[1],"error":null,"id":1}"#).await, Ok(json!([1])));
}

#[tokio::test]
async fn an_error_carries_the_nodes_code_whatever_the_status() {
    for status in [200, 400, 429, 500] {
        let answer = called(status, r#"{"id":1,"error":{"code":-32000,"message":"nonce too low"}}"#).await;
        assert_eq!(answer, Err(NetworkError::Refused { code: -32000 }), "{status}");
    }
}

#[tokio::test]
async fn what_is_neither_is_nonsense() {
    for (status, body) in [
        (200, "not json"),
        (200, ""),
        (200, r#"{"id":1}"#),
        (200, r#"{"id":1,"error":null}"#),
        (200, r#"{"id":1,"error":"no code"}"#),
        (200, r#"{"id":1,"error":{"message":"no code"}}"#),
        (401, "Unauthorized"),
        (503, r#"{"result":"0x1"}"#),
        (500, r#"{"result":"0x1","error":null}"#),
    ] {
        assert_eq!(called(status, body).await, Err(NetworkError::Protocol), "{status} {body}");
    }
}

#[tokio::test]
async fn a_node_that_is_not_there_is_offline() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let answer = call(&Http::new().unwrap(), &url, "m", json!([])).await;
    assert_eq!(answer, Err(NetworkError::Offline));
}
