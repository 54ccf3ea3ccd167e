//! btcd on regtest, an index in front of it as block explorers have one, and coins to pay with.

mod esplora;
mod faucet;
mod ledger;
mod page;

use crate::child::Child;
use crate::command::Fund;
use crate::refusal::Refusal;
use crate::rpc::Rpc;
use esplora::Rates;
use faucet::Faucet;
use ledger::Ledger;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// What opens btcd's door on loopback.
const LOGIN: (&str, &str) = ("tongtong", "tongtong");

/// The blocks that are made at the start: coins of a block can be spent a hundred blocks later.
const FIRST_BLOCKS: u32 = 110;

/// How often the node is asked whether something waits for a block.
const PAUSE: Duration = Duration::from_millis(250);

/// btcd and what stands in front of it.
pub(crate) struct Bitcoin {
    /// Where its index listens.
    pub(crate) url: String,
    node: Child,
    rpc: Rpc,
    ledger: Arc<Ledger>,
    faucet: Faucet,
    rates: Rates,
    genesis: String,
    index: JoinHandle<()>,
    miner: Option<JoinHandle<()>>,
    _folder: TempDir,
}

impl Bitcoin {
    /// Starts it, and makes the blocks whose coins it pays with.
    pub(crate) async fn start(program: &Path) -> Result<Self, Refusal> {
        let folder = tempfile::tempdir()?;
        let faucet = Faucet::new()?;
        let (node, place) =
            Child::start(program, folder.path(), &arguments(folder.path(), &faucet), listens).await?;
        let rpc = Rpc::new(format!("http://{place}"), Some(LOGIN))?;
        let ledger = Arc::new(Ledger::new(rpc.clone()));
        let genesis = rpc.text("getblockhash", json!([0])).await?;
        let rates = Rates::default();
        let (url, index) = esplora::serve(ledger.clone(), rates.clone()).await?;
        let peer =
            Self { url, node, rpc, ledger, faucet, rates, genesis, index, miner: None, _folder: folder };
        peer.mine(FIRST_BLOCKS).await?;
        Ok(peer)
    }

    /// What a test must know.
    pub(crate) fn facts(&self) -> Value {
        json!({
            "network": {"network": "regtest"},
            "assets": [{"code": "BTC", "chain": "bitcoin", "decimals": 8}],
            "genesis": self.genesis,
            "faucet": self.faucet.address(),
        })
    }

    /// Pays.
    pub(crate) async fn fund(&self, fund: &Fund) -> Result<Value, Refusal> {
        let id = self.faucet.pay(&self.ledger, &fund.to, fund.units).await?;
        if fund.confirm {
            self.mine(1).await?;
        }
        Ok(json!({"tx": id}))
    }

    /// What an address holds in blocks.
    pub(crate) async fn balance(&self, of: &str) -> Result<Value, Refusal> {
        let of = faucet::address(of)?;
        let mut history = self.ledger.history(&of).await?;
        history.retain(|seen| seen.place.is_some());
        let unspent = Ledger::unspent(&of.script_pubkey(), &history);
        let units: u64 = unspent.iter().map(|coin| coin.output.value.to_sat()).sum();
        Ok(json!({"units": units.to_string()}))
    }

    /// Makes blocks.
    pub(crate) async fn mine(&self, blocks: u32) -> Result<Value, Refusal> {
        if blocks > 0 {
            self.rpc.call("generate", json!([blocks])).await?;
        }
        Ok(json!({"height": self.ledger.tip().await?.height}))
    }

    /// Whether a block is made as soon as something waits for one.
    pub(crate) fn mine_alone(&mut self, auto: bool) {
        if let Some(miner) = self.miner.take() {
            miner.abort();
        }
        if auto {
            let rpc = self.rpc.clone();
            self.miner = Some(tokio::spawn(async move {
                loop {
                    tokio::time::sleep(PAUSE).await;
                    let waiting = rpc.call("getrawmempool", json!([false])).await;
                    if waiting.is_ok_and(|ids| ids.as_array().is_some_and(|ids| !ids.is_empty())) {
                        let _next_time = rpc.call("generate", json!([1])).await;
                    }
                }
            }));
        }
    }

    /// Sets the fee estimate, or leaves it to the node.
    pub(crate) fn set_rates(&self, rates: Option<Map<String, Value>>) {
        *self.rates.lock().unwrap_or_else(PoisonError::into_inner) = rates;
    }

    /// Ends it.
    pub(crate) async fn stop(self) {
        if let Some(miner) = self.miner {
            miner.abort();
        }
        self.index.abort();
        self.node.stop().await;
    }
}

fn arguments(folder: &Path, faucet: &Faucet) -> Vec<String> {
    let inside = |name: &str| folder.join(name).display().to_string();
    vec![
        "--regtest".to_owned(),
        "--notls".to_owned(),
        "--nodnsseed".to_owned(),
        "--nolisten".to_owned(),
        "--txindex".to_owned(),
        "--addrindex".to_owned(),
        "--rpcmaxclients=100".to_owned(),
        "--rpclisten=127.0.0.1:0".to_owned(),
        format!("--rpcuser={}", LOGIN.0),
        format!("--rpcpass={}", LOGIN.1),
        format!("--miningaddr={}", faucet.address()),
        // What the main net would not relay is not taken: dust above all.
        "--rejectnonstd".to_owned(),
        format!("--configfile={}", inside("none.conf")),
        format!("--datadir={}", inside("data")),
        format!("--logdir={}", inside("logs")),
    ]
}

fn listens(line: &str) -> Option<String> {
    line.split_once("RPC server listening on ").map(|(_, place)| place.trim().to_owned())
}
