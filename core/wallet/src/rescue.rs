//! Rescue: money that came to a dead address is moved to a fresh one, because whoever kept an old signed
//! payment could hand it in again once its source holds enough.

use crate::intent::Intent;
use crate::rows::AddressState;
use crate::{Facts, Profile};
use tongtong_types::Amount;

/// What should be rescued at the next approval: dead addresses that hold something that pays for its own
/// moving, and that no payment in flight empties. Each intent goes the ordinary road from [`crate::plan`] on.
#[must_use]
pub fn due(profile: &Profile, facts: &Facts) -> Vec<Intent> {
    let dead =
        |row: &&crate::rows::AddressRow| row.state == AddressState::Dead && !facts.is_in_use(&row.address);
    let worth = |amount: Amount| profile.fee.largest(amount).is_some();
    facts
        .addresses
        .iter()
        .filter(dead)
        .flat_map(|row| row.holds.iter().map(move |(asset, amount)| (row, asset, *amount)))
        .filter(|(_, _, amount)| worth(*amount))
        .filter_map(|(row, asset, _)| Intent::rescue(profile, asset.clone(), row.address.clone()).ok())
        .collect()
}
