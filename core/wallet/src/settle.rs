//! Settle: when a payment of ours is paid, and when it never will be. A payment is one unsigned body; its
//! transaction id can be altered in flight, so ids alone do not decide.

use crate::network::{BalanceRecord, TransactionRecord};
use tongtong_types::{Amount, BodyDigest};

/// What is known of one payment in flight. What was not asked is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its signing digest.
    pub body: Option<BodyDigest>,
    /// Where the ids stand under which it was sent.
    pub transactions: Vec<TransactionRecord>,
    /// Its sources: what each holds, and whether another body over it was, or may have been, handed out.
    pub sources: Vec<(BalanceRecord, bool)>,
    /// Its fresh address: what it is to receive, and what it holds.
    pub comes_back: Option<(Amount, BalanceRecord)>,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Not known yet.
    Open,
    /// Paid: a transaction with its body is in a block.
    InBlock,
    /// Paid: a source is empty, and no other body of ours can have emptied it.
    SourceEmpty,
    /// Paid: its own fresh address has received at least what it was to receive.
    ChangeCame,
}

impl Verdict {
    /// Whether the payment is paid.
    #[must_use]
    pub fn is_paid(self) -> bool {
        self != Self::Open
    }
}

/// Judges one payment in flight (`payments.md`, TTChain).
///
/// "Empty" is a record that holds nothing. No record at all proves nothing: a node that lags behind has none
/// yet. More than the change counts as the change, because anyone can add a unit to it.
#[must_use]
pub fn judge(seen: &Seen) -> Verdict {
    let in_block = |record: &TransactionRecord| match record {
        TransactionRecord::InBlock { body, .. } => Some(*body) == seen.body,
        TransactionRecord::Unknown | TransactionRecord::Pending => false,
    };
    if seen.transactions.iter().any(in_block) {
        return Verdict::InBlock;
    }
    let emptied =
        |(record, reused): &(BalanceRecord, bool)| !reused && *record == BalanceRecord::Holds(Amount::ZERO);
    if seen.sources.iter().any(emptied) {
        return Verdict::SourceEmpty;
    }
    match seen.comes_back {
        Some((expected, BalanceRecord::Holds(amount))) if !expected.is_zero() && amount >= expected => {
            Verdict::ChangeCame
        }
        _ => Verdict::Open,
    }
}

/// Whether a payment that is still open has failed: another body of ours over one of its sources is paid,
/// and that source is empty.
#[must_use]
pub fn has_failed(seen: &Seen, rival_paid: bool) -> bool {
    let empty = |(record, _): &(BalanceRecord, bool)| *record == BalanceRecord::Holds(Amount::ZERO);
    rival_paid && !judge(seen).is_paid() && seen.sources.iter().any(empty)
}

#[cfg(test)]
mod tests;
