//! An Ethereum node: JSON-RPC over HTTP (the execution API's specification).

mod quantity;

use crate::client::Client;
use crate::http::Http;
use crate::rpc::call;
use async_trait::async_trait;
use quantity::{amount, hash, number, text};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use tongtong_chain::{Query, Reply};
use tongtong_ethereum::hash_of;
use tongtong_ethereum::question::{
    Account, FEE_BLOCKS, FEE_PERCENTILE, Fate, Finalized, Gas, Looked, Passed, Priced, Question, Receipt,
};
use tongtong_ports::NetworkError;
use tongtong_types::{Address, Amount, TxId};

/// The codes with which nodes turn back what would not be carried out: geth and anvil say 3 where code refuses,
/// OpenEthereum's heirs -32015, and -32000 is what most say where there is no reason.
const TURNED_BACK: [i64; 3] = [3, -32_000, -32_015];
/// The codes with which nodes say that they know no block of a tag: by the execution API's specification, as a parameter
/// that cannot be, and where they give no reason. Any other, such as one of too many calls, says nothing of the network.
const NO_SUCH_BLOCK: [i64; 3] = [-39_001, -32_602, -32_000];

/// One node.
#[derive(Clone, Debug)]
pub(crate) struct EthNode {
    http: Http,
    url: reqwest::Url,
}

impl EthNode {
    pub(crate) fn new(http: Http, url: reqwest::Url) -> Self {
        Self { http, url }
    }

    async fn call(&self, method: &str, params: Value) -> Result<Value, NetworkError> {
        call(&self.http, &self.url, method, params).await
    }

    async fn answer(&self, question: &Question) -> Result<Reply, NetworkError> {
        match question {
            Question::Look { address, transactions } => reply(&self.look(address, transactions).await?),
            Question::Price { from, to } => reply(&self.price(from, to).await?),
            Question::Gas { from, to, value } => reply(&self.gas(from, to, *value).await?),
            Question::Passed { address, nonce, transaction, from, until } => {
                let block = self.passed(address, *nonce, (*from, *until)).await?;
                reply(&self.within(block, transaction).await?)
            }
        }
    }

    /// The newest block, and then the account at that block, so that all of it is of one moment.
    async fn account(&self, address: &Address) -> Result<Account, NetworkError> {
        let chain_id = number(&self.call("eth_chainId", json!([])).await?)?;
        let newest = self.call("eth_getBlockByNumber", json!(["latest", false])).await?;
        let block = number(member(&newest, "number")?)?;
        let time = number(member(&newest, "timestamp")?)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
        let at = json!([address.text(), text(block)]);
        let nonce = number(&self.call("eth_getTransactionCount", at.clone()).await?)?;
        let balance = amount(&self.call("eth_getBalance", at).await?)?;
        Ok(Account { chain_id, block, time, now, nonce, balance })
    }

    async fn look(&self, address: &Address, ids: &[TxId]) -> Result<Looked, NetworkError> {
        let finalized = match self.finalized().await? {
            Some(block) if !ids.is_empty() => {
                Some(Finalized { block, nonce: self.nonce_at(address, block).await? })
            }
            block => block.map(|block| Finalized { block, nonce: None }),
        };
        let account = self.account(address).await?;
        let mut transactions = Vec::with_capacity(ids.len());
        for id in ids {
            transactions.push(self.fate(id).await?);
        }
        Ok(Looked { account, finalized, transactions })
    }

    /// The number of the final block. Nothing from a node that does not know the tag, or no such block yet.
    async fn finalized(&self) -> Result<Option<u64>, NetworkError> {
        match self.call("eth_getBlockByNumber", json!(["finalized", false])).await {
            Ok(Value::Null) => Ok(None),
            Err(NetworkError::Refused { code }) if NO_SUCH_BLOCK.contains(&code) => Ok(None),
            Ok(block) => number(member(&block, "number")?).map(Some),
            Err(error) => Err(error),
        }
    }

