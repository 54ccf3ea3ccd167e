//! A TTChain node: JSON-RPC over HTTP (TTCHAIN_Docs; the node's own answers are the tests' data).

use crate::http::{Failed, Http};
use serde_json::{Value, json};
use tongtong_ports::NetworkError;
use tongtong_ttchain::{BalanceId, ChainId, Network, Signed};
use tongtong_types::{Amount, TxId};
use tongtong_wallet::network::TransactionRecord;
use tongtong_wallet::{Answer, AssetRecord, BalanceRecord, Question};

/// The node's code for an unknown balance or transaction: a failed assertion in its look-up.
const UNKNOWN: i64 = 10;

/// One node.
#[derive(Clone, Debug)]
pub(crate) struct TtcNode {
    http: Http,
    url: reqwest::Url,
    network: Network,
}

impl TtcNode {
    pub(crate) fn new(http: Http, url: reqwest::Url, network: Network) -> Self {
        Self { http, url, network }
    }

    /// Answers every question, or none.
    pub(crate) async fn ask(&self, questions: &[Question]) -> Result<Vec<Answer>, NetworkError> {
        let mut answers = Vec::with_capacity(questions.len());
        for question in questions {
            answers.push(match question {
                Question::TtcChainId => Answer::TtcChainId(self.chain_id().await?),
                Question::TtcBalance(id) => Answer::TtcBalance(self.balance(id).await?),
                Question::TtcTransaction(id) => Answer::TtcTransaction(self.transaction(id).await?),
                Question::TtcAsset(symbol) => Answer::TtcAsset(self.asset(symbol).await?),
                _ => return Err(NetworkError::NotConfigured),
            });
        }
        Ok(answers)
    }

    /// Hands a signed transaction to the node. An ordinary node checks nothing: its answer is no proof.
    pub(crate) async fn broadcast(&self, signed: &[u8]) -> Result<TxId, NetworkError> {
        let signed = Signed::unpack(signed, self.network.layout).map_err(|_| NetworkError::Protocol)?;
        let result =
            self.call("network_broadcast_transaction", json!([signed.to_json(&self.network)])).await?;
        tx_id(&result)
    }

    async fn chain_id(&self) -> Result<ChainId, NetworkError> {
        let info = self.call("blockchain_get_info", json!([])).await?;
        let text = info.get("blockchain_id").and_then(Value::as_str).ok_or(NetworkError::Protocol)?;
        ChainId::from_hex(text).ok_or(NetworkError::Protocol)
    }

    async fn balance(&self, id: &BalanceId) -> Result<BalanceRecord, NetworkError> {
        let text = self.network.balance_id_text(id);
        match self.call("blockchain_get_balance", json!([text])).await {
            Ok(record) => {
                let units = record.get("balance").and_then(number).ok_or(NetworkError::Protocol)?;
                Ok(BalanceRecord::Holds(Amount::from_units(u128::from(units))))
            }
            Err(NetworkError::Refused { code: UNKNOWN }) => Ok(BalanceRecord::Unknown),
            Err(error) => Err(error),
        }
    }

    /// An id under which the node has nothing that can be read is not one of ours, whatever it says instead:
    /// one bad id must not spoil the whole look.
    async fn transaction(&self, id: &TxId) -> Result<TransactionRecord, NetworkError> {
        let found = match self.call("blockchain_get_transaction", json!([id.to_string()])).await {
            Ok(found) => self.read_transaction(&found),
            Err(error) => Err(error),
        };
        match found {
            Err(NetworkError::Refused { .. } | NetworkError::Protocol) => Ok(TransactionRecord::Unknown),
            found => found,
        }
    }

    /// Reads `[id, {trx, .., chain_location: {block_num, trx_num}}]`.
    fn read_transaction(&self, found: &Value) -> Result<TransactionRecord, NetworkError> {
        let entry = found.get(1).ok_or(NetworkError::Protocol)?;
        let block = match entry.pointer("/chain_location/block_num") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => return Ok(TransactionRecord::Pending),
        };
        let json = entry.get("trx").ok_or(NetworkError::Protocol)?;
        let signed = Signed::from_json(json, &self.network).map_err(|_| NetworkError::Protocol)?;
        Ok(TransactionRecord::InBlock { block, body: signed.transaction.body_digest(&self.network.chain_id) })
    }

    /// A node that says nothing that can be read of an asset does not have it, as far as we can tell: that must
    /// not spoil the whole look.
    async fn asset(&self, symbol: &str) -> Result<AssetRecord, NetworkError> {
        match self.call("blockchain_get_asset", json!([symbol])).await {
            Ok(found) => Ok(read_asset(&found, symbol).unwrap_or(AssetRecord::Unknown)),
            Err(NetworkError::Refused { .. } | NetworkError::Protocol) => Ok(AssetRecord::Unknown),
            Err(error) => Err(error),
        }
    }

    async fn call(&self, method: &str, params: Value) -> Result<Value, NetworkError> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let answer =
            self.http.send(reqwest::Method::POST, &self.url, &body).await.map_err(|failed| match failed {
                Failed::Offline => NetworkError::Offline,
                Failed::TooLong => NetworkError::Protocol,
            })?;
        let mut json: Value = serde_json::from_slice(&answer.body).map_err(|_| NetworkError::Protocol)?;
        if answer.status == 200 && json.get("error").is_none() {
            return json.get_mut("result").map(Value::take).ok_or(NetworkError::Protocol);
        }
        match json.pointer("/error/code").and_then(Value::as_i64) {
            Some(code) => Err(NetworkError::Refused { code }),
            None => Err(NetworkError::Protocol),
        }
    }
}

/// A count that the node writes as a number, or as a text above 2^32 - 1.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Reads `{id, symbol, precision, ..}` of the asset that was asked for.
fn read_asset(found: &Value, symbol: &str) -> Option<AssetRecord> {
    if found.get("symbol")?.as_str()? != symbol {
        return None;
    }
    let number = i32::try_from(found.get("id")?.as_i64()?).ok()?;
    let precision = self::number(found.get("precision")?)?;
    let decimals = (0..=18).find(|places| 10_u64.checked_pow(u32::from(*places)) == Some(precision))?;
    Some(AssetRecord::Is { number, decimals })
}

fn tx_id(value: &Value) -> Result<TxId, NetworkError> {
    let text = value.as_str().ok_or(NetworkError::Protocol)?;
    let id: TxId = text.parse().map_err(|_| NetworkError::Protocol)?;
    if id.bytes().len() == 20 { Ok(id) } else { Err(NetworkError::Protocol) }
}

#[cfg(test)]
mod tests;
