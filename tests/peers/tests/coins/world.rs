//! A devnet and nodes of other chains, mostly one, and the truth about what lies there.

use crate::coin::Coin;
use crate::program::{PATIENCE, Program};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

/// Between two looks at what is waited for.
const PAUSE: Duration = Duration::from_millis(150);

/// A world.
pub(crate) struct World {
    pub(crate) profile: PathBuf,
    devnet: Program,
    peers: Option<Program>,
    chain: &'static str,
    /// All chains that make blocks when they are told to.
    mined: Vec<&'static str>,
    ready: Value,
    http: reqwest::Client,
    next: AtomicU64,
    /// The last: it goes when nobody writes there any more.
    pub(crate) dir: TempDir,
}

/// The program under test.
pub(crate) fn tongtong() -> PathBuf {
    if let Some(named) = std::env::var_os("TONGTONG") {
        return named.into();
    }
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    cache.expect("there is no home").join("tongtong/target/debug/tongtong")
}

impl World {
    /// A devnet alone.
    pub(crate) async fn bare() -> Self {
        let dir = TempDir::new().unwrap();
        let mut command = Command::new(tongtong());
        command.args(["devnet", "--json", "--attached", "--dir"]).arg(dir.path().join("devnet"));
        let devnet = Program::start("the devnet", command);
        let ready = devnet.line(0, |line| line["event"] == "ready").await;
        Self {
            profile: ready["profile"].as_str().unwrap().into(),
            devnet,
            peers: None,
            chain: "",
            mined: Vec::new(),
            ready: Value::Null,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            next: AtomicU64::new(1),
            dir,
        }
    }

    /// A devnet and the node of a coin, with one endpoint.
    pub(crate) async fn of(coin: Coin) -> Self {
        Self::with(coin, 1).await
    }

    /// The same with more endpoints.
    pub(crate) async fn with(coin: Coin, endpoints: usize) -> Self {
        let mut world = Self::bare().await;
        world.start(&[coin.chain], endpoints).await;
        world.ready = world.is_ready(coin.chain).await;
        world.chain = coin.chain;
        world
    }

    /// A devnet and the nodes of all other chains. What is asked of the one chain of a world is not asked of this.
    pub(crate) async fn of_all() -> Self {
        const ALL: [&str; 3] = ["bitcoin", "ethereum", "solana"];
        let mut world = Self::bare().await;
        world.start(&ALL, 1).await;
        for chain in ALL {
            world.is_ready(chain).await;
        }
        world
    }

    async fn start(&mut self, chains: &[&'static str], endpoints: usize) {
        let profile = self.dir.path().join("world.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongtong-peers"));
        command.arg("--devnet").arg(&self.profile).arg("--profile").arg(&profile);
        command.args(["--endpoints", &endpoints.to_string()]).args(chains);
        let peers = Program::start("the peers", command);
        peers.line(0, |line| line["event"] == "started").await;
        self.peers = Some(peers);
        self.profile = profile;
        self.mined = chains.to_vec();
    }

    async fn is_ready(&self, chain: &str) -> Value {
        let ready = self.peers().line(0, |line| line["peer"] == chain).await;
        assert_eq!(ready["event"], "ready", "scripts/peers installs it: {ready}");
        ready
    }

    fn peers(&self) -> &Program {
        self.peers.as_ref().expect("there is no other chain here")
    }

    /// The code that was sent to a phone.
    pub(crate) async fn code(&self, phone: &str) -> String {
        let sent = self.devnet.line(0, |line| line["event"] == "sms" && line["phone"] == phone).await;
        sent["code"].as_str().unwrap().to_owned()
    }

