//! Settle: when a payment of ours is paid, and when it never will be. A payment is one unsigned body; its
//! transaction id can be altered in flight, so ids alone do not decide.

use crate::network::{BalanceRecord, TransactionRecord};
use tongtong_types::{Amount, BodyDigest, Duration};

/// A payment older than this is also judged by a source that holds less than it took: a node that has seen
/// neither the payment nor all of what was there before it lags too far behind to be believed at all.
pub const LAG: Duration = Duration::from_secs(600);

/// What a node might say only because it is some blocks behind must be said again after this long.
pub const SECOND_LOOK: Duration = Duration::from_secs(10);

/// What is known of one payment in flight. What was not asked is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its signing digest.
    pub body: Option<BodyDigest>,
    /// Where the ids stand under which it was sent.
    pub transactions: Vec<TransactionRecord>,
    /// Its sources.
    pub sources: Vec<SourceSeen>,
    /// Its fresh addresses: what each is to receive, and what it holds.
    pub comes_back: Vec<(Amount, BalanceRecord)>,
    /// How long ago it was signed.
    pub age: Duration,
}

/// What is known of one source of a payment in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceSeen {
    /// What it holds.
    pub record: BalanceRecord,
    /// What the payment takes from it.
    pub takes: Amount,
    /// Whether another body over it was, or may have been, handed out.
    pub reused: bool,
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
    /// Paid, long ago: a source holds less than the payment took, and no other body of ours can have taken
    /// it. What is there came late.
    SourceDrained,
    /// Paid: a fresh address of its own has received at least what it was to receive.
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
    let mut sole = seen.sources.iter().filter(|source| !source.reused);
    if sole.clone().any(is_empty) {
        return Verdict::SourceEmpty;
    }
    let came = |(expected, record): &(Amount, BalanceRecord)| {
        !expected.is_zero() && matches!(record, BalanceRecord::Holds(amount) if amount >= expected)
    };
    if seen.comes_back.iter().any(came) {
        return Verdict::ChangeCame;
    }
    if seen.age >= LAG && sole.any(is_drained) { Verdict::SourceDrained } else { Verdict::Open }
}

/// Whether a payment that is still open has failed: another body of ours over one of its sources is paid, now
/// or before, and a source holds less than the payment takes.
#[must_use]
pub fn has_failed(seen: &Seen, rival_paid: bool) -> bool {
    rival_paid && !judge(seen).is_paid() && seen.sources.iter().any(is_drained)
}

fn is_drained(source: &SourceSeen) -> bool {
    matches!(source.record, BalanceRecord::Holds(amount) if amount < source.takes)
}

fn is_empty(source: &SourceSeen) -> bool {
    source.record == BalanceRecord::Holds(Amount::ZERO)
}

#[cfg(test)]
mod tests;
