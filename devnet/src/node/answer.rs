//! The shapes of the real node's results.

use super::chain::{Block, Chain, Confirmed};
use super::state::{AssetRecord, BASE_ASSET, Balance};
use crate::wire::form::{condition_form, number, transaction_form, unsigned};
use crate::wire::hash::{Hash20, hash20, sha256};
use crate::wire::operation::Variant;
use crate::wire::text::{PREFIX, hash20_text};
use crate::wire::time::time_text;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// This node's index in the family's block numbers.
const NODE_INDEX: u64 = 1;
const DELEGATES: u32 = 99;

pub(super) fn about() -> Value {
    json!({
        "blockchain_name": "TTCHAIN",
        "blockchain_description": "Crypto, Blockchain and More",
        "client_version": concat!("tongtong-devnet ", env!("CARGO_PKG_VERSION")),
        "alp_revision": "devnet",
        "alp_revision_age": "",
        "fc_revision": "",
        "fc_revision_age": "",
        "compile_date": "",
        "boost_version": "",
        "openssl_version": "",
        "build": "",
    })
}

pub(super) fn chain_info(chain: &Chain) -> Value {
    json!({
        "blockchain_id": hex::encode(chain.genesis.chain_id),
        "name": "TTCHAIN",
        "symbol": "TTCOIN",
        "address_prefix": PREFIX,
        "db_version": 201,
        "genesis_timestamp": time_text(chain.genesis.timestamp),
        "block_interval": 1,
        "delegate_num": DELEGATES,
        "max_delegate_pay_issued_per_block": 200,
        "max_delegate_reg_fee": 407_272,
        "name_size_max": 63,
        "memo_size_max": 2048,
        "data_size_max": 65_536,
        "symbol_size_max": 16,
        "symbol_size_min": 3,
        "asset_shares_max": number(super::state::MAXIMUM_UNITS),
        "short_symbol_asset_reg_fee": 100_000,
        "long_symbol_asset_reg_fee": 100_000,
        "statistics_enabled": false,
        "relay_fee": 0,
        "max_pending_queue_size": 10_000,
        "max_trx_per_second": 1000,
    })
}

pub(super) fn node_info(chain: &Chain) -> Value {
    let head = chain.blocks.last();
    let time = head.map_or(chain.genesis.timestamp, |block| block.timestamp);
    let id = head.map_or(Hash20::default(), |block| block.id);
    let supply = chain.state.assets.get(&BASE_ASSET).map_or(0, |asset| asset.supply);
    json!({
        "blockchain_head_block_nodeindex": NODE_INDEX,
        "blockchain_head_block_number": head.map_or(0, |block| block.number),
        "blockchain_head_block_age": chain.clock.now().saturating_sub(time),
        "blockchain_head_block_timestamp": time_text(time),
        "blockchain_head_block_id": hex::encode(id.0),
        "blockchain_average_delegate_participation": "100.00000000000000000",
        "blockchain_share_supply": number(supply),
        "blockchain_blocks_left_in_round": DELEGATES,
        "blockchain_random_seed": hex::encode(hash20(&id.0).0),
        "blockchain_is_synced": true,
        "client_data_dir": "",
        "client_version": concat!("tongtong-devnet ", env!("CARGO_PKG_VERSION")),
        "network_num_connections": 1,
        "network_num_connections_max": 500,
        "ntp_time": null,
        "ntp_time_error": null,
        "wallet_open": false,
        "wallet_unlocked": false,
        "wallet_unlocked_until": null,
        "wallet_unlocked_until_timestamp": null,
        "wallet_scan_progress": null,
        "wallet_block_production_enabled": true,
    })
}

/// A balance; what genesis gave is shown where genesis gave something.
pub(super) fn balance(balance: &Balance) -> Value {
    let mut form = Map::new();
    form.insert("condition".into(), condition_form(&balance.condition));
    form.insert("balance".into(), number(balance.units));
    if let Some((owner, units)) = &balance.snapshot {
        form.insert(
            "snapshot_info".into(),
            json!({ "original_address": hash20_text(owner), "original_balance": number(*units) }),
        );
    }
    form.insert("deposit_date".into(), time_text(balance.deposit_date).into());
    form.insert("last_update".into(), time_text(balance.last_update).into());
    form.insert("meta_data".into(), Value::Null);
    Value::Object(form)
}

