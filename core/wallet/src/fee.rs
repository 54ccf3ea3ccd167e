//! Fee: what a transfer costs by the profile's policy. The chain itself asks for many signatures only.

use crate::profile::{AssetFee, FeePolicy, Worth};
use crate::{Profile, Refused};
use tongtong_ttchain::Owner;
use tongtong_types::{Amount, Asset, Chain};

const MILLION: u128 = 1_000_000;
/// So many signatures cost nothing of their own.
pub const FREE_SIGNATURES: usize = 9;
/// What the chain asks for each signature after those, in units of its coin.
pub const SIGNATURE_UNITS: u128 = 1_000;

/// What the chain asks for the signatures of a transaction, on top of the profile's fee.
#[must_use]
pub fn signatures(count: usize) -> Amount {
    let paid = u128::try_from(count.saturating_sub(FREE_SIGNATURES)).unwrap_or(u128::MAX);
    Amount::from_units(paid.saturating_mul(SIGNATURE_UNITS))
}

/// How a transfer on TTChain is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// The coin: the chain keeps what is left over.
    Kept(FeePolicy),
    /// Another asset, paid for in the coin.
    Coin(Option<Worth>),
    /// Another asset, paid for in itself, to an address.
    Deposit(Owner, FeePolicy),
    /// Another asset, for nothing.
    Nothing,
}

/// How a transfer of an asset is paid for.
///
/// # Errors
/// [`Refused::AssetUnknown`], [`Refused::AssetFeeUnknown`].
pub(crate) fn cost(profile: &Profile, asset: &Asset) -> Result<Cost, Refused> {
    let info = profile.asset(asset).filter(|info| info.chain == Chain::TTCHAIN);
    let info = info.ok_or(Refused::AssetUnknown)?;
    if info.id.is_none() {
        return Ok(Cost::Kept(profile.fee));
    }
    Ok(match info.fee.as_ref().ok_or(Refused::AssetFeeUnknown)? {
        AssetFee::None => Cost::Nothing,
        AssetFee::Native { worth } => Cost::Coin(*worth),
        AssetFee::SecondDeposit { to, fee } => {
            let to = profile.ttchain.parse_address(to).map_err(|_| Refused::AssetFeeUnknown)?;
            Cost::Deposit(to, *fee)
        }
    })
}

/// What an amount of an asset is worth in the chain's coin, truncated.
pub(crate) fn worth(worth: Worth, amount: Amount) -> Option<Amount> {
    amount.checked_ratio(u128::from(worth.coin_units), u128::from(worth.units))
}

/// The fee in the coin for an amount of an asset: the profile's policy over its worth, and its minimum where no
/// worth is known.
pub(crate) fn in_coin(profile: &Profile, rate: Option<Worth>, amount: Amount) -> Option<Amount> {
    let worth = rate.map_or(Some(Amount::ZERO), |rate| worth(rate, amount))?;
    profile.fee.fee(worth)
}

impl FeePolicy {
    /// The fee for paying `amount`: the share, truncated, and at least the minimum.
    #[must_use]
    pub fn fee(&self, amount: Amount) -> Option<Amount> {
        let share = amount.checked_ratio(u128::from(self.rate_ppm), MILLION)?;
        Some(share.max(Amount::from_units(u128::from(self.minimum_units))))
    }

    /// The amount and its fee.
    #[must_use]
    pub fn total(&self, amount: Amount) -> Option<Amount> {
        amount.checked_add(self.fee(amount)?)
    }

    /// The largest payment out of `total`, and its fee. Together they are exactly `total`: where truncation
    /// leaves a unit that no payment reaches, the fee takes it. `None` if nothing is left to pay.
    #[must_use]
    pub fn largest(&self, total: Amount) -> Option<(Amount, Amount)> {
        let fits = |units: u128| self.total(Amount::from_units(units)).is_some_and(|t| t <= total);
        let (mut low, mut high) = (0_u128, total.units());
        // `low` fits or is nothing; whatever is above `high` does not fit.
        while low < high {
            let middle = high.abs_diff(low).div_ceil(2).checked_add(low)?;
            if fits(middle) { low = middle } else { high = middle.checked_sub(1)? }
        }
        let amount = Amount::from_units(low);
        let fee = total.checked_sub(amount)?;
        (low > 0).then_some((amount, fee))
    }
}

#[cfg(test)]
mod tests;