    /// What the peer said of itself.
    pub(crate) fn ready(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    /// Tells the peers something that they must do.
    pub(crate) async fn obey(&self, mut command: Value) -> Value {
        let peers = self.peers();
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        command["id"] = json!(id);
        peers.tell(&command.to_string()).await;
        let answer = peers.line(0, |line| line["id"] == id).await;
        assert_eq!(answer["event"], "done", "{command}: {answer}");
        answer
    }

    /// Pays an address from the peer's own coins, in a block.
    pub(crate) async fn fund(&self, coin: Coin, to: &str, units: u128) {
        self.pay(coin, to, units, true).await;
    }

    /// The same, waiting for [`World::block`].
    pub(crate) async fn fund_later(&self, coin: Coin, to: &str, units: u128) {
        self.pay(coin, to, units, false).await;
    }

    async fn pay(&self, coin: Coin, to: &str, units: u128, confirm: bool) {
        let mut fund = json!({"cmd": "fund", "chain": coin.chain, "to": to, "units": units.to_string()});
        fund["confirm"] = json!(confirm);
        if coin.chain == "solana" {
            fund["asset"] = json!(coin.code);
        }
        self.obey(fund).await;
    }

    /// Mints a coin of TTChain.
    pub(crate) async fn mint(&self, asset: &str, to: &str, amount: &str) {
        let from = self.devnet.told();
        self.devnet.tell(&format!("faucet {to} {amount} {asset}")).await;
        let told =
            self.devnet.line(from, |line| line["event"] == "minted" || line["event"] == "refused").await;
        assert_eq!(told["event"], "minted", "{told}");
    }

    /// Arms a fault.
    pub(crate) async fn fault(&self, mut fault: Value) {
        fault["cmd"] = json!("fault");
        fault["peer"] = json!(self.chain);
        self.obey(fault).await;
    }

    /// Disarms all faults and lets go of what is held.
    pub(crate) async fn heal(&self) {
        self.obey(json!({"cmd": "heal"})).await;
    }

    /// How often each kind of fault was met, at all endpoints together.
    pub(crate) async fn met(&self) -> BTreeMap<String, u64> {
        let told = self.obey(json!({"cmd": "faults"})).await;
        let mut met = BTreeMap::new();
        for door in told["faults"][self.chain].as_array().unwrap() {
            for (kind, count) in door["met"].as_object().unwrap() {
                *met.entry(kind.clone()).or_default() += count.as_u64().unwrap();
            }
        }
        met
    }

    /// Makes a block, on each chain.
    pub(crate) async fn block(&self) {
        for chain in &self.mined {
            self.obey(json!({"cmd": "mine", "chain": chain})).await;
        }
    }

    /// From now on a payment waits for [`World::block`].
    pub(crate) async fn stop_blocks(&self) {
        if self.chain == "ethereum" {
            self.obey(json!({"cmd": "mining", "chain": self.chain, "auto": false})).await;
        }
    }

    /// Looks until it is there.
    pub(crate) async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(Instant::now() < end, "waited in vain: {what}");
            sleep(PAUSE).await;
        }
    }

    /// What the node itself says that an address holds, in blocks.
    pub(crate) async fn truth(&self, coin: Coin, address: &str) -> u128 {
        match coin.code {
            "BTC" => {
                let page = self.page(&format!("/address/{address}")).await;
                let sum = |name: &str| u128::from(page["chain_stats"][name].as_u64().unwrap());
                sum("funded_txo_sum") - sum("spent_txo_sum")
            }
            "ETH" => {
                let told = self.call("eth_getBalance", json!([address, "latest"])).await;
                u128::from_str_radix(told.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
            }
            "SOL" => {
                let told = self.call("getBalance", json!([address, {"commitment": "confirmed"}])).await;
                u128::from(told["value"].as_u64().unwrap())
            }
            _ => {
                let account = self.obey(json!({"cmd": "account", "owner": address})).await["account"].clone();
                let params = json!([[account], {"commitment": "confirmed", "encoding": "base64"}]);
                let there = self.call("getMultipleAccounts", params).await;
                if there["value"][0].is_null() {
                    return 0;
                }
                let params = json!([account, {"commitment": "confirmed"}]);
                let told = self.call("getTokenAccountBalance", params).await;
                told["value"]["amount"].as_str().unwrap().parse().unwrap()
            }
        }
    }

    /// A call to the node itself.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let answer = self.http.post(self.ready("direct")).json(&call).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// A page of the node itself.
    pub(crate) async fn page(&self, path: &str) -> Value {
        let answer = self.http.get(format!("{}{path}", self.ready("direct"))).send().await.unwrap();
        answer.json().await.unwrap()
    }
}
