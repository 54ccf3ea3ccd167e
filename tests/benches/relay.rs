//! How long it takes until a sent text is shown as delivered, through a relay on loopback, beside the bare
//! transport's way there and back.
//!
//! `scripts/bench relay` runs this. Two engines on real parts: SQLite on this machine's disk, sessions, QUIC.

#![allow(clippy::unwrap_used, reason = "a measurement that fails must stop at once")]

use criterion::Criterion;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tongtong_chat::rows::MessageState;
use tongtong_engine::Events;
use tongtong_p2p::IrohOpener;
use tongtong_ports::{Connection, Door, Link, LinkOpener, LinkSeeds, Path};
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::PeerId;
use zeroize::Zeroizing;

/// As in what ships: every byte that is freed is wiped.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// Bytes of the shortest frame on the wire: length, 256 bytes, tag.
const FRAME: usize = 274;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(2))
        .measurement_time(Duration::from_secs(10))
        .configure_from_args();
    let runtime = Runtime::new().unwrap();
    let world = runtime.block_on(World::start());
    let talk = RefCell::new(runtime.block_on(Talk::start(&world)));
    let wire = RefCell::new(runtime.block_on(Wire::start(&world)));
    let mut group = criterion.benchmark_group("delivered_through_relay");
    group.bench_function("ours", |b| {
        b.iter_custom(|texts| runtime.block_on(talk.borrow_mut().deliver(texts)));
    });
    group.bench_function("reference", |b| {
        b.iter_custom(|turns| runtime.block_on(wire.borrow_mut().turn(turns)));
    });
    group.finish();
    criterion.final_summary();
    runtime.block_on(wire.into_inner().end());
    runtime.shutdown_timeout(Duration::from_secs(5));
}

/// Two contacts who may not reach each other but through the relay.
struct Talk {
    from: Device,
    to: PeerId,
    events: Events,
    /// Online for as long as this lives.
    _other: Device,
}

impl Talk {
    async fn start(world: &World) -> Self {
        let from = Device::sign_up(world, "Alex", "010-1234-5678").await;
        let other = Device::sign_up(world, "지민", "010-8765-4321").await;
        for device in [&from, &other] {
            device.engine.allow_direct(false).await.unwrap();
        }
        from.befriend(&other).await;
        let to = other.me().await;
        from.engine.say(to, "hello").await.unwrap();
        wait_for("the first text is delivered", || async { from.all_delivered(to).await }).await;
        let online = from.engine.online();
        assert!(online.contains(&(to, Path::Relay)), "the session runs through the relay");
        let events = from.engine.events();
        Self { from, to, events, _other: other }
    }

    /// Sends texts one after the other, each when the one before is shown as delivered.
    async fn deliver(&mut self, texts: u64) -> Duration {
        let mut took = Duration::ZERO;
        for _ in 0..texts {
            let started = Instant::now();
            let sent = self.from.engine.say(self.to, "how long does this take?").await.unwrap();
            // The row is read at every event, as a screen does.
            loop {
                let row = self.from.engine.message(sent).await.unwrap().unwrap();
                if matches!(row.state, MessageState::Delivered { .. }) {
                    break;
                }
                self.events.next().await.unwrap();
            }
            took += started.elapsed();
        }
        took
    }
}

/// The bare transport through the same relay: bytes there, the same bytes back.
struct Wire {
    near: Connection,
    far: Connection,
    links: [Arc<dyn Link>; 2],
}

impl Wire {
    async fn start(world: &World) -> Self {
        let relays = world.profile().endpoints.relays;
        let (near, far) = (link(&relays, 1).await, link(&relays, 2).await);
        let to = far.address(Door::Rendezvous);
        wait_for("both links hold the relay", || async {
            near.has_network().await && far.has_network().await
        })
        .await;
        let mut dialled = near.dial(Door::Rendezvous, &to).await.unwrap();
        // The other side sees a stream with its first byte.
        dialled.writer.write_all(&[0]).await.unwrap();
        let mut accepted = far.accept(Door::Rendezvous).await.unwrap();
        accepted.reader.read_exact(&mut [0]).await.unwrap();
        assert!(dialled.path.current() == Path::Relay, "the bare transport runs through the relay");
        Self { near: dialled, far: accepted, links: [near, far] }
    }

    async fn turn(&mut self, turns: u64) -> Duration {
        let (mut there, mut back) = ([0x5a; FRAME], [0; FRAME]);
        let started = Instant::now();
        for _ in 0..turns {
            self.near.writer.write_all(&there).await.unwrap();
            self.far.reader.read_exact(&mut back).await.unwrap();
            self.far.writer.write_all(&back).await.unwrap();
            self.near.reader.read_exact(&mut there).await.unwrap();
        }
        started.elapsed()
    }

    async fn end(self) {
        let Self { near: _, far: _, links } = self;
        for link in links {
            link.shutdown().await;
        }
    }
}

/// One side of the bare transport. At its rendezvous door there is no path but the relay's.
async fn link(relays: &[String], seed: u8) -> Arc<dyn Link> {
    let seeds = LinkSeeds {
        rendezvous: Zeroizing::new([seed; 32]),
        conversation: Zeroizing::new([seed.wrapping_add(100); 32]),
    };
    IrohOpener::default().open(seeds, relays, false).await.unwrap()
}
