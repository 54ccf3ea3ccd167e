//! The rules: whether a transaction may change the state, and how.
//!
//! Rule set v1: the operations as the real node of the captures judges them, with the two checks of
//! version 1.0 that 2.0 leaves out (expiry, and no body twice). A fee is not required of a transfer
//! and a memo costs nothing, as on the captured chain.

pub(crate) mod operations;

use super::refusal::Refusal;
use super::state::{BASE_ASSET, State};
use crate::wire::hash::{Hash20, owners_of};
use crate::wire::transaction::{Signature, Transaction};
use k256::ecdsa::{RecoveryId, Signature as Ecdsa, VerifyingKey};
use std::collections::{BTreeMap, BTreeSet};

/// Largest transaction in bytes.
const MAXIMUM_BYTES: usize = 102_400;
/// Most signatures of one transaction.
const MAXIMUM_SIGNATURES: usize = 1000;
/// How far ahead an expiration may lie: two days and one block interval of version 1.0.
const MAXIMUM_AHEAD: u32 = 2 * 86_400 + 6;

/// What judging a transaction found out; `blockchain_get_transaction` shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evaluation {
    pub(crate) deposits: BTreeMap<i32, i64>,
    pub(crate) withdraws: BTreeMap<i32, i64>,
    /// Operation index, asset, change as the payer sees it.
    pub(crate) deltas: Vec<(usize, i32, i64)>,
    /// What is left over per asset: the fee.
    pub(crate) left: BTreeMap<i32, i64>,
    pub(crate) required_fee: i64,
    pub(crate) memo_length: usize,
}

/// A transaction being judged against a state that is thrown away if it is refused.
struct Judging<'a> {
    state: &'a mut State,
    now: u32,
    owners: BTreeSet<Hash20>,
    paid: BTreeSet<Hash20>,
    found: Evaluation,
}

/// Judges a signed transaction at `now` and applies it. A body that is in the chain or pending
/// already is the caller's to find. After a refusal the state is spoilt: judge on a copy.
pub(crate) fn judge(
    state: &mut State,
    transaction: &Transaction,
    digest: &[u8; 32],
    now: u32,
) -> Result<Evaluation, Refusal> {
    if transaction.operations.is_empty() || transaction.result_kind != 0 {
        return Err(Refusal::IllegalTransaction);
    }
    if transaction.signatures.len() > MAXIMUM_SIGNATURES {
        return Err(Refusal::TooManySignatures);
    }
    let owners = signers(&transaction.signatures, digest)?;
    let mut judging = Judging { state, now, owners, paid: BTreeSet::new(), found: Evaluation::default() };
    for (index, operation) in transaction.operations.iter().enumerate() {
        judging.operation(index, operation)?;
    }
    judging.settle()
}

/// The checks that need no state: expiry and size, in the order of version 1.0.
pub(crate) fn admissible(transaction: &Transaction, now: u32) -> Result<(), Refusal> {
    if now >= transaction.expiration {
        return Err(Refusal::Expired);
    }
    if now.saturating_add(MAXIMUM_AHEAD) < transaction.expiration {
        return Err(Refusal::ExpirationTooFar);
    }
    if transaction.bytes().len() > MAXIMUM_BYTES {
        return Err(Refusal::OversizedTransaction);
    }
    Ok(())
}

/// Mints: applies a transaction of deposits alone, with new money. The devnet's faucet.
pub(crate) fn mint(state: &mut State, transaction: &Transaction, now: u32) -> Result<Evaluation, Refusal> {
    let judged =
        Judging { state, now, owners: BTreeSet::new(), paid: BTreeSet::new(), found: Evaluation::default() };
    judged.mint(transaction)
}

/// The addresses that the recovered keys satisfy. Any valid encoding counts: first byte 27 to 34,
/// low or high s, the same one twice, one more than needed.
fn signers(signatures: &[Signature], digest: &[u8; 32]) -> Result<BTreeSet<Hash20>, Refusal> {
    let distinct: BTreeSet<&Signature> = signatures.iter().collect();
    let mut owners = BTreeSet::new();
    for signature in distinct {
        let key = recover(signature, digest)
            .ok_or(Refusal::Assert("my->_key: unable to reconstruct public key from signature"))?;
        let (compressed, uncompressed) = (key.to_sec1_point(true), key.to_sec1_point(false));
        owners.extend(owners_of(compressed.as_bytes(), uncompressed.as_bytes()));
    }
    Ok(owners)
}

fn recover(signature: &Signature, digest: &[u8; 32]) -> Option<VerifyingKey> {
    let (first, body) = signature.split_first()?;
    let offset = first.checked_sub(27).filter(|offset| *offset < 8)?;
    let id = RecoveryId::from_byte(offset & 3)?;
    VerifyingKey::recover_from_prehash(digest, &Ecdsa::from_slice(body).ok()?, id).ok()
}

impl Judging<'_> {
    /// What is left is the fee: never negative, for the base asset at least what is required.
    fn settle(mut self) -> Result<Evaluation, Refusal> {
        self.found.left.entry(BASE_ASSET).or_insert(0);
        if self.found.left.values().any(|left| *left < 0) {
            return Err(Refusal::NegativeFee);
        }
        for (asset, left) in &self.found.left {
            let record = self.state.assets.get_mut(asset).ok_or(Refusal::UnknownAsset)?;
            record.collected_fees =
                record.collected_fees.checked_add(*left).ok_or(Refusal::AdditionOverflow)?;
        }
        if self.found.left.get(&BASE_ASSET).is_some_and(|left| *left < self.found.required_fee) {
            return Err(Refusal::InsufficientFee);
        }
        Ok(self.found)
    }
}
