//! Rescue: money that came to a dead address is moved to a fresh one, because whoever kept an old signed
//! payment could hand it in again once its source holds enough.

use crate::fee::{self, Cost};
use crate::intent::Intent;
use crate::rows::AddressRow;
use crate::{Facts, Profile};
use tongtong_types::{Amount, Asset};

/// What should be rescued at the next approval: dead addresses that hold something that they have signed
/// for, whose moving can be paid, and that no payment in flight empties. Each intent goes the ordinary road from [`crate::plan`] on.
#[must_use]
pub fn due(profile: &Profile, facts: &Facts) -> Vec<Intent> {
    let coin = profile.coin().map(|coin| &coin.code);
    let free = |row: &AddressRow, asset: &Asset| !facts.is_in_use(asset, &row.address);
    let spendable = coin.map_or(Amount::ZERO, |coin| {
        let rows = facts.addresses.iter().filter(|row| free(row, coin));
        let add = |sum: Amount, amount| sum.checked_add(amount).unwrap_or(sum);
        rows.map(|row| row.holding(coin)).fold(Amount::ZERO, add)
    });
    let worth = |asset: &Asset, amount: Amount| match fee::cost(profile, asset) {
        Ok(Cost::Kept(policy) | Cost::Deposit(_, policy)) => policy.largest(amount).is_some(),
        Ok(Cost::Nothing) => true,
        Ok(Cost::Coin(worth)) => fee::in_coin(profile, worth, amount).is_some_and(|fee| fee <= spendable),
        Err(_) => false,
    };
    let exposed = |row: &AddressRow, asset: &Asset| row.is_spent(asset) && free(row, asset);
    let held = facts.addresses.iter().flat_map(|row| row.holds.iter().map(move |held| (row, held)));
    let mut due: Vec<_> = held
        .filter(|(row, (asset, amount))| exposed(row, asset) && worth(asset, *amount))
        .map(|(row, (asset, _))| (row, asset))
        .collect();
    // The coin first: it pays for the others.
    due.sort_by_key(|(_, asset)| Some(*asset) != coin);
    let intent = |(row, asset): (&AddressRow, &Asset)| {
        Intent::rescue(profile, asset.clone(), row.address.clone()).ok()
    };
    due.into_iter().filter_map(intent).collect()
}
