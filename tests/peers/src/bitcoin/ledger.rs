use crate::refusal::Refusal;
use crate::rpc::{Rpc, RpcError};
use bitcoin::consensus::encode::deserialize_hex;
use bitcoin::{Address, Block, BlockHash, Network, OutPoint, ScriptBuf, Transaction, TxOut, Txid};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// btcd knows nothing of a transaction or an address.
const NOT_KNOWN: i64 = -5;

/// The most transactions of an address that are looked at.
const HISTORY: u32 = 100_000;

/// What btcd's indexes know, as transactions and outputs.
pub(crate) struct Ledger {
    rpc: Rpc,
    /// Height and time by hash: they never change.
    blocks: Mutex<HashMap<String, Place>>,
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) height: u64,
    pub(crate) hash: String,
    pub(crate) time: u64,
}

/// A transaction and the block it is in; none while it waits for one.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) transaction: Transaction,
    pub(crate) place: Option<Place>,
}

/// An output that nothing spends, in no block and in none to come.
pub(crate) struct Unspent {
    pub(crate) outpoint: OutPoint,
    pub(crate) output: TxOut,
    pub(crate) place: Option<Place>,
    pub(crate) is_coinbase: bool,
}

/// An input that spends an output.
pub(crate) struct Spender {
    pub(crate) seen: Seen,
    pub(crate) input: usize,
}

impl Ledger {
    /// What this node knows.
    pub(crate) fn new(rpc: Rpc) -> Self {
        Self { rpc, blocks: Mutex::default() }
    }

    /// The node itself.
    pub(crate) fn rpc(&self) -> &Rpc {
        &self.rpc
    }

    /// The newest block.
    pub(crate) async fn tip(&self) -> Result<Place, Refusal> {
        let best = self.rpc.text("getbestblockhash", json!([])).await?;
        self.place(&best).await
    }

    /// The hash of a block by its height.
    pub(crate) async fn hash_at(&self, height: u64) -> Result<Option<String>, Refusal> {
        if height > self.tip().await?.height {
            return Ok(None);
        }
        Ok(Some(self.rpc.text("getblockhash", json!([height])).await?))
    }

    /// A whole block, if the node knows it.
    pub(crate) async fn block(&self, hash: &BlockHash) -> Result<Option<Block>, Refusal> {
        match self.rpc.call("getblock", json!([hash.to_string(), 0])).await {
            Ok(hex) => {
                let block = hex.as_str().and_then(|hex| deserialize_hex(hex).ok());
                block.ok_or_else(|| Refusal::nonsense("a block")).map(Some)
            }
            Err(RpcError::Refused { code: NOT_KNOWN, .. }) => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    /// Everything that pays an address or spends from it, the newest first.
    pub(crate) async fn history(&self, address: &Address) -> Result<Vec<Seen>, Refusal> {
        let params = json!([address.to_string(), 1, 0, HISTORY, 0, true]);
        let found = match self.rpc.call("searchrawtransactions", params).await {
            Err(RpcError::Refused { code: NOT_KNOWN, .. }) => return Ok(Vec::new()),
            found => found?,
        };
        let mut history = Vec::new();
        for entry in found.as_array().into_iter().flatten() {
            history.push(self.seen(entry).await?);
        }
        Ok(history)
    }

    /// What nobody has spent of an address.
    pub(crate) fn unspent(script: &ScriptBuf, history: &[Seen]) -> Vec<Unspent> {
        let spent: HashSet<OutPoint> = history
            .iter()
            .flat_map(|seen| seen.transaction.input.iter().map(|input| input.previous_output))
            .collect();
        let mut unspent = Vec::new();
        for seen in history {
            let id = seen.transaction.compute_txid();
            for (vout, output) in (0_u32..).zip(&seen.transaction.output) {
                let outpoint = OutPoint { txid: id, vout };
                if output.script_pubkey == *script && !spent.contains(&outpoint) {
                    let is_coinbase = seen.transaction.is_coinbase();
                    let (output, place) = (output.clone(), seen.place.clone());
                    unspent.push(Unspent { outpoint, output, place, is_coinbase });
                }
            }
        }
        unspent
    }

    /// A transaction, if the node knows it.
    pub(crate) async fn transaction(&self, id: &Txid) -> Result<Option<Seen>, Refusal> {
        match self.rpc.call("getrawtransaction", json!([id.to_string(), 1])).await {
            Ok(entry) => Ok(Some(self.seen(&entry).await?)),
            Err(RpcError::Refused { code: NOT_KNOWN, .. }) => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    /// An output, if the node knows its transaction.
    pub(crate) async fn output(&self, outpoint: &OutPoint) -> Result<Option<TxOut>, Refusal> {
        let Some(seen) = self.transaction(&outpoint.txid).await? else { return Ok(None) };
        let index = usize::try_from(outpoint.vout).unwrap_or(usize::MAX);
        Ok(seen.transaction.output.get(index).cloned())
    }

    /// Who spends an output. Both stand in the history of the output's address.
    pub(crate) async fn spender(&self, outpoint: &OutPoint) -> Result<Option<Spender>, Refusal> {
        let Some(output) = self.output(outpoint).await? else { return Ok(None) };
        let Ok(address) = Address::from_script(&output.script_pubkey, Network::Regtest) else {
            return Ok(None);
        };
        for seen in self.history(&address).await? {
            let input = seen.transaction.input.iter().position(|input| input.previous_output == *outpoint);
            if let Some(input) = input {
                return Ok(Some(Spender { seen, input }));
            }
        }
        Ok(None)
    }

    async fn seen(&self, entry: &Value) -> Result<Seen, Refusal> {
        let transaction = entry.get("hex").and_then(Value::as_str).and_then(|hex| deserialize_hex(hex).ok());
        let transaction = transaction.ok_or_else(|| Refusal::nonsense("a transaction"))?;
        let block = entry.get("blockhash").and_then(Value::as_str).filter(|hash| !hash.is_empty());
        let place = match block {
            Some(hash) => Some(self.place(hash).await?),
            None => None,
        };
        Ok(Seen { transaction, place })
    }

    async fn place(&self, hash: &str) -> Result<Place, Refusal> {
        let known = self.blocks.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned();
        if let Some(place) = known {
            return Ok(place);
        }
        let header = self.rpc.call("getblockheader", json!([hash, true])).await?;
        let number =
            |name: &str| header.get(name).and_then(Value::as_u64).ok_or_else(|| Refusal::nonsense("a block"));
        let place = Place { height: number("height")?, hash: hash.to_owned(), time: number("time")? };
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.insert(hash.to_owned(), place.clone());
        Ok(place)
    }
}
