//! What the last look was of, so that an endpoint that lags behind is noticed.

use serde::{Deserialize, Serialize};
use tongtong_chain::Fault;
use tongtong_types::cbor;

/// How many slots an answer may be behind the last look before it is taken for a new truth: an hour of them, far
/// more than a node that serves anybody is behind. Fewer mean a node that is late, and what we have sent since would
/// look like money that came. More mean that the last slot could not be: told once, it must not blind the account.
const LATE: u64 = 9_000;

/// The moment of the last look that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    slot: u64,
}

impl Memory {
    /// What is remembered after a look at `slot`, by one who remembers `row`: nothing before the first look.
    ///
    /// # Errors
    /// [`Fault::Contradiction`] if the last look was of a later moment; [`Fault::Unreadable`].
    pub(crate) fn after(row: &[u8], slot: u64) -> Result<Vec<u8>, Fault> {
        if !row.is_empty() {
            let last: Self = cbor::from_row(row).map_err(|_| Fault::Unreadable)?;
            if (1..=LATE).contains(&last.slot.saturating_sub(slot)) {
                return Err(Fault::Contradiction);
            }
        }
        cbor::to_row(&Self { slot }).map_err(|_| Fault::Unreadable)
    }
}