    /// An account's nonce as of a block; nothing from a node that has forgotten the state of it.
    async fn nonce_at(&self, address: &Address, block: u64) -> Result<Option<u64>, NetworkError> {
        match self.call("eth_getTransactionCount", json!([address.text(), text(block)])).await {
            Ok(nonce) => number(&nonce).map(Some),
            Err(NetworkError::Refused { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The block in which a nonce passed. Where the node has forgotten the state of a block, the search goes on in later
    /// ones; nothing if the block that is found by that is not the one.
    async fn passed(
        &self,
        address: &Address,
        nonce: u64,
        (from, until): (u64, u64),
    ) -> Result<Option<u64>, NetworkError> {
        let (mut low, mut high) = (from, until);
        while low < high {
            let middle = low.midpoint(high);
            match self.nonce_at(address, middle).await? {
                Some(next) if next > nonce => high = middle,
                _ => low = middle.saturating_add(1),
            }
        }
        let past = self.nonce_at(address, high).await?.is_some_and(|next| next > nonce);
        let Some(before) = high.checked_sub(1).filter(|_| past) else { return Ok(None) };
        let free = self.nonce_at(address, before).await?.is_some_and(|next| next <= nonce);
        Ok(free.then_some(high))
    }

    /// Whether a transaction is in a block; nothing if the node does not have the block.
    async fn within(&self, block: Option<u64>, id: &TxId) -> Result<Option<Passed>, NetworkError> {
        let Some(block) = block else { return Ok(None) };
        let found = match self.call("eth_getBlockByNumber", json!([text(block), false])).await {
            Ok(Value::Null) | Err(NetworkError::Refused { .. }) => return Ok(None),
            found => found?,
        };
        let hashes = member(&found, "transactions")?.as_array().ok_or(NetworkError::Protocol)?;
        let hashes = hashes.iter().map(hash).collect::<Result<Vec<_>, _>>()?;
        // A nonce passes by a transaction.
        if number(member(&found, "number")?)? != block || hashes.is_empty() {
            return Err(NetworkError::Protocol);
        }
        Ok(Some(Passed { block, within: hashes.contains(id) }))
    }

    async fn fate(&self, id: &TxId) -> Result<Fate, NetworkError> {
        let receipt = self.call("eth_getTransactionReceipt", json!([format!("0x{id}")])).await?;
        if let Some(receipt) = read_receipt(&receipt, id)? {
            return Ok(Fate::Receipt(receipt));
        }
        Ok(if self.knows(id).await? { Fate::Known } else { Fate::Unknown })
    }

    async fn knows(&self, id: &TxId) -> Result<bool, NetworkError> {
        match self.call("eth_getTransactionByHash", json!([format!("0x{id}")])).await? {
            Value::Null => Ok(false),
            found if hash(member(&found, "hash")?)? == *id => Ok(true),
            _ => Err(NetworkError::Protocol),
        }
    }

    async fn price(&self, from: &Address, to: &Address) -> Result<Priced, NetworkError> {
        let account = self.account(from).await?;
        let at = text(account.block);
        let code = self.call("eth_getCode", json!([to.text(), at])).await?;
        let code = code.as_str().and_then(|code| code.strip_prefix("0x")).ok_or(NetworkError::Protocol)?;
        let asked = json!([text(FEE_BLOCKS), at, [FEE_PERCENTILE]]);
        let history = self.call("eth_feeHistory", asked).await?;
        // One more than the blocks: the last is the next block's, which follows from the newest one.
        let base_fees = member(&history, "baseFeePerGas")?.as_array().ok_or(NetworkError::Protocol)?;
        let base_fee = amount(base_fees.last().ok_or(NetworkError::Protocol)?)?;
        let rewards = match history.get("reward") {
            None | Some(Value::Null) => Vec::new(),
            Some(rewards) => read_rewards(rewards)?,
        };
        Ok(Priced { account, payee_has_code: !code.is_empty(), base_fee, rewards })
    }

    async fn gas(&self, from: &Address, to: &Address, value: Amount) -> Result<Gas, NetworkError> {
        let payment = json!({"from": from.text(), "to": to.text(), "value": text(value.units())});
        match self.call("eth_estimateGas", json!([payment])).await {
            Ok(gas) => Ok(Gas::Units(number(&gas)?)),
            Err(NetworkError::Refused { code }) if TURNED_BACK.contains(&code) => Ok(Gas::Refused),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Client for EthNode {
    async fn ask(&self, queries: &[Query]) -> Result<Vec<Reply>, NetworkError> {
        let mut replies = Vec::with_capacity(queries.len());
        for query in queries {
            let question = query.read().map_err(|_| NetworkError::Protocol)?;
            replies.push(self.answer(&question).await?);
        }
        Ok(replies)
    }

    /// A node refuses bytes that it has already, in words and codes of its own ("already known", "nonce too low").
    /// So after a refusal it is asked whether it has them.
    async fn broadcast(&self, signed: &[u8]) -> Result<TxId, NetworkError> {
        let id = TxId::new(&hash_of(signed)).map_err(|_| NetworkError::Protocol)?;
        match self.call("eth_sendRawTransaction", json!([format!("0x{}", hex::encode(signed))])).await {
            Ok(told) if hash(&told)? == id => Ok(id),
            Ok(_) => Err(NetworkError::Protocol),
            Err(NetworkError::Refused { code }) if !self.knows(&id).await? => {
                Err(NetworkError::Refused { code })
            }
            Err(NetworkError::Refused { .. }) => Ok(id),
            Err(error) => Err(error),
        }
    }
}

fn reply<T: serde::Serialize>(answer: &T) -> Result<Reply, NetworkError> {
    Reply::new(answer).map_err(|_| NetworkError::Protocol)
}

fn member<'a>(object: &'a Value, name: &str) -> Result<&'a Value, NetworkError> {
    object.get(name).ok_or(NetworkError::Protocol)
}

/// None for a transaction that is in no block.
fn read_receipt(receipt: &Value, id: &TxId) -> Result<Option<Receipt>, NetworkError> {
    if receipt.is_null() || receipt.get("blockNumber").is_some_and(Value::is_null) {
        return Ok(None);
    }
    if hash(member(receipt, "transactionHash")?)? != *id {
        return Err(NetworkError::Protocol);
    }
    let done = match number(member(receipt, "status")?)? {
        0 => false,
        1 => true,
        _ => return Err(NetworkError::Protocol),
    };
    Ok(Some(Receipt {
        block: number(member(receipt, "blockNumber")?)?,
        done,
        gas_used: number(member(receipt, "gasUsed")?)?,
        price: amount(member(receipt, "effectiveGasPrice")?)?,
    }))
}

/// One percentile of each block.
fn read_rewards(rewards: &Value) -> Result<Vec<Amount>, NetworkError> {
    let blocks = rewards.as_array().ok_or(NetworkError::Protocol)?;
    let one = |block: &Value| match block.as_array().map(Vec::as_slice) {
        Some([reward]) => amount(reward),
        _ => Err(NetworkError::Protocol),
    };
    blocks.iter().map(one).collect()
}

#[cfg(test)]
mod tests;
