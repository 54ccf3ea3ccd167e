use crate::chain::{Chain, LIFETIME};
use crate::view::Commitment;
use crate::{Shared, account, lock, page, send};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use solana_address::Address;
use solana_signature::Signature;

/// The most signatures of one call, and the most of a page.
const STATUSES: usize = 256;
const PAST: u64 = 1000;

/// Slots of an epoch.
const EPOCH: u64 = 432_000;

/// One call's parameters.
pub(crate) struct Asked(Vec<Value>);

/// An error as the node tells it.
pub(crate) struct Fault {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Option<Value>,
}

/// Answers a call, or a batch of them.
pub(crate) async fn serve(State(chain): State<Shared>, body: String) -> Json<Value> {
    let asked: Value = match serde_json::from_str(&body) {
        Ok(asked) => asked,
        Err(_) => {
            return Json(
                json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "Parse error"}}),
            );
        }
    };
    let mut chain = lock(&chain);
    Json(match asked {
        Value::Array(calls) => calls.iter().map(|call| answer(&mut chain, call)).collect(),
        call => answer(&mut chain, &call),
    })
}

fn answer(chain: &mut Chain, call: &Value) -> Value {
    let id = call.get("id").cloned().unwrap_or_default();
    let method = call.get("method").and_then(Value::as_str).unwrap_or_default();
    let params = call.get("params").and_then(Value::as_array).cloned().unwrap_or_default();
    match result(chain, method, &Asked(params)) {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(Fault { code, message, data }) => {
            let mut error = json!({"code": code, "message": message});
            if let Some(data) = data {
                error["data"] = data;
            }
            json!({"jsonrpc": "2.0", "id": id, "error": error})
        }
    }
}

fn result(chain: &mut Chain, method: &str, asked: &Asked) -> Result<Value, Fault> {
    match method {
        "getGenesisHash" => Ok(json!(chain.genesis().to_string())),
        "getHealth" => Ok(json!("ok")),
        "getBlockHeight" => Ok(json!(asked.height(chain, 0)?)),
        "getSlot" => Ok(json!(Chain::slot(asked.height(chain, 0)?))),
        "getFirstAvailableBlock" => Ok(json!(Chain::slot(0))),
        "getEpochInfo" => {
            let height = asked.height(chain, 0)?;
            let slot = Chain::slot(height);
            Ok(json!({
                "absoluteSlot": slot, "blockHeight": height, "epoch": slot / EPOCH,
                "slotIndex": slot % EPOCH, "slotsInEpoch": EPOCH, "transactionCount": chain.ledger.len(),
            }))
        }
        "getLatestBlockhash" => send::latest_hash(chain, asked),
        "isBlockhashValid" => send::is_good_hash(chain, asked),
        "getBalance" => account::balance(chain, asked),
        "getAccountInfo" => account::info(chain, asked),
        "getMultipleAccounts" => account::infos(chain, asked),
        "getTokenAccountBalance" => account::token_balance(chain, asked),
        "getSignatureStatuses" => statuses(chain, asked),
        "getSignaturesForAddress" => history(chain, asked),
        "getTransaction" => transaction(chain, asked),
        "getRecentPrioritizationFees" => Ok(priorities(chain)),
        "getFeeForMessage" => send::fee(chain, asked),
        "getMinimumBalanceForRentExemption" => {
            let length =
                asked.0.first().and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
            let length = length.ok_or_else(|| Fault::params("Invalid params: not a length"))?;
            Ok(json!(chain.svm.minimum_balance_for_rent_exemption(length)))
        }
        "sendTransaction" => send::send(chain, asked),
        _ => Err(Fault { code: -32601, message: "Method not found".to_owned(), data: None }),
    }
}

/// Of what is older than a blockhash lives, only a search of the history knows.
fn statuses(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let ids = asked.0.first().and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if ids.len() > STATUSES {
        return Err(Fault::params(format!("Too many inputs provided; max {STATUSES}")));
    }
    let search = asked.option(1, "searchTransactionHistory").and_then(Value::as_bool).unwrap_or_default();
    let oldest = if search { 0 } else { chain.height.saturating_sub(LIFETIME) };
    let mut told = Vec::new();
    for id in ids {
        let id = signature(id.as_str())?;
        let found = chain.ledger.iter().find(|entry| entry.signature == id && entry.height >= oldest);
        told.push(found.map_or(Value::Null, |entry| page::status(chain, entry)));
    }
    Ok(asked.as_of(chain.height, Value::Array(told)))
}

