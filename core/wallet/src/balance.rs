//! Balance: what the account has, as it last saw it.

use crate::rows::{Part, PaymentRow};
use crate::{Facts, Profile};
use serde::{Deserialize, Serialize};
use tongtong_types::{Amount, Asset};

/// What the account has of one asset. While a payment is in flight its sources count as gone: the three
/// numbers together are what the chain holds for us until it is paid. A payment that is being cancelled counts
/// as one that is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Which asset.
    pub asset: Asset,
    /// Its decimals.
    pub decimals: u8,
    /// On addresses that no payment in flight empties: this can be spent now.
    pub confirmed: Amount,
    /// Comes back as change of payments in flight.
    pub coming: Amount,
    /// Goes away with payments in flight, fees included.
    pub leaving: Amount,
}

/// The balances of all assets that the profile knows. Wants all addresses and the open payments.
#[must_use]
pub fn balances(facts: &Facts, profile: &Profile) -> Vec<Balance> {
    profile
        .ttchain_assets()
        .map(|info| {
            let add = |sum: Amount, amount: Amount| sum.checked_add(amount).unwrap_or(sum);
            let rows = facts.addresses.iter().filter(|row| !facts.is_in_use(&info.code, &row.address));
            let parts = || {
                let parts = facts.leading().flat_map(PaymentRow::parts);
                parts.filter(|part| *part.asset == info.code)
            };
            let back = |part: &Part<'_>| part.comes_back.map_or(Amount::ZERO, |(_, amount)| amount);
            // A payment empties its sources: what does not come back goes away.
            let spent = |part: &Part<'_>| {
                let taken = part.sources.iter().map(|(_, amount)| *amount).fold(Amount::ZERO, add);
                taken.checked_sub(back(part)).unwrap_or(Amount::ZERO)
            };
            Balance {
                asset: info.code.clone(),
                decimals: info.decimals,
                confirmed: rows.map(|row| row.holding(&info.code)).fold(Amount::ZERO, add),
                coming: parts().map(|part| back(&part)).fold(Amount::ZERO, add),
                leaving: parts().map(|part| spent(&part)).fold(Amount::ZERO, add),
            }
        })
        .collect()
}
