use crate::{AssetAmount, BalanceId, Condition, Layout, Operation, ResultType, Transaction, WireError};
use core::fmt;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What a transaction does, read from its operations alone. Everything that it does is in here: what fits
/// no plain field stands in `conditional` or `others`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Effects {
    /// What is taken from which balance, in the transaction's order.
    pub withdraws: Vec<(BalanceId, i64)>,
    /// What goes to whom under the usual condition (one signature, no vote): owner, asset, amount.
    pub deposits: Vec<(crate::Owner, i32, i64)>,
    /// What goes under any other condition: multisig, a vote, a contract's money.
    pub conditional: Vec<(Condition, i64)>,
    /// The public text.
    pub memo: Option<String>,
    /// The whole text of the sub-address.
    pub sub_address: Option<String>,
    /// Steps that are no part of a plain payment, whole.
    pub others: Vec<Operation>,
}

impl fmt::Debug for Effects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { withdraws, deposits, conditional, memo, sub_address, others } = self;
        write!(
            f,
            "Effects({} withdraws, {} deposits, {} conditional, memo: {}, sub-address: {}, others: {others:?})",
            withdraws.len(),
            deposits.len(),
            conditional.len(),
            memo.is_some(),
            sub_address.is_some()
        )
    }
}

/// Why a transaction has no effects that could be shown to a person. It must not be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// The bytes are no transaction.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A producer's result transaction.
    #[error("a result transaction")]
    ResultTransaction,
    /// A withdraw with a proof, which signatures do not need.
    #[error("a withdraw with a proof")]
    ClaimInput,
    /// An amount that is nothing or less.
    #[error("an amount that is not positive")]
    AmountNotPositive,
    /// Two memos.
    #[error("two memos")]
    MemoTwice,
    /// Two deposits to one owner, which the node refuses.
    #[error("two deposits to one owner")]
    PayeeTwice,
    /// A sub-address that no deposit stands for, or an amount for one without a sub-address.
    #[error("a sub-address that no deposit stands for")]
    SubAddress,
    /// A balance whose asset the caller does not know.
    #[error("a balance of unknown asset")]
    BalanceUnknown,
    /// More goes out than comes in.
    #[error("more goes out than comes in")]
    NegativeFee,
    /// A sum outside its range.
    #[error("a sum out of range")]
    OutOfRange,
    /// Not a plain transfer: nobody can tell the fee beforehand.
    #[error("not a plain transfer")]
    NotATransfer,
}

impl Unreadable {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::ResultTransaction => "effects_result_transaction",
            Self::ClaimInput => "effects_claim_input",
            Self::AmountNotPositive => "effects_amount_not_positive",
            Self::MemoTwice => "effects_memo_twice",
            Self::PayeeTwice => "effects_payee_twice",
            Self::SubAddress => "effects_sub_address",
            Self::BalanceUnknown => "effects_balance_unknown",
            Self::NegativeFee => "effects_negative_fee",
            Self::OutOfRange => "effects_out_of_range",
            Self::NotATransfer => "effects_not_a_transfer",
        }
    }
}

/// What the unsigned `bytes` do: the reading that an approval is checked against.
///
/// # Errors
/// [`Unreadable`] by the first fault.
pub fn effects_of_bytes(bytes: &[u8], layout: Layout) -> Result<Effects, Unreadable> {
    effects(&Transaction::unpack(bytes, layout)?)
}

/// What `transaction` does.
///
/// # Errors
/// [`Unreadable`] by the first fault.
pub fn effects(transaction: &Transaction) -> Result<Effects, Unreadable> {
    let Transaction {
        expiration: _,
        reserved: _,
        alp_account,
        alp_inport_asset,
        operations,
        result_trx_type,
        result_trx_id,
    } = transaction;
    if *result_trx_type != ResultType::Origin || *result_trx_id != [0; 20] {
        return Err(Unreadable::ResultTransaction);
    }
    let mut effects = Effects::default();
    let mut paid = BTreeSet::new();
    for operation in operations {
        match operation {
            Operation::Withdraw { balance, amount, claim_input } => {
                if !claim_input.is_empty() {
                    return Err(Unreadable::ClaimInput);
                }
                effects.withdraws.push((*balance, positive(*amount)?));
            }
            Operation::Deposit { amount, condition } => {
                let amount = positive(*amount)?;
                if let Some(owner) = condition.signer()
                    && !paid.insert(owner)
                {
                    return Err(Unreadable::PayeeTwice);
                }
                match condition.plain_owner() {
                    Some(owner) => effects.deposits.push((owner, condition.asset_id, amount)),
                    None => effects.conditional.push((condition.clone(), amount)),
                }
            }
            Operation::Memo { text } => {
                if effects.memo.replace(text.clone()).is_some() {
                    return Err(Unreadable::MemoTwice);
                }
            }
            other => effects.others.push(other.clone()),
        }
    }
    effects.sub_address = sub_address(alp_account, alp_inport_asset, &effects)?;
    Ok(effects)
}

fn positive(amount: i64) -> Result<i64, Unreadable> {
    if amount > 0 { Ok(amount) } else { Err(Unreadable::AmountNotPositive) }
}

fn sub_address(text: &str, sent: &AssetAmount, effects: &Effects) -> Result<Option<String>, Unreadable> {
    if text.is_empty() {
        return if *sent == AssetAmount::default() { Ok(None) } else { Err(Unreadable::SubAddress) };
    }
    let stands = |(_, asset, amount): &(_, i32, i64)| *asset == sent.asset_id && *amount == sent.amount;
    if effects.deposits.iter().any(stands) { Ok(Some(text.to_owned())) } else { Err(Unreadable::SubAddress) }
}

impl Effects {
    /// What a plain transfer costs, by asset: the sum of its withdraws less the sum of its deposits. Assets
    /// that come out even are not listed. A balance id does not tell its asset, so the caller does.
    ///
    /// # Errors
    /// [`Unreadable::NotATransfer`], [`Unreadable::BalanceUnknown`], [`Unreadable::NegativeFee`],
    /// [`Unreadable::OutOfRange`].
    pub fn fees(
        &self,
        asset_of: impl Fn(&BalanceId) -> Option<i32>,
    ) -> Result<BTreeMap<i32, i64>, Unreadable> {
        if !self.others.is_empty() {
            return Err(Unreadable::NotATransfer);
        }
        let mut sums: BTreeMap<i32, i128> = BTreeMap::new();
        let mut add = |asset: i32, amount: i128| {
            let sum = sums.entry(asset).or_default();
            *sum = sum.saturating_add(amount);
        };
        for (balance, amount) in &self.withdraws {
            add(asset_of(balance).ok_or(Unreadable::BalanceUnknown)?, i128::from(*amount));
        }
        for (_, asset, amount) in &self.deposits {
            add(*asset, -i128::from(*amount));
        }
        for (condition, amount) in &self.conditional {
            add(condition.asset_id, -i128::from(*amount));
        }
        let mut fees = BTreeMap::new();
        for (asset, sum) in sums {
            match i64::try_from(sum) {
                Ok(0) => {}
                Ok(fee) if fee > 0 => {
                    fees.insert(asset, fee);
                }
                Ok(_) => return Err(Unreadable::NegativeFee),
                Err(_) if sum < 0 => return Err(Unreadable::NegativeFee),
                Err(_) => return Err(Unreadable::OutOfRange),
            }
        }
        Ok(fees)
    }
}
