//! HTTP by hand, one request a connection, against a node on a port of its own.

use crate::node::{NodeConfig, NodeHandle};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back: status, head, body.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(super) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(super) async fn running(config: NodeConfig) -> NodeHandle {
    crate::node::start(config).await.unwrap()
}

/// Sends `body` to `path` of the node.
pub(super) async fn send(node: &NodeHandle, method: &str, path: &str, body: &str) -> Reply {
    let base = node.url.strip_suffix("/rpc").unwrap();
    exchange(&format!("{base}{path}"), method, "", body).await
}

/// Sends `body` to `url` and asks for the connection to be closed.
pub(crate) async fn send_to(url: &str, method: &str, body: &str) -> Reply {
    exchange(url, method, "Connection: close\r\nContent-Type: application/json\r\n", body).await
}

/// Sends and reads until the other side closes the connection.
async fn exchange(url: &str, method: &str, headers: &str, body: &str) -> Reply {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
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
