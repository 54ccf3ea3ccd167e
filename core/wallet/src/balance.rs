//! Balance: what the account has, as it last saw it.

use crate::profile::AssetInfo;
use crate::rows::{Part, PaymentRow};
use crate::{Facts, Profile};
use serde::{Deserialize, Serialize};
use tongtong_types::{Amount, Asset, Chain};

/// What the account has of one asset. While a payment is in flight its sources count as gone: the three
/// numbers together are what the chain holds for us until it is paid. A payment that is being cancelled counts
/// as one that is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Which asset.
    pub asset: Asset,
    /// Its decimals.
    pub decimals: u8,
    /// Whether the numbers say anything.
    pub state: BalanceState,
    /// On addresses that no payment in flight empties: this can be spent now.
    pub confirmed: Amount,
    /// Comes back as change of payments in flight.
    pub coming: Amount,
    /// Goes away with payments in flight, fees included.
    pub leaving: Amount,
}

/// Whether a balance is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BalanceState {
    /// The chain was looked at.
    Seen,
    /// The chain was not looked at yet.
    NotSeen,
    /// The account has no keys there yet: the pass phrase opens them.
    NotOpened,
    /// The profile does not name the chain.
    NotConfigured,
}

/// The balances of all assets that the profile knows. Wants all addresses and the open payments.
#[must_use]
pub fn balances(facts: &Facts, profile: &Profile) -> Vec<Balance> {
    profile
        .assets
        .iter()
        .map(|info| {
            if info.chain != Chain::TTCHAIN {
                return on_coin(facts, profile, info);
            }
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
                state: BalanceState::Seen,
                confirmed: rows.map(|row| row.holding(&info.code)).fold(Amount::ZERO, add),
                coming: parts().map(|part| back(&part)).fold(Amount::ZERO, add),
                leaving: parts().map(|part| spent(&part)).fold(Amount::ZERO, add),
            }
        })
        .collect()
}

/// What the account has of an asset of another chain.
fn on_coin(facts: &Facts, profile: &Profile, info: &AssetInfo) -> Balance {
    let add = |sum: Amount, amount: Amount| sum.checked_add(amount).unwrap_or(sum);
    let row = facts.account.as_ref().and_then(|account| account.coin(info.chain));
    let holds = row.map(|row| row.holds.as_slice()).unwrap_or_default();
    let held = holds.iter().filter(|it| it.asset == info.code).map(|it| it.amount).fold(Amount::ZERO, add);
    let (mut coming, mut leaving) = (Amount::ZERO, Amount::ZERO);
    for payment in facts.in_flight_on(info.chain) {
        if payment.asset == info.code {
            leaving = add(leaving, payment.amount);
            coming = add(coming, payment.change.as_ref().map_or(Amount::ZERO, |(_, amount)| *amount));
        }
        if *payment.fee_in() == info.code {
            leaving = add(leaving, payment.fee);
        }
        let costs = payment.coin.iter().flat_map(|coin| &coin.costs).filter(|(asset, _)| *asset == info.code);
        leaving = costs.map(|(_, amount)| *amount).fold(leaving, add);
    }
    let locked = add(coming, leaving);
    Balance {
        asset: info.code.clone(),
        decimals: info.decimals,
        state: match row {
            _ if !profile.chains.iter().any(|part| part.chain == info.chain) => BalanceState::NotConfigured,
            None => BalanceState::NotOpened,
            Some(row) if !row.counted => BalanceState::NotSeen,
            Some(_) => BalanceState::Seen,
        },
        confirmed: held.checked_sub(locked).unwrap_or(Amount::ZERO),
        coming,
        leaving,
    }
}
