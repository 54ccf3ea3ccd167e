use super::*;
use std::net::Ipv4Addr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn loopback() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

async fn first_line(addr: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 64];
    let read = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..read]).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn answers_on_the_port_in_its_url() {
    let relay = start(loopback()).await.unwrap();
    assert_eq!(relay.url(), format!("http://{}", relay.addr));
    assert_ne!(relay.addr.port(), 0);
    let line = first_line(relay.addr, "GET /healthz HTTP/1.1\r\nhost: relay\r\n\r\n").await;
    assert_eq!(line, "HTTP/1.1 200 OK");
    relay.shutdown().await;
}

#[tokio::test]
async fn nobody_answers_after_shutdown() {
    let relay = start(loopback()).await.unwrap();
    let addr = relay.addr;
    relay.shutdown().await;
    assert!(TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn taken_address_is_named() {
    let relay = start(loopback()).await.unwrap();
    let error = start(relay.addr).await.unwrap_err();
    assert_eq!(error.code(), "relay_bind");
}
