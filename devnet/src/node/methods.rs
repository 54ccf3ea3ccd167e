//! The calls of the real node that a transfer wallet makes.

use super::Node;
use super::answer;
use super::chain::{Block, Chain};
use super::refusal::Refusal;
use super::rpc::CallError;
use super::state::{AssetRecord, State};
use crate::wire::form::{read_transaction, transaction_form, whole};
use crate::wire::hash::Hash20;
use crate::wire::text::{TextError, hash20_text, read_hash20, read_id, read_key};
use crate::wire::time::read_time;
use serde_json::{Value, json};

/// Answers a call, or says that there is no such method.
pub(super) fn call(node: &Node, method: &str, params: &[Value]) -> Result<Value, CallError> {
    let mut chain = node.chain();
    Ok(match method {
        "about" => answer::about(),
        "get_info" => answer::node_info(&chain),
        "blockchain_get_info" => answer::chain_info(&chain),
        "blockchain_is_synced" => Value::Bool(true),
        "blockchain_get_block_count" => json!(chain.blocks.len()),
        "blockchain_get_balance" => {
            let id = address(text(params, 0, "balance_id")?)?;
            let balance = chain.state.balances.get(&id);
            let missing = Refusal::Assert("balance_entry.valid(): No such balance entry with this slate id");
            answer::balance(balance.ok_or(missing)?)
        }
        "blockchain_list_address_balances" => list_balances(&chain, params)?,
        "blockchain_get_transaction" => {
            let id = text(params, 0, "transaction_id_prefix")?;
            let missing = Refusal::Assert("entry.valid(): Transaction not found!");
            let id = read_id(id).ok_or_else(|| missing.clone())?;
            let (block, place, transaction) = chain.confirmed(&id).ok_or(missing)?;
            json!([hex::encode(id.0), answer::transaction(block, place, transaction)])
        }
        "network_broadcast_transaction" => {
            let transaction = read_transaction(param(params, 0, "transaction_to_broadcast")?)?;
            let id = chain.submit(transaction, false)?;
            node.work.notify_one();
            json!(hex::encode(id.0))
        }
        "blockchain_broadcast_transaction" => {
            let transaction = read_transaction(param(params, 0, "trx")?)?;
            chain.submit(transaction, true)?;
            node.work.notify_one();
            Value::Null
        }
        "blockchain_get_block" => {
            let block = block_named(&chain, param(params, 0, "block")?);
            block.map_or(Value::Null, |block| answer::block(&chain, block))
        }
        "blockchain_get_asset" => {
            let found = asset_named(&chain.state, param(params, 0, "asset")?);
            found.map_or(Value::Null, |(id, asset)| answer::asset(id, asset))
        }
        "blockchain_list_assets" => {
            let first = params.first().and_then(Value::as_str).unwrap_or("");
            let limit = params.get(1).and_then(whole).and_then(|limit| usize::try_from(limit).ok());
            let mut assets: Vec<_> =
                chain.state.assets.iter().filter(|(_, asset)| asset.symbol.as_str() >= first).collect();
            assets.sort_by(|a, b| a.1.symbol.cmp(&b.1.symbol));
            let shown = assets.into_iter().take(limit.unwrap_or(usize::MAX));
            shown.map(|(id, asset)| answer::asset(*id, asset)).collect()
        }
        "blockchain_list_pending_transactions" => chain
            .pending
            .iter()
            .map(|entry| json!([hex::encode(entry.id.0), transaction_form(&entry.transaction)]))
            .collect(),
        "validate_address" => {
            // The real node knows public key texts only and says false to an address.
            json!({ "isvalid": read_key(text(params, 0, "address")?).is_ok() })
        }
        _ => return Err(CallError::Unknown),
    })
}

/// The parameter at `index`; the real node counts from one in what it says.
pub(super) fn param<'a>(params: &'a [Value], index: usize, name: &'static str) -> Result<&'a Value, Refusal> {
    params.get(index).ok_or(Refusal::MissingParameter { position: index.saturating_add(1), name })
}

/// A text parameter.
pub(super) fn text<'a>(params: &'a [Value], index: usize, name: &'static str) -> Result<&'a str, Refusal> {
    let value = param(params, index, name)?;
    value.as_str().ok_or_else(|| Refusal::BadCast(format!("parameter {name} is no string")))
}

/// An asset by its id or its symbol.
pub(super) fn asset_named<'a>(state: &'a State, named: &Value) -> Option<(i32, &'a AssetRecord)> {
    match whole(named) {
        Some(id) => state.assets.get_key_value(&i32::try_from(id).ok()?).map(|(id, asset)| (*id, asset)),
        None => state.asset_by_symbol(named.as_str()?),
    }
}

/// An address or balance id.
pub(super) fn address(text: &str) -> Result<Hash20, Refusal> {
    read_hash20(text).map_err(|error| match error {
        TextError::Prefix => Refusal::Assert("base58str.substr(0, prefix_len) == prefix: "),
        TextError::Broken => Refusal::InvalidAddress,
    })
}

/// Balances that `params[0]` may sign for, those last changed before `params[1]` left out.
fn list_balances(chain: &Chain, params: &[Value]) -> Result<Value, Refusal> {
    let owner = address(text(params, 0, "addr")?)?;
    let after = params.get(1).and_then(Value::as_str).and_then(read_time).unwrap_or(0);
    let found = chain
        .state
        .balances
        .iter()
        .filter(|(_, balance)| balance.condition.names(&owner) && balance.last_update >= after);
    Ok(found.map(|(id, balance)| json!([hash20_text(id), answer::balance(balance)])).collect())
}

/// `node:number`, a small number or a 40-digit id; the 64-bit number finds nothing, as captured.
fn block_named<'a>(chain: &'a Chain, named: &Value) -> Option<&'a Block> {
    if let Some(id) = named.as_str().filter(|text| text.len() == 40).and_then(read_id) {
        return chain.blocks.iter().find(|block| block.id == id);
    }
    let number = match named.as_str().and_then(|text| text.split_once(':')) {
        Some(("1", number)) => number.parse().ok()?,
        Some(_) => return None,
        None => whole(named)?,
    };
    let place = usize::try_from(number.checked_sub(1)?).ok()?;
    chain.blocks.get(place)
}
