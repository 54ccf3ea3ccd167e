use crate::child::Child;
use crate::command::{Contract, Fund};
use crate::refusal::Refusal;
use crate::rpc::Rpc;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::Instant;

/// The words that all development nodes use. Their accounts are worth nothing.
const WORDS: &str = "test test test test test test test test test test test junk";

/// The chain id of development nodes.
const CHAIN_ID: u64 = 31_337;

/// The most that a wallet should offer for a unit of gas, in thousand millionths of a coin.
const CAP: u64 = 500;

/// How long a block may take that is made at once, and how often it is looked for.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);

/// anvil, which makes a block for each transaction unless told otherwise.
pub(crate) struct Ethereum {
    /// Where it listens.
    pub(crate) url: String,
    node: Child,
    rpc: Rpc,
    /// Who pays: the first of the development accounts.
    payer: String,
    /// Whether each transaction makes a block.
    auto: bool,
    _folder: TempDir,
}

impl Ethereum {
    /// Starts it.
    pub(crate) async fn start(program: &Path) -> Result<Self, Refusal> {
        let folder = tempfile::tempdir()?;
        let arguments = [
            "--host=127.0.0.1".to_owned(),
            "--port=0".to_owned(),
            format!("--chain-id={CHAIN_ID}"),
            format!("--mnemonic={WORDS}"),
            "--accounts=3".to_owned(),
            "--balance=1000000".to_owned(),
            format!("--cache-path={}", folder.path().display()),
        ];
        let listens = |line: &str| line.strip_prefix("Listening on ").map(|place| place.trim().to_owned());
        let (node, place) = Child::start(program, folder.path(), &arguments, listens).await?;
        let url = format!("http://{place}");
        let rpc = Rpc::new(url.clone(), None)?;
        let accounts = rpc.call("eth_accounts", json!([])).await?;
        let payer = accounts.get(0).and_then(Value::as_str).map(str::to_owned);
        let payer = payer.ok_or_else(|| Refusal::nonsense("no accounts"))?;
        Ok(Self { url, node, rpc, payer, auto: true, _folder: folder })
    }

    /// What a test must know.
    pub(crate) fn facts(&self) -> Value {
        json!({
            "network": {"chain_id": CHAIN_ID, "cap_gwei": CAP},
            "assets": [{"code": "ETH", "chain": "ethereum", "decimals": 18}],
            "faucet": self.payer,
        })
    }

    /// Pays.
    pub(crate) async fn fund(&self, fund: &Fund) -> Result<Value, Refusal> {
        let payment = json!({"from": self.payer, "to": fund.to, "value": format!("{:#x}", fund.units)});
        let id = self.rpc.text("eth_sendTransaction", json!([payment])).await?;
        if fund.confirm {
            self.receipt(&id).await?;
        }
        Ok(json!({"tx": id}))
    }

    /// What an address holds in blocks.
    pub(crate) async fn balance(&self, of: &str) -> Result<Value, Refusal> {
        let held = self.rpc.text("eth_getBalance", json!([of, "latest"])).await?;
        Ok(json!({"units": number(&held)?.to_string()}))
    }

    /// Makes blocks.
    pub(crate) async fn mine(&self, blocks: u32) -> Result<Value, Refusal> {
        self.rpc.call("anvil_mine", json!([format!("{blocks:#x}")])).await?;
        Ok(json!({"height": number(&self.rpc.text("eth_blockNumber", json!([])).await?)?}))
    }

    /// Whether each transaction makes a block.
    pub(crate) async fn mine_alone(&mut self, auto: bool) -> Result<Value, Refusal> {
        self.rpc.call("evm_setAutomine", json!([auto])).await?;
        self.auto = auto;
        Ok(json!({}))
    }

    /// Makes a contract.
    pub(crate) async fn deploy(&self, contract: Contract) -> Result<Value, Refusal> {
        let creation = json!({"from": self.payer, "data": init_code(contract)});
        let id = self.rpc.text("eth_sendTransaction", json!([creation])).await?;
        let receipt = self.receipt(&id).await?;
        let address = receipt.get("contractAddress").and_then(Value::as_str);
        let address = address.ok_or_else(|| Refusal::nonsense("a receipt without a contract"))?;
        Ok(json!({"tx": id, "address": address}))
    }

    /// Ends it.
    pub(crate) async fn stop(self) {
        self.node.stop().await;
    }

    /// The receipt of what is in a block, or in the one that is made for it now.
    async fn receipt(&self, id: &str) -> Result<Value, Refusal> {
        if !self.auto {
            self.mine(1).await?;
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let receipt = self.rpc.call("eth_getTransactionReceipt", json!([id])).await?;
            if !receipt.is_null() {
                return Ok(receipt);
            }
            if Instant::now() > end {
                return Err(Refusal::new("not_mined", "the transaction is in no block"));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Code that puts a contract's code into its place.
fn init_code(contract: Contract) -> &'static str {
    match contract {
        // STOP, which is a zero byte: MSTORE8(0, 0), RETURN(0, 1).
        Contract::Takes => "0x600060005360016000f3",
        // SSTORE(0, CALLVALUE), STOP: PUSH5 of it, MSTORE(0), RETURN(27, 5).
        Contract::Counts => "0x6434600055006000526005601bf3",
        // REVERT(0, 0): PUSH5 of it, MSTORE(0), RETURN(27, 5).
        Contract::Refuses => "0x6460006000fd6000526005601bf3",
    }
}

fn number(text: &str) -> Result<u128, Refusal> {
    let digits = text.strip_prefix("0x").ok_or_else(|| Refusal::nonsense(text))?;
    u128::from_str_radix(digits, 16).map_err(|_| Refusal::nonsense(text))
}
