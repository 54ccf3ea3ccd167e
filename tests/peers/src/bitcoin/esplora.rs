//! The index as Esplora speaks it: paths, JSON and errors of its HTTP API.

use super::ledger::{Ledger, Seen, Spender};
use super::page;
use crate::refusal::Refusal;
use crate::rpc::RpcError;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bitcoin::consensus::encode::{deserialize_hex, serialize, serialize_hex};
use bitcoin::{Address, MerkleBlock, Network, OutPoint, Transaction, Txid};
use serde_json::{Map, Value, json};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The targets that Esplora estimates a fee for, in blocks, and btcd can.
const TARGETS: std::ops::RangeInclusive<u32> = 1..=25;

/// How many confirmed transactions a page of a history has.
const PAGE: usize = 25;

/// btcd's code for what is in a block already, and Bitcoin Core's words for it.
const IN_A_BLOCK: (i64, &str) = (-27, "Transaction outputs already in utxo set");

/// A fee estimate that was set by hand.
pub(crate) type Rates = Arc<Mutex<Option<Map<String, Value>>>>;

#[derive(Clone)]
struct Index {
    ledger: Arc<Ledger>,
    rates: Rates,
}

/// What goes wrong, as Esplora tells it: a status and a text.
struct Wrong(StatusCode, String);

type Answer = Result<Response, Wrong>;

/// Serves the index on a port that the system chooses.
pub(crate) async fn serve(ledger: Arc<Ledger>, rates: Rates) -> Result<(String, JoinHandle<()>), Refusal> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = Router::new()
        .route("/blocks/tip/hash", get(tip_hash))
        .route("/blocks/tip/height", get(tip_height))
        .route("/block-height/{height}", get(block_hash))
        .route("/block/{hash}/txid/{index}", get(block_transaction))
        .route("/address/{address}", get(address_sums))
        .route("/address/{address}/utxo", get(address_unspent))
        .route("/address/{address}/txs", get(address_history))
        .route("/address/{address}/txs/chain/{after}", get(address_history_after))
        .route("/tx/{id}", get(transaction))
        .route("/tx/{id}/status", get(transaction_status))
        .route("/tx/{id}/hex", get(transaction_hex))
        .route("/tx/{id}/raw", get(transaction_raw))
        .route("/tx/{id}/merkleblock-proof", get(transaction_proof))
        .route("/tx/{id}/outspend/{index}", get(spender))
        .route("/fee-estimates", get(fee_estimates))
        .route("/tx", post(broadcast))
        .fallback(|| async { Wrong(StatusCode::NOT_FOUND, "endpoint does not exist".to_owned()) })
        .with_state(Index { ledger, rates });
    let server = tokio::spawn(async move {
        let _ended = axum::serve(listener, router).await;
    });
    Ok((url, server))
}

async fn tip_hash(State(index): State<Index>) -> Answer {
    Ok(index.ledger.tip().await?.hash.into_response())
}

async fn tip_height(State(index): State<Index>) -> Answer {
    Ok(index.ledger.tip().await?.height.to_string().into_response())
}

async fn block_hash(State(index): State<Index>, Path(height): Path<String>) -> Answer {
    let height = height.parse().map_err(|_| bad("Invalid number"))?;
    let hash = index.ledger.hash_at(height).await?;
    Ok(hash.ok_or_else(|| missing("Block not found"))?.into_response())
}

/// The id of the transaction at a place of a block.
async fn block_transaction(State(index): State<Index>, Path((hash, place)): Path<(String, usize)>) -> Answer {
    let hash = hash.parse().map_err(|_| bad("Invalid hex string"))?;
    let block = index.ledger.block(&hash).await?.ok_or_else(|| missing("Block not found"))?;
    let found = block.txdata.get(place).ok_or_else(|| missing("tx index out of range"))?;
    Ok(found.compute_txid().to_string().into_response())
}

async fn address_sums(State(index): State<Index>, Path(address): Path<String>) -> Answer {
    let address = read_address(&address)?;
    let history = index.ledger.history(&address).await?;
    Ok(Json(page::sums(&address, &history)).into_response())
}

async fn address_unspent(State(index): State<Index>, Path(address): Path<String>) -> Answer {
    let address = read_address(&address)?;
    let history = index.ledger.history(&address).await?;
    let unspent = Ledger::unspent(&address.script_pubkey(), &history);
    Ok(Json(unspent.iter().map(page::unspent).collect::<Vec<_>>()).into_response())
}

async fn address_history(State(index): State<Index>, Path(address): Path<String>) -> Answer {
    let history = index.ledger.history(&read_address(&address)?).await?;
    let (waiting, mut confirmed): (Vec<Seen>, Vec<Seen>) =
        history.into_iter().partition(|seen| seen.place.is_none());
    confirmed.truncate(PAGE);
    index.pages(waiting.into_iter().chain(confirmed)).await
}

async fn address_history_after(
    State(index): State<Index>,
    Path((address, after)): Path<(String, String)>,
) -> Answer {
    let after = read_id(&after)?;
    let history = index.ledger.history(&read_address(&address)?).await?;
    let confirmed = history.into_iter().filter(|seen| seen.place.is_some());
    let rest = confirmed.skip_while(|seen| seen.transaction.compute_txid() != after).skip(1);
    index.pages(rest.take(PAGE)).await
}

async fn transaction(State(index): State<Index>, Path(id): Path<String>) -> Answer {
    let seen = index.known(&id).await?;
    Ok(Json(index.page(&seen).await?).into_response())
}