/// A transaction in a block, with what judging it found.
pub(super) fn transaction(block: &Block, place: usize, entry: &Confirmed) -> Value {
    let found = &entry.evaluation;
    let deltas: Vec<_> = found
        .deltas
        .iter()
        .map(|(index, asset, change)| json!([index, [[asset, number(*change)]]]))
        .collect();
    json!({
        "trx": transaction_form(&entry.transaction),
        "signed_keys": [],
        "deposits": per_asset(&found.deposits),
        "withdraws": per_asset(&found.withdraws),
        "yield": [],
        "deltas": deltas,
        "required_fees": { "amount": number(found.required_fee), "asset_id": BASE_ASSET },
        "alt_fees_paid": { "amount": 0, "asset_id": BASE_ASSET },
        "balance": per_asset(&found.left),
        "delegate_vote_deltas": [],
        "imessage_length": found.memo_length,
        "skipexec": false,
        "chain_location": { "block_num": unsigned(NODE_INDEX << 48 | u64::from(block.number)), "trx_num": place },
    })
}

/// A block. Nobody signs the devnet's blocks.
pub(super) fn block(chain: &Chain, block: &Block) -> Value {
    let ids: Vec<_> = block.transactions.iter().map(|entry| hex::encode(entry.id.0)).collect();
    let parents: Vec<_> = block.parent.iter().map(|id| hex::encode(id.0)).collect();
    let after = chain.blocks.iter().filter(|other| other.parent == Some(block.id));
    let children: Vec<_> = after.map(|child| hex::encode(child.id.0)).collect();
    let size: usize = block.transactions.iter().map(|entry| entry.transaction.bytes().len()).sum();
    json!({
        "block_num": block.number,
        "rank": block.number,
        "timestamp": time_text(block.timestamp),
        "transaction_digest": hex::encode(sha256(ids.concat().as_bytes())),
        "parent_digest": hex::encode(sha256(parents.concat().as_bytes())),
        "delegate_signature": "00".repeat(65),
        "user_transaction_ids": ids,
        "parent_block_ids": parents,
        "id": hex::encode(block.id.0),
        "block_size": size,
        "latency": 0,
        "signee_shares_issued": 0,
        "signee_fees_collected": 0,
        "signee_fees_destroyed": 0,
        "random_seed": "00".repeat(20),
        "processing_time": 0,
        "child_block_ids": children,
        "node_index": NODE_INDEX,
        "user_transactions": [],
        "signee": "devnet",
    })
}

pub(super) fn asset(id: i32, asset: &AssetRecord) -> Value {
    let owners: Vec<_> = asset.authority.iter().map(hash20_text).collect();
    let public_data = match &asset.public_data {
        Variant::Text(text) => Value::from(text.clone()),
        Variant::Signed(value) => number(*value),
        Variant::Unsigned(value) => unsigned(*value),
        Variant::Flag(value) => Value::Bool(*value),
        Variant::Null => Value::Null,
    };
    json!({
        "id": id,
        "symbol": asset.symbol,
        "name": asset.name,
        "description": asset.description,
        "public_data": public_data,
        "issuer_account_id": asset.issuer,
        "precision": unsigned(asset.precision),
        "registration_date": time_text(asset.registered),
        "last_update": time_text(asset.last_update),
        "maximum_share_supply": number(asset.maximum),
        "current_share_supply": number(asset.supply),
        "collected_fees": number(asset.collected_fees),
        "flags": 0,
        "issuer_permissions": if asset.authority.is_some() { 31 } else { 0 },
        "transaction_fee": 0,
        "market_fee": 0,
        "authority": { "required": owners.len(), "owners": owners },
    })
}

fn per_asset(sums: &BTreeMap<i32, i64>) -> Value {
    sums.iter().map(|(asset, units)| json!([asset, number(*units)])).collect()
}
