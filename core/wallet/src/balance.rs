//! Balance: what the account has, as it last saw it.

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
            let rows = facts.addresses.iter().filter(|row| !facts.is_in_use(&row.address));
            let flying = || facts.leading().filter(|payment| payment.asset == info.code);
            let back = |payment: &&crate::rows::PaymentRow| payment.comes_back().map(|(_, amount)| amount);
            let spent = |payment: &crate::rows::PaymentRow| match payment.direction {
                crate::rows::Direction::Rescue | crate::rows::Direction::Cancel => payment.fee,
                _ => add(payment.amount, payment.fee),
            };
            Balance {
                asset: info.code.clone(),
                decimals: info.decimals,
                confirmed: rows.map(|row| row.holding(&info.code)).fold(Amount::ZERO, add),
                coming: flying().filter_map(|payment| back(&payment)).fold(Amount::ZERO, add),
                leaving: flying().map(spent).fold(Amount::ZERO, add),
            }
        })
        .collect()
}
