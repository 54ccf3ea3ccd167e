use super::{Armed, Asked, Dialect, Kind, Lie, Told};
use axum::http::Method;
use bitcoin::Transaction;
use bitcoin::consensus::encode::deserialize_hex;
use serde_json::{Value, json};

/// How much more a lie tells, in satoshi.
const MORE: u64 = 1_000_000;

/// A block and a transaction that are nowhere.
const NOWHERE: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// The index of btcd.
pub(crate) struct Esplora;

impl Dialect for Esplora {
    fn meets(&self, kind: Kind, asked: &Asked) -> bool {
        let broadcasts = asked.method == Method::POST && asked.path == "/tx";
        match kind {
            Kind::TimeOut | Kind::ServerError => true,
            Kind::LostAnswer | Kind::DroppedBroadcast => broadcasts,
            // The first block is what a network is known by.
            Kind::WrongChain => asked.path == "/block-height/0",
            Kind::LyingBalance => is_list(&asked.path) || is_sum(&asked.path),
        }
    }

    fn swallowed(&self, asked: &Asked) -> Option<Told> {
        let text = std::str::from_utf8(&asked.body).ok()?;
        let transaction: Transaction = deserialize_hex(text.trim()).ok()?;
        Some(Told::text(transaction.compute_txid().to_string()))
    }

    fn forged(&self, armed: &Armed, asked: &Asked, told: Told) -> Told {
        if armed.kind == Kind::WrongChain {
            return Told::text(NOWHERE);
        }
        match told.value() {
            Some(list) if is_list(&asked.path) => Told::json(&forged_list(armed.lie, list)),
            Some(sum) if is_sum(&asked.path) => Told::json(&forged_sum(armed.lie, sum)),
            _ => told,
        }
    }
}

/// `/address/:a/utxo`.
fn is_list(path: &str) -> bool {
    path.strip_prefix("/address/").is_some_and(|rest| rest.ends_with("/utxo"))
}

/// `/address/:a`.
fn is_sum(path: &str) -> bool {
    path.strip_prefix("/address/").is_some_and(|rest| !rest.contains('/'))
}

fn forged_list(lie: Lie, mut list: Value) -> Value {
    let Some(outputs) = list.as_array_mut() else { return list };
    match (lie, outputs.first_mut()) {
        (Lie::Nothing, _) => outputs.clear(),
        (Lie::More, Some(output)) => add(output, "value"),
        (Lie::More, None) => outputs.push(json!({
            "txid": NOWHERE, "vout": 0, "value": MORE,
            "status": {"confirmed": true, "block_height": 1, "block_hash": NOWHERE, "block_time": 0},
        })),
    }
    list
}

fn forged_sum(lie: Lie, mut sum: Value) -> Value {
    match (lie, sum.pointer_mut("/chain_stats")) {
        (Lie::More, Some(stats)) => add(stats, "funded_txo_sum"),
        (Lie::Nothing, Some(stats)) => {
            for name in ["funded_txo_count", "funded_txo_sum", "spent_txo_count", "spent_txo_sum", "tx_count"]
            {
                stats[name] = json!(0);
            }
        }
        (_, None) => {}
    }
    sum
}

fn add(object: &mut Value, name: &str) {
    let value = object.get(name).and_then(Value::as_u64).unwrap_or_default();
    object[name] = json!(value.saturating_add(MORE));
}
