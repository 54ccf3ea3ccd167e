//! What the last look was of, so that an endpoint that lags behind is noticed.

use serde::{Deserialize, Serialize};
use tongtong_chain::Fault;
use tongtong_types::cbor;

/// How many slots an answer may be behind the last look and still be nothing but late: a day of them, more than a node
/// comes back with that has been away. What we have sent since would look like money that came.
const LATE: u64 = 216_000;
/// How many slots a node can go on by between two questions of one look.
const SOON: u64 = 300;

/// The moment of the last look that was taken.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    slot: u64,
}

impl Memory {
    /// What is remembered in `row`: nothing before the first look.
    pub(crate) fn read(row: &[u8]) -> Result<Option<Self>, Fault> {
        if row.is_empty() {
            return Ok(None);
        }
        cbor::from_row(row).map(Some).map_err(|_| Fault::Unreadable)
    }

    /// What is remembered after a look at `slot`.
    pub(crate) fn at(slot: u64) -> Result<Vec<u8>, Fault> {
        cbor::to_row(&Self { slot }).map_err(|_| Fault::Unreadable)
    }

    /// Whether the last look was of a later moment.
    pub(crate) fn is_ahead_of(self, slot: u64) -> bool {
        (1..=LATE).contains(&self.slot.saturating_sub(slot))
    }

    /// Whether the last look was so much later that one of both is not true: the node stands still, or the slot
    /// that is remembered could not be. Told once, that one must not blind the account, so the node is believed if
    /// it goes on.
    pub(crate) fn is_far_ahead_of(self, slot: u64) -> bool {
        self.slot.saturating_sub(slot) > LATE
    }
}

/// Whether a node that told `slot` and is at `later` now goes on, as one does that follows the chain. One that stands
/// still does not, and two nodes behind one door are further apart.
pub(crate) fn goes_on(slot: u64, later: u64) -> bool {
    later.checked_sub(slot).is_some_and(|gone| (1..=SOON).contains(&gone))
}
