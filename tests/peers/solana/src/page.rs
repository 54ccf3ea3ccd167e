use crate::chain::{Chain, Entry};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use solana_account::Account;

/// The longest data that is told in base 58.
const BASE58: usize = 128;

/// In what form an account's data is told, and which part of it.
pub(crate) struct Form {
    pub(crate) base64: bool,
    pub(crate) slice: Option<(usize, usize)>,
}

/// An account. None if its data is too long for the form.
pub(crate) fn account(account: &Account, form: &Form) -> Option<Value> {
    let data = match form.slice {
        None => account.data.as_slice(),
        Some((offset, length)) => {
            let rest = account.data.get(offset..).unwrap_or_default();
            rest.get(..length).unwrap_or(rest)
        }
    };
    let told = match form.base64 {
        true => json!([STANDARD.encode(data), "base64"]),
        false if data.len() <= BASE58 => json!([bs58::encode(data).into_string(), "base58"]),
        false => return None,
    };
    Some(json!({
        "lamports": account.lamports,
        "data": told,
        "owner": account.owner.to_string(),
        "executable": account.executable,
        "rentEpoch": u64::MAX,
        "space": account.data.len(),
    }))
}

/// How far a transaction has come.
pub(crate) fn status(chain: &Chain, entry: &Entry) -> Value {
    let sureness = chain.sureness(entry.height);
    let behind = chain.height.saturating_sub(entry.height);
    let confirmations = (sureness < crate::view::Commitment::Finalized).then_some(behind);
    json!({
        "slot": Chain::slot(entry.height),
        "confirmations": confirmations,
        "err": entry.err,
        "status": outcome(entry),
        "confirmationStatus": sureness.name(),
    })
}

/// A transaction in the history of an address.
pub(crate) fn past(chain: &Chain, entry: &Entry) -> Value {
    json!({
        "signature": entry.signature.to_string(),
        "slot": Chain::slot(entry.height),
        "err": entry.err,
        "memo": null,
        "blockTime": null,
        "confirmationStatus": chain.sureness(entry.height).name(),
    })
}

/// A transaction with what it cost and moved.
pub(crate) fn transaction(entry: &Entry) -> Value {
    let bytes = wincode::serialize(&entry.transaction).unwrap_or_default();
    let [before, after] = &entry.balances;
    json!({
        "slot": Chain::slot(entry.height),
        "blockTime": null,
        "transaction": [STANDARD.encode(bytes), "base64"],
        "meta": {
            "err": entry.err, "status": outcome(entry), "fee": entry.fee,
            "preBalances": before, "postBalances": after,
        },
    })
}

fn outcome(entry: &Entry) -> Value {
    match &entry.err {
        None => json!({"Ok": null}),
        Some(err) => json!({"Err": err}),
    }
}
