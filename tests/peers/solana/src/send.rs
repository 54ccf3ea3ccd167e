use crate::call::{Asked, Fault};
use crate::chain::Chain;
use crate::view::Commitment;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use solana_message::VersionedMessage;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// The longest transaction, in bytes: what fits into a packet.
const PACKET: usize = 1232;

/// `sendTransaction`.
pub(crate) fn send(chain: &mut Chain, asked: &Asked) -> Result<Value, Fault> {
    let transaction = read(asked)?;
    let signature = transaction.signatures.first().copied().unwrap_or_default();
    let flag = |name| asked.option(1, name).and_then(Value::as_bool).unwrap_or_default();
    let signed = transaction.verify_with_results();
    let is_signed = !signed.is_empty() && signed.into_iter().all(|one| one);
    if !flag("skipPreflight") {
        let height = asked.height_by(chain, 1, "preflightCommitment")?;
        if !is_signed {
            return Err(Fault {
                code: -32003,
                message: "Transaction signature verification failure".to_owned(),
                data: None,
            });
        }
        preflight(chain, &transaction, height)?;
    }
    // What a node sends on may be dropped without a word.
    if is_signed && judge(chain, &transaction, chain.height).is_ok() {
        let _in_its_status = chain.land(transaction);
    }
    Ok(json!(signature.to_string()))
}

/// `getFeeForMessage`.
pub(crate) fn fee(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let height = asked.height(chain, 1)?;
    let bytes = STANDARD.decode(asked.text(0)?).map_err(|_| Fault::params("invalid base64 encoding"))?;
    let message: VersionedMessage =
        wincode::deserialize(&bytes).map_err(|why| Fault::params(format!("failed to deserialize: {why}")))?;
    if chain.good_hash(message.recent_blockhash(), height).is_none() {
        return Ok(asked.as_of(height, Value::Null));
    }
    let signers = usize::from(message.header().num_required_signatures);
    let signatures = vec![Signature::default(); signers];
    let fee = match chain.svm.simulate_transaction(VersionedTransaction { signatures, message }) {
        Ok(done) => done.meta.fee,
        Err(failed) => failed.meta.fee,
    };
    Ok(asked.as_of(height, json!(fee)))
}

fn read(asked: &Asked) -> Result<VersionedTransaction, Fault> {
    let text = asked.text(0)?;
    let bytes = match asked.option(1, "encoding").and_then(Value::as_str) {
        Some("base64") => STANDARD.decode(text).map_err(|_| Fault::params("invalid base64 encoding"))?,
        None | Some("base58") => {
            bs58::decode(text).into_vec().map_err(|_| Fault::params("invalid base58 encoding"))?
        }
        Some(other) => return Err(Fault::params(format!("unsupported encoding: {other}"))),
    };
    if bytes.len() > PACKET {
        return Err(Fault::params(format!("transaction too large: {} bytes (max: {PACKET})", bytes.len())));
    }
    let transaction: VersionedTransaction =
        wincode::deserialize(&bytes).map_err(|why| Fault::params(format!("failed to deserialize: {why}")))?;
    transaction.sanitize().map_err(|why| Fault::params(format!("invalid transaction: {why}")))?;
    Ok(transaction)
}

/// Whether a block of this height can take it: its blockhash is good and it was not taken before.
fn judge(chain: &Chain, transaction: &VersionedTransaction, height: u64) -> Result<(), TransactionError> {
    let id = transaction.signatures.first().copied().unwrap_or_default();
    if chain.ledger.iter().any(|entry| entry.signature == id) {
        return Err(TransactionError::AlreadyProcessed);
    }
    match chain.good_hash(transaction.message.recent_blockhash(), height) {
        Some(_) => Ok(()),
        None => Err(TransactionError::BlockhashNotFound),
    }
}

/// What a node tries before it sends a transaction on. A blockhash that the asked commitment does not know yet is
/// not found.
fn preflight(chain: &Chain, transaction: &VersionedTransaction, height: u64) -> Result<(), Fault> {
    let failed = |err: &TransactionError, logs: &[String], units: u64| Fault {
        code: -32002,
        message: format!("Transaction simulation failed: {err}"),
        data: Some(json!({
            "accounts": null, "err": err, "innerInstructions": null, "logs": logs,
            "replacementBlockhash": null, "returnData": null, "unitsConsumed": units,
        })),
    };
    judge(chain, transaction, height).map_err(|err| failed(&err, &[], 0))?;
    match chain.svm.simulate_transaction(transaction.clone()) {
        Ok(_) => Ok(()),
        Err(tried) => Err(failed(&tried.err, &tried.meta.logs, tried.meta.compute_units_consumed)),
    }
}

/// `isBlockhashValid`.
pub(crate) fn is_good_hash(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let height = asked.height(chain, 1)?;
    let hash = asked.text(0)?.parse().map_err(|_| Fault::params("Invalid param: not a blockhash"))?;
    Ok(asked.as_of(height, json!(chain.good_hash(&hash, height).is_some())))
}

/// `getLatestBlockhash`.
pub(crate) fn latest_hash(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let height = asked.height(chain, 0)?;
    let hash = chain.hash_at(height).copied().unwrap_or_default();
    let told = json!({
        "blockhash": hash.to_string(),
        "lastValidBlockHeight": height.saturating_add(crate::chain::LIFETIME),
    });
    Ok(asked.as_of(height, told))
}

/// What is asked for where nothing is said.
pub(crate) const DEFAULT: Commitment = Commitment::Finalized;
