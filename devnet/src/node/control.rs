//! The calls that only a devnet has.

use super::chain::Kind;
use super::methods::{address, asset_named, param, text};
use super::refusal::Refusal;
use super::rpc::CallError;
use super::state::BASE_ASSET;
use super::{Clock, Mode, Node};
use crate::wire::form::{transaction_form, whole};
use crate::wire::time::{read_time, time_text};
use serde_json::{Value, json};

/// Answers a call, or says that there is no such method.
pub(super) fn call(node: &Node, method: &str, params: &[Value]) -> Result<Value, CallError> {
    Ok(match method {
        "devnet_faucet" => faucet(node, params)?,
        "devnet_mode" => mode(node, params)?,
        "devnet_fault" => fault(node, params)?,
        "devnet_clock" => clock(node, params)?,
        "devnet_block" => {
            let made = node.chain().make_block();
            json!(made.map_err(|_| Refusal::Assert("the ledger could not be written"))?)
        }
        "devnet_transactions" => transactions(node),
        _ => return Err(CallError::Unknown),
    })
}

/// `[address, units, asset]`: new money of an asset, by symbol or id; nothing is the base asset. The id of the
/// transaction that brings it.
fn faucet(node: &Node, params: &[Value]) -> Result<Value, Refusal> {
    let owner = address(text(params, 0, "address")?)?;
    let units = whole(param(params, 1, "units")?);
    let units = units.ok_or_else(|| Refusal::BadCast("parameter units is no whole number".into()))?;
    let mut chain = node.chain();
    let asset = match params.get(2).filter(|named| !named.is_null()) {
        Some(named) => asset_named(&chain.state, named).ok_or(Refusal::UnknownAsset)?.0,
        None => BASE_ASSET,
    };
    let id = chain.faucet(owner, asset, units)?;
    drop(chain);
    node.work.notify_one();
    Ok(json!(hex::encode(id.0)))
}

/// `["A"]`, `["B"]`, or `[]` to ask.
fn mode(node: &Node, params: &[Value]) -> Result<Value, Refusal> {
    let mut chain = node.chain();
    match params.first().map(Value::as_str) {
        None => {}
        Some(Some("A")) => chain.mode = Mode::A,
        Some(Some("B")) => chain.mode = Mode::B,
        Some(_) => return Err(Refusal::BadCast("mode is \"A\" or \"B\"".into())),
    }
    Ok(json!(if chain.mode == Mode::A { "A" } else { "B" }))
}

/// `[{..}]` changes the named faults; the answer is all of them.
fn fault(node: &Node, params: &[Value]) -> Result<Value, Refusal> {
    let mut chain = node.chain();
    let mut faults = chain.faults;
    if let Some(wanted) = params.first() {
        let wanted = wanted.as_object().ok_or_else(|| Refusal::BadCast("faults are an object".into()))?;
        for (name, value) in wanted {
            let bad = || Refusal::BadCast(format!("fault {name} is unknown or has another type"));
            match name.as_str() {
                "high_s_twin" => faults.high_s_twin = value.as_bool().ok_or_else(bad)?,
                "drop_broadcasts" => {
                    let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
                    faults.drop_broadcasts = count.ok_or_else(bad)?;
                }
                "delay_block_ms" => faults.delay_block_ms = value.as_u64().ok_or_else(bad)?,
                _ => return Err(bad()),
            }
        }
    }
    chain.faults = faults;
    Ok(json!({
        "high_s_twin": faults.high_s_twin,
        "drop_broadcasts": faults.drop_broadcasts,
        "delay_block_ms": faults.delay_block_ms,
    }))
}

/// `["2026-11-21T05:50:43"]` stops the clock there, `["system"]` lets it go, `[]` asks.
fn clock(node: &Node, params: &[Value]) -> Result<Value, Refusal> {
    let mut chain = node.chain();
    if let Some(wanted) = params.first() {
        let wanted = match wanted.as_str() {
            Some("system") => Some(Clock::System),
            Some(text) => read_time(text).map(Clock::Fixed),
            None => None,
        };
        chain.clock = wanted.ok_or_else(|| Refusal::BadCast("a clock is a time or \"system\"".into()))?;
    }
    let fixed = matches!(chain.clock, Clock::Fixed(_));
    Ok(json!({ "now": time_text(chain.clock.now()), "fixed": fixed }))
}

/// All that is in blocks, in order, for tests that count payments from the ledger's side.
fn transactions(node: &Node) -> Value {
    let chain = node.chain();
    let entries = chain.blocks.iter().flat_map(|block| {
        block.transactions.iter().map(move |entry| {
            json!({
                "id": hex::encode(entry.id.0),
                "body_digest": hex::encode(entry.digest),
                "block": block.number,
                "kind": if entry.kind == Kind::Mint { "mint" } else { "signed" },
                "trx": transaction_form(&entry.transaction),
            })
        })
    });
    entries.collect()
}
