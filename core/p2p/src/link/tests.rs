use super::*;
use crate::door::ALPN;
use crate::names::NameLog;
use iroh::endpoint::presets;
use iroh::{Endpoint, EndpointAddr, RelayMap, RelayMode};
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tongtong_ports::link::{Path, PathWatch};
use tongtong_server::relay::{self, RelayHandle};
use zeroize::Zeroizing;

mod contract;
mod exchange;
mod loopback;
mod refusal;

/// A limit for what must happen, far above what it takes.
const LIMIT: Duration = Duration::from_secs(30);

async fn relay() -> RelayHandle {
    relay::start((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap()
}

fn seeds(seed: u8) -> LinkSeeds {
    LinkSeeds { rendezvous: Zeroizing::new([seed; 32]), conversation: Zeroizing::new([seed ^ 0x80; 32]) }
}

async fn link(seed: u8, relay: &RelayHandle, direct: bool, names: &NameLog) -> IrohLink {
    let names = Names::Refused(names.clone());
    let link = IrohLink::start(seeds(seed), &[relay.url()], direct, names).await.unwrap();
    timeout(LIMIT, link.online()).await.expect("reaches the relay");
    link
}

/// Connects `a` to `b` at the conversation doors: `b` sees the first byte, which is thrown away.
async fn connect(a: &IrohLink, b: &IrohLink, door: Door) -> (Connection, Connection) {
    let mut dialled = a.dial(door, &b.address(door)).await.unwrap();
    dialled.writer.write_all(b"!").await.unwrap();
    let mut arrived = timeout(LIMIT, b.accept(door)).await.expect("arrives").unwrap();
    arrived.reader.read_exact(&mut [0]).await.unwrap();
    (dialled, arrived)
}

async fn both_ways(a: &mut Connection, b: &mut Connection) {
    let mut heard = [0; 12];
    a.writer.write_all("안녕하세".as_bytes()).await.unwrap();
    b.reader.read_exact(&mut heard).await.unwrap();
    assert_eq!(heard, "안녕하세".as_bytes());
    b.writer.write_all(b"good morning").await.unwrap();
    a.reader.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"good morning");
}

async fn becomes(path: &dyn PathWatch, wanted: Path) -> bool {
    timeout(LIMIT, async {
        while path.current() != wanted {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .is_ok()
}

async fn conversation_sockets(link: &IrohLink) -> usize {
    link.conversation.read().await.open.as_ref().unwrap().endpoint.bound_sockets().len()
}