/// What is not known is not confirmed: Esplora says no more.
async fn transaction_status(State(index): State<Index>, Path(id): Path<String>) -> Answer {
    let seen = index.ledger.transaction(&read_id(&id)?).await?;
    Ok(Json(page::status(seen.and_then(|seen| seen.place).as_ref())).into_response())
}

async fn transaction_hex(State(index): State<Index>, Path(id): Path<String>) -> Answer {
    Ok(serialize_hex(&index.known(&id).await?.transaction).into_response())
}

async fn transaction_raw(State(index): State<Index>, Path(id): Path<String>) -> Answer {
    let bytes = serialize(&index.known(&id).await?.transaction);
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

async fn transaction_proof(State(index): State<Index>, Path(id): Path<String>) -> Answer {
    let id = read_id(&id)?;
    let place = index.ledger.transaction(&id).await?.and_then(|seen| seen.place);
    let place = place.ok_or_else(|| missing("Transaction not found or is unconfirmed"))?;
    let hash = place.hash.parse().map_err(|_| bad("Invalid hex string"))?;
    let block = index.ledger.block(&hash).await?.ok_or_else(|| missing("Block not found"))?;
    let proof = MerkleBlock::from_block_with_predicate(&block, |of| *of == id);
    Ok(serialize_hex(&proof).into_response())
}

async fn spender(State(index): State<Index>, Path((id, vout)): Path<(String, String)>) -> Answer {
    let vout = vout.parse().map_err(|_| bad("Invalid number"))?;
    let found = index.ledger.spender(&OutPoint { txid: read_id(&id)?, vout }).await?;
    let told = match found {
        None => json!({"spent": false}),
        Some(Spender { seen, input }) => json!({
            "spent": true,
            "txid": seen.transaction.compute_txid().to_string(),
            "vin": input,
            "status": page::status(seen.place.as_ref()),
        }),
    };
    Ok(Json(told).into_response())
}

/// What was set by hand; else what btcd estimates. It fails, or says zero, as long as it has seen too little.
async fn fee_estimates(State(index): State<Index>) -> Answer {
    let set = index.rates.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(rates) = set {
        return Ok(Json(Value::Object(rates)).into_response());
    }
    let mut rates = Map::new();
    for target in TARGETS {
        match index.ledger.rpc().call("estimatefee", json!([target])).await {
            Ok(rate) => {
                // Coins for a thousand bytes; satoshi for one.
                let rate = rate.as_f64().unwrap_or_default() * 1e5;
                if rate > 0.0 {
                    rates.insert(target.to_string(), json!(rate));
                }
            }
            Err(RpcError::Refused { .. }) => {}
            Err(why) => return Err(Refusal::from(why).into()),
        }
    }
    Ok(Json(Value::Object(rates)).into_response())
}

async fn broadcast(State(index): State<Index>, body: String) -> Answer {
    let refused = |code: i64, message: &str| {
        let error = json!({"code": code, "message": message});
        bad(format!("sendrawtransaction RPC error: {error}"))
    };
    let hex = body.trim();
    // Bitcoin Core takes what waits already without a word, and btcd does not.
    if let Ok(transaction) = deserialize_hex::<Transaction>(hex) {
        let id = transaction.compute_txid();
        match index.ledger.transaction(&id).await? {
            Some(Seen { place: None, .. }) => return Ok(id.to_string().into_response()),
            Some(_) => return Err(refused(IN_A_BLOCK.0, IN_A_BLOCK.1)),
            None => {}
        }
    }
    match index.ledger.rpc().call("sendrawtransaction", json!([hex])).await {
        Ok(id) => Ok(id.as_str().unwrap_or_default().to_owned().into_response()),
        Err(RpcError::Refused { code, message }) => Err(refused(code, &message)),
        Err(why) => Err(Refusal::from(why).into()),
    }
}

impl Index {
    async fn known(&self, id: &str) -> Result<Seen, Wrong> {
        let seen = self.ledger.transaction(&read_id(id)?).await?;
        seen.ok_or_else(|| missing("Transaction not found"))
    }

    async fn page(&self, seen: &Seen) -> Result<Value, Wrong> {
        let mut spent = Vec::new();
        for input in &seen.transaction.input {
            spent.push(match input.previous_output.is_null() {
                true => None,
                false => self.ledger.output(&input.previous_output).await?,
            });
        }
        Ok(page::transaction(seen, &spent))
    }

    async fn pages(&self, history: impl Iterator<Item = Seen>) -> Answer {
        let mut pages = Vec::new();
        for seen in history {
            pages.push(self.page(&seen).await?);
        }
        Ok(Json(pages).into_response())
    }
}

fn read_address(text: &str) -> Result<Address, Wrong> {
    let address = Address::from_str(text).map_err(|_| bad("Invalid Bitcoin address"))?;
    address.require_network(Network::Regtest).map_err(|_| bad("Address on invalid network"))
}

fn read_id(text: &str) -> Result<Txid, Wrong> {
    Txid::from_str(text).map_err(|_| bad("Invalid hex string"))
}

fn bad(text: impl Into<String>) -> Wrong {
    Wrong(StatusCode::BAD_REQUEST, text.into())
}

fn missing(text: &str) -> Wrong {
    Wrong(StatusCode::NOT_FOUND, text.to_owned())
}

impl From<Refusal> for Wrong {
    fn from(why: Refusal) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, why.text)
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}
