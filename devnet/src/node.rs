//! A TTChain node of our own: JSON-RPC over HTTP, a ledger on disk, rules that it judges by itself.
//!
//! A block appears about a second after something is pending; an idle chain makes none. Names,
//! shapes, codes and texts are those of the real node's captures. What only a devnet has:
//!
//! | call | answer |
//! | --- | --- |
//! | `devnet_faucet [address, units, asset]` | the id of the transaction that mints them, in the next block; no asset is the base asset |
//! | `devnet_mode ["A"]`, `["B"]`, `[]` | the mode: [`Mode`] |
//! | `devnet_fault [{"high_s_twin", "drop_broadcasts", "delay_block_ms"}]`, `[]` | all three faults |
//! | `devnet_clock ["2026-11-21T05:50:43"]`, `["system"]`, `[]` | `{"now", "fixed"}` |
//! | `devnet_block []` | whether there was anything to make a block of, now |
//! | `devnet_transactions []` | all in blocks: `{"id", "body_digest", "block", "kind", "trx"}`; kind `signed` or `mint` |
//!
//! Unlike the real node it answers 400 to a body that ends too early, makes no empty blocks, forgets
//! an expired transaction that was pending, and judges no contract operation (30005).

mod answer;
mod chain;
mod clock;
mod control;
mod genesis;
mod judge;
mod ledger;
mod methods;
mod refusal;
mod rpc;
mod state;
mod twin;

#[cfg(test)]
pub(crate) mod tests;

pub use clock::Clock;

use chain::Chain;
use core::time::Duration;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// How the node is set up. [`NodeConfig::new`] is what the devnet uses.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// The folder of the ledger; it is created where it is missing.
    pub dir: PathBuf,
    /// Where to listen; port 0 lets the system choose.
    pub bind: SocketAddr,
    /// The chain id of a new ledger; nothing takes a random one. An existing ledger must have it.
    pub chain_id: Option<[u8; 32]>,
    /// What time it is.
    pub clock: Clock,
    /// Which rules judge.
    pub rules: Rules,
    /// Whether a broadcast is judged at once.
    pub mode: Mode,
    /// What a new ledger starts from; an existing one keeps its own.
    pub genesis: Genesis,
    /// How long after something is pending a block is made.
    pub block_after: Duration,
}

/// A set of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rules {
    /// As version 1.0: an expired transaction and a second one with the same body are refused.
    V1,
}

/// As which node of the captures a broadcast is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Judges at once and refuses with a code.
    A,
    /// Answers an id for anything; what the rules refuse never gets into a block.
    B,
}

/// What a chain starts from.
#[derive(Clone, Debug, Default)]
pub struct Genesis {
    /// The chain's first moment, in seconds since 1970; nothing takes the clock's.
    pub timestamp: Option<u32>,
    /// First owners of the base asset.
    pub balances: Vec<GenesisBalance>,
    /// Registered accounts, who alone can issue assets.
    pub accounts: Vec<GenesisAccount>,
    /// Assets beside the base asset; their ids count from 1 in this order. Only the faucet makes more of them.
    pub assets: Vec<GenesisAsset>,
}

/// Money at the start.
#[derive(Clone, Debug)]
pub struct GenesisBalance {
    /// The owner's address text.
    pub owner: String,
    /// Units of the base asset.
    pub units: u64,
}

/// An account at the start.
#[derive(Clone, Debug)]
pub struct GenesisAccount {
    /// Its number.
    pub id: i32,
    /// The address text of its active key.
    pub active: String,
}

/// An asset at the start.
#[derive(Clone, Debug)]
pub struct GenesisAsset {
    /// Its symbol: 3 to 16 capitals.
    pub symbol: String,
    /// What people call it.
    pub name: String,
    /// Places behind the point, at most 18.
    pub decimals: u32,
}

