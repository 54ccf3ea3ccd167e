//! The demo's own calls over HTTP, by hand: what it checks must not come through the code it checks.

use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(5);
/// The longest answer that is read.
const LONGEST: u64 = 16 << 20;

/// Sends a request to `http://host:port/path` and gives status and body; nothing if there is no answer.
pub(super) async fn call(method: &str, url: &str, body: Option<&Value>) -> Option<(u16, Value)> {
    timeout(LIMIT, exchange(method, url, body)).await.ok().flatten()
}

async fn exchange(method: &str, url: &str, body: Option<&Value>) -> Option<(u16, Value)> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let body = body.map(ToString::to_string).unwrap_or_default();
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer).await.ok()?;
    read(&answer)
}

/// Reads an answer that came whole: with a length, or until the connection ended.
fn read(answer: &[u8]) -> Option<(u16, Value)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(answer.get(..end)?).ok()?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    let body = answer.get(end.checked_add(4)?..)?;
    Some((status, serde_json::from_slice(body).unwrap_or(Value::Null)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_status_and_body() {
        let answer = b"HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n{\"a\": 1}\n";
        assert_eq!(read(answer), Some((404, serde_json::json!({"a": 1}))));
        assert_eq!(read(b"HTTP/1.1 204 No Content\r\n\r\n"), Some((204, Value::Null)));
        assert_eq!(read(b"nonsense"), None);
    }
}
