use super::ledger::{Place, Seen, Unspent};
use bitcoin::consensus::encode::serialize;
use bitcoin::{Address, Network, ScriptBuf, TxOut};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Where a transaction is.
pub(crate) fn status(place: Option<&Place>) -> Value {
    match place {
        None => json!({"confirmed": false}),
        Some(Place { height, hash, time }) => {
            json!({"confirmed": true, "block_height": height, "block_hash": hash, "block_time": time})
        }
    }
}

/// An output that nobody has spent.
pub(crate) fn unspent(unspent: &Unspent) -> Value {
    json!({
        "txid": unspent.outpoint.txid.to_string(),
        "vout": unspent.outpoint.vout,
        "value": unspent.output.value.to_sat(),
        "status": status(unspent.place.as_ref()),
    })
}

/// What came to an address and what left it, in blocks and waiting for one.
pub(crate) fn sums(address: &Address, history: &[Seen]) -> Value {
    let script = address.script_pubkey();
    let mut values = HashMap::new();
    for seen in history {
        let id = seen.transaction.compute_txid();
        for (vout, output) in (0_u32..).zip(&seen.transaction.output) {
            if output.script_pubkey == script {
                values.insert((id, vout), output.value.to_sat());
            }
        }
    }
    let stats = |in_a_block: bool| {
        let (mut funded, mut spent, mut count) = (Vec::new(), Vec::new(), 0_u64);
        for seen in history.iter().filter(|seen| seen.place.is_some() == in_a_block) {
            count = count.saturating_add(1);
            let outputs = seen.transaction.output.iter().filter(|output| output.script_pubkey == script);
            funded.extend(outputs.map(|output| output.value.to_sat()));
            let inputs = seen.transaction.input.iter().map(|input| input.previous_output);
            spent.extend(inputs.filter_map(|input| values.get(&(input.txid, input.vout)).copied()));
        }
        json!({
            "funded_txo_count": funded.len(), "funded_txo_sum": funded.iter().sum::<u64>(),
            "spent_txo_count": spent.len(), "spent_txo_sum": spent.iter().sum::<u64>(),
            "tx_count": count,
        })
    };
    json!({"address": address.to_string(), "chain_stats": stats(true), "mempool_stats": stats(false)})
}

/// A transaction, with the outputs that it spends: one for each input, none for the coins of a new block.
pub(crate) fn transaction(seen: &Seen, spent: &[Option<TxOut>]) -> Value {
    let transaction = &seen.transaction;
    let inputs = transaction.input.iter().zip(spent).map(|(input, spent)| {
        json!({
            "txid": input.previous_output.txid.to_string(),
            "vout": input.previous_output.vout,
            "prevout": spent.as_ref().map(output),
            "scriptsig": hex::encode(input.script_sig.as_bytes()),
            "scriptsig_asm": input.script_sig.to_asm_string(),
            "witness": input.witness.iter().map(hex::encode).collect::<Vec<_>>(),
            "is_coinbase": input.previous_output.is_null(),
            "sequence": input.sequence.0,
        })
    });
    let paid: u64 = transaction.output.iter().map(|output| output.value.to_sat()).sum();
    let taken: u64 = spent.iter().flatten().map(|output| output.value.to_sat()).sum();
    json!({
        "txid": transaction.compute_txid().to_string(),
        "version": transaction.version.0,
        "locktime": transaction.lock_time.to_consensus_u32(),
        "vin": inputs.collect::<Vec<_>>(),
        "vout": transaction.output.iter().map(output).collect::<Vec<_>>(),
        "size": serialize(transaction).len(),
        "weight": transaction.weight().to_wu(),
        "fee": taken.saturating_sub(paid),
        "status": status(seen.place.as_ref()),
    })
}

fn output(output: &TxOut) -> Value {
    let script = &output.script_pubkey;
    let mut told = json!({
        "scriptpubkey": hex::encode(script.as_bytes()),
        "scriptpubkey_asm": script.to_asm_string(),
        "scriptpubkey_type": kind(script),
        "value": output.value.to_sat(),
    });
    if let Ok(address) = Address::from_script(script, Network::Regtest) {
        told["scriptpubkey_address"] = json!(address.to_string());
    }
    told
}

/// Esplora's name for a form of script.
fn kind(script: &ScriptBuf) -> &'static str {
    match () {
        () if script.is_op_return() => "op_return",
        () if script.is_p2pk() => "p2pk",
        () if script.is_p2pkh() => "p2pkh",
        () if script.is_p2sh() => "p2sh",
        () if script.is_p2wpkh() => "v0_p2wpkh",
        () if script.is_p2wsh() => "v0_p2wsh",
        () if script.is_p2tr() => "v1_p2tr",
        () => "unknown",
    }
}