/// Why there is no node.
#[derive(Debug, Error)]
pub enum NodeError {
    /// The ledger could not be read or written; see the cause.
    #[error("the ledger could not be read or written")]
    Disk(#[source] std::io::Error),
    /// Another process has this ledger open; stop it, or take another folder.
    #[error("another process holds the ledger")]
    Held,
    /// The ledger is not what this node wrote; nothing was changed. Take another folder.
    #[error("the ledger is damaged")]
    Damaged,
    /// The ledger is of another chain than the one asked for.
    #[error("the ledger is of another chain")]
    OtherChain,
    /// The genesis names no address, more money than may exist, or an asset that cannot be.
    #[error("a genesis that cannot be")]
    Genesis,
    /// The address could not be listened on.
    #[error("the node cannot listen there")]
    Bind(#[source] std::io::Error),
}

impl NodeError {
    /// A stable word for each case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Disk(_) => "ledger_disk",
            Self::Held => "ledger_held",
            Self::Damaged => "ledger_damaged",
            Self::OtherChain => "ledger_other_chain",
            Self::Genesis => "genesis_invalid",
            Self::Bind(_) => "node_bind",
        }
    }
}

impl NodeConfig {
    /// A node on a port of 127.0.0.1 that the system chooses: random chain id, system clock, rules
    /// v1, mode A, nobody owns anything, a block after a second.
    #[must_use]
    pub fn new(dir: PathBuf) -> Self {
        Self {
            dir,
            bind: SocketAddr::from(([127, 0, 0, 1], 0)),
            chain_id: None,
            clock: Clock::System,
            rules: Rules::V1,
            mode: Mode::A,
            genesis: Genesis::default(),
            block_after: Duration::from_secs(1),
        }
    }
}

/// What the RPC and the producer share.
struct Node {
    chain: Mutex<Chain>,
    work: Notify,
}

impl Node {
    /// The chain. A call that panicked has changed nothing half: state is replaced as a whole.
    fn chain(&self) -> MutexGuard<'_, Chain> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running node; dropping it stops it too.
#[derive(Debug)]
pub struct NodeHandle {
    /// Where the RPC is: `http://127.0.0.1:PORT/rpc`.
    pub url: String,
    /// The chain's id.
    pub chain_id: [u8; 32],
    node: Weak<Node>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl NodeHandle {
    /// New coins for an address, in the next block: the id of the transaction that brings them. `asset` is a
    /// symbol; nothing is the base asset. None if the text is no address, the amount is nothing, there is no
    /// such asset, or the node has stopped.
    #[must_use]
    pub fn faucet(&self, address: &str, units: i64, asset: Option<&str>) -> Option<String> {
        let node = self.node.upgrade()?;
        let minted = control::call(&node, "devnet_faucet", &[address.into(), units.into(), asset.into()]);
        minted.ok()?.as_str().map(str::to_owned)
    }

    /// Stops listening and waits until the ledger is closed. Pending transactions are forgotten.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        for task in core::mem::take(&mut self.tasks) {
            // A task that failed has ended, which is what is wanted.
            let _ended = task.await;
        }
    }
}

impl Drop for NodeHandle {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Opens the ledger, replays it and serves.
///
/// If the process dies, whatever a block held is there again on the next start, and what was only
/// pending is not: wallets send their bytes again.
///
/// # Errors
/// [`NodeError`], before anything listens.
pub async fn start(config: NodeConfig) -> Result<NodeHandle, NodeError> {
    let Rules::V1 = config.rules;
    let chain = Chain::open(&config)?;
    let chain_id = chain.genesis.chain_id;
    let listener = TcpListener::bind(config.bind).await.map_err(NodeError::Bind)?;
    let address = listener.local_addr().map_err(NodeError::Bind)?;
    let node = Arc::new(Node { chain: Mutex::new(chain), work: Notify::new() });
    let (stop, stopped) = watch::channel(false);
    let weak = Arc::downgrade(&node);
    let tasks = vec![
        tokio::spawn(rpc::serve(listener, Arc::clone(&node), stopped.clone())),
        tokio::spawn(produce(node, config.block_after, stopped)),
    ];
    Ok(NodeHandle { url: format!("http://{address}/rpc"), chain_id, node: weak, stop, tasks })
}

/// Makes a block some time after something waits. A ledger that cannot be written is tried again.
async fn produce(node: Arc<Node>, after: Duration, mut stopped: watch::Receiver<bool>) {
    let run = async {
        loop {
            node.work.notified().await;
            let more = Duration::from_millis(node.chain().faults.delay_block_ms);
            tokio::time::sleep(after.saturating_add(more)).await;
            if node.chain().make_block().is_err() {
                node.work.notify_one();
            }
        }
    };
    tokio::select! {
        () = run => {}
        _ = stopped.wait_for(|stop| *stop) => {}
    }
}