fn history(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let (address, height) = (asked.address(0)?, asked.height(chain, 1)?);
    let end = |name| asked.option(1, name).map(|id| signature(id.as_str())).transpose();
    let (before, until) = (end("before")?, end("until")?);
    let limit = asked.option(1, "limit").and_then(Value::as_u64).unwrap_or(PAST).min(PAST);
    let told = chain
        .entries_at(height)
        .filter(|entry| entry.accounts.contains(&address))
        .skip_while(|entry| before.is_some_and(|before| entry.signature != before))
        .skip(usize::from(before.is_some()))
        .take_while(|entry| until.is_none_or(|until| entry.signature != until))
        .take(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(told.map(|entry| page::past(chain, entry)).collect())
}

fn transaction(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let (id, height) = (signature(asked.text(0).ok())?, asked.height(chain, 1)?);
    if asked.option(1, "encoding").and_then(Value::as_str) != Some("base64") {
        return Err(Fault::params("this node encodes as base64"));
    }
    let found = chain.entries_at(height).find(|entry| entry.signature == id);
    Ok(found.map_or(Value::Null, page::transaction))
}

fn priorities(chain: &Chain) -> Value {
    let heights = chain.height.saturating_sub(LIFETIME).max(1)..=chain.height;
    heights.map(|height| json!({"slot": Chain::slot(height), "prioritizationFee": chain.priority})).collect()
}

fn signature(text: Option<&str>) -> Result<Signature, Fault> {
    let read = text.and_then(|text| text.parse().ok());
    read.ok_or_else(|| Fault::params("Invalid param: not a signature"))
}

impl Asked {
    /// A field of the object at this place.
    pub(crate) fn option(&self, index: usize, name: &str) -> Option<&Value> {
        self.0.get(index)?.get(name).filter(|value| !value.is_null())
    }

    /// A text.
    pub(crate) fn text(&self, index: usize) -> Result<&str, Fault> {
        let text = self.0.get(index).and_then(Value::as_str);
        text.ok_or_else(|| Fault::params("`params` should have a text"))
    }

    /// An address.
    pub(crate) fn address(&self, index: usize) -> Result<Address, Fault> {
        self.text(index)?.parse().map_err(|_| Fault::params("Invalid param: Invalid"))
    }

    /// A list of addresses.
    pub(crate) fn addresses(&self, index: usize) -> Result<Vec<Address>, Fault> {
        let list = self.0.get(index).and_then(Value::as_array);
        let list = list.ok_or_else(|| Fault::params("`params` should have a list"))?;
        let read = |text: &Value| text.as_str().and_then(|text| text.parse().ok());
        let read = list.iter().map(read).collect::<Option<Vec<_>>>();
        read.ok_or_else(|| Fault::params("Invalid param: Invalid"))
    }

    /// The height that is as sure as is asked for, and not older than is asked for.
    pub(crate) fn height(&self, chain: &Chain, index: usize) -> Result<u64, Fault> {
        self.height_by(chain, index, "commitment")
    }

    /// The same by another name.
    pub(crate) fn height_by(&self, chain: &Chain, index: usize, name: &str) -> Result<u64, Fault> {
        let commitment = match self.option(index, name) {
            None => send::DEFAULT,
            Some(named) => named
                .as_str()
                .and_then(Commitment::read)
                .ok_or_else(|| Fault::params("Invalid params: unknown commitment"))?,
        };
        let height = chain.height_of(commitment);
        let least = self.option(index, "minContextSlot").and_then(Value::as_u64).unwrap_or_default();
        if Chain::slot(height) < least {
            return Err(Fault {
                code: -32016,
                message: "Minimum context slot has not been reached".to_owned(),
                data: Some(json!({"contextSlot": Chain::slot(height)})),
            });
        }
        Ok(height)
    }

    /// A value with the slot that it is of.
    pub(crate) fn as_of(&self, height: u64, value: Value) -> Value {
        json!({"context": {"slot": Chain::slot(height)}, "value": value})
    }
}

impl Fault {
    /// What is asked cannot be asked so.
    pub(crate) fn params(message: impl Into<String>) -> Self {
        Self { code: -32602, message: message.into(), data: None }
    }
}
