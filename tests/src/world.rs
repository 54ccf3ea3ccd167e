use serde_json::{Value, json};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Mutex, mpsc};
use tongtong_devnet::{Config, Devnet, SmsCode};
use tongtong_types::Phone;
use tongtong_wallet::Profile;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A devnet of its own: node, relay and directory on loopback, and a folder for devices.
pub struct World {
    devnet: Devnet,
    codes: Mutex<mpsc::Receiver<SmsCode>>,
    folder: TempDir,
}

impl World {
    /// Starts one.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (sender, codes) = mpsc::channel(16);
        let config = Config { dir: folder.path().join("devnet"), codes: sender };
        let devnet = tongtong_devnet::start(config).await.unwrap();
        Self { devnet, codes: Mutex::new(codes), folder }
    }

    /// The profile that the devnet wrote.
    pub fn profile(&self) -> Profile {
        Profile::parse(&self.devnet.profile.to_string()).unwrap()
    }

    /// The same as it stands in the file.
    pub fn profile_text(&self) -> String {
        self.devnet.profile.to_string()
    }

    /// A folder for a device.
    pub fn home(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The code that the directory sent to this phone.
    pub async fn code_for(&self, phone: &Phone) -> String {
        let sent = self.codes.lock().await.recv().await.unwrap();
        assert_eq!(sent.phone(), phone, "the code goes to the phone that asked");
        sent.digits().to_owned()
    }

    /// Asks the node, by a call of the tests' own.
    pub async fn node(&self, method: &str, params: Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tongtong_net::tls().unwrap())
            .build()
            .unwrap();
        let answer = client.post(&self.devnet.node_url).body(body.to_string()).send().await.unwrap();
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Coins out of nowhere.
    pub async fn faucet(&self, address: &str, units: u64) {
        self.node("devnet_faucet", json!([address, units])).await;
    }

    /// An asset's units out of nowhere.
    pub async fn faucet_of(&self, asset: &str, address: &str, units: u64) {
        self.node("devnet_faucet", json!([address, units, asset])).await;
    }

    /// The signed transactions in blocks, as the ledger has them.
    pub async fn signed_transactions(&self) -> Vec<Value> {
        let all = self.node("devnet_transactions", json!([])).await;
        let list = all.as_array().unwrap().iter();
        list.filter(|transaction| transaction["kind"] == "signed").cloned().collect()
    }

    /// What the ledger holds on an address, over all its balances, in units.
    pub async fn holds(&self, address: &str) -> u64 {
        let balances = self.node("blockchain_list_address_balances", json!([address])).await;
        let units = |entry: &Value| match &entry[1]["balance"] {
            Value::String(text) => text.parse().unwrap(),
            number => number.as_u64().unwrap(),
        };
        balances.as_array().unwrap().iter().map(units).sum()
    }
}

/// Waits until something holds, and names it if it never does.
pub async fn wait_for<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let end = tokio::time::Instant::now() + PATIENCE;
    while !holds().await {
        assert!(tokio::time::Instant::now() < end, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
