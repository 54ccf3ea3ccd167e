//! What the last look told, so that an endpoint that lags behind is noticed.

use serde::{Deserialize, Serialize};
use tongtong_chain::{Fault, Holding};
use tongtong_types::cbor;

/// How many slots an answer may be behind the last look before it is taken for a new truth: some minutes' worth,
/// far more than a node that serves anybody is behind. Fewer mean a node that is late, and what we have sent since
/// would look like money that came.
const LATE: u64 = 1_000;

/// The holdings that were told last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// The slot at which they were first seen as they are.
    slot: u64,
    pub(crate) holdings: Vec<Holding>,
}

impl Memory {
    /// None before the first look.
    pub(crate) fn read(row: &[u8]) -> Result<Option<Self>, Fault> {
        if row.is_empty() {
            return Ok(None);
        }
        cbor::from_row(row).map(Some).map_err(|_| Fault::Unreadable)
    }

    pub(crate) fn row(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    /// Whether this view is from before what was told last. A slot that is merely older says nothing: while the
    /// holdings are the same, nothing has happened in between.
    pub(crate) fn is_ahead_of(&self, slot: u64, holdings: &[Holding]) -> bool {
        let late = self.slot.saturating_sub(slot);
        late > 0 && late <= LATE && self.holdings != holdings
    }

    /// What is remembered after this was seen.
    pub(crate) fn after(before: Option<&Self>, slot: u64, holdings: &[Holding]) -> Self {
        let same = before.filter(|before| before.holdings == holdings);
        let slot = same.map_or(slot, |before| before.slot.min(slot));
        Self { slot, holdings: holdings.to_vec() }
    }
}
