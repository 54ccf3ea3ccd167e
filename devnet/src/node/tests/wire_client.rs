//! HTTP by hand, one request a connection, against a node on a port of its own.

use crate::node::{NodeConfig, NodeHandle};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back: status, head, body.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(super) async fn running(config: NodeConfig) -> NodeHandle {
    crate::node::start(config).await.unwrap()
}

/// Sends `body` to `path` and reads until the node closes the connection.
pub(super) async fn send(node: &NodeHandle, method: &str, path: &str, body: &str) -> Reply {
    let address = node.url.strip_prefix("http://").unwrap().strip_suffix("/rpc").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request =
        format!("{method} {path} HTTP/1.1\r\nHost: devnet\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_lowercase(), body: body.to_owned() }
}

/// Calls a method.
pub(super) async fn call(node: &NodeHandle, method: &str, params: Value) -> Reply {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    send(node, "POST", "/rpc", &body.to_string()).await
}

/// Calls a method that succeeds.
pub(super) async fn result(node: &NodeHandle, method: &str, params: Value) -> Value {
    let reply = call(node, method, params).await;
    assert_eq!(reply.status, 200, "{method}: {}", reply.body);
    reply.json()["result"].take()
}
