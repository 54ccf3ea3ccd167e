//! What a payment moves, what it costs, and which addresses it empties for both.

use super::{Answer, Direction, Facts, Profile, Question, Refused};
use crate::fee::{self, Cost};
use crate::intent::Wanted;
use crate::profile::{FeePolicy, Worth};
use crate::rows::PaymentRow;
use crate::sources::{self, Source, Weighed};
use tongtong_ttchain::Owner;
use tongtong_types::{Amount, Asset};

/// A price, and who pays it.
#[derive(Debug)]
pub(super) struct Priced {
    pub(super) amount: Amount,
    pub(super) fee: Amount,
    pub(super) sources: Vec<Source>,
    /// What is left of the sources.
    pub(super) rest: Amount,
    /// Who gets the fee; nobody if the chain keeps it.
    pub(super) fee_to: Option<Owner>,
    /// Where the fee comes from, if it is paid in the coin and not in the asset.
    pub(super) coin: Option<PricedCoin>,
}

/// The coin's part.
#[derive(Debug)]
pub(super) struct PricedCoin {
    pub(super) asset: Asset,
    pub(super) sources: Vec<Source>,
    pub(super) rest: Amount,
}

/// What pricing looks at.
#[derive(Clone, Copy)]
pub(super) struct Market<'a> {
    pub(super) profile: &'a Profile,
    pub(super) facts: &'a Facts,
    pub(super) answers: &'a [(Question, Answer)],
    pub(super) asset: &'a Asset,
}

/// A fee in the asset itself.
struct InItself {
    policy: FeePolicy,
    to: Option<Owner>,
    /// Whether signatures can be paid in it: only in the chain's coin.
    is_coin: bool,
}

impl InItself {
    fn signatures(&self, sources: &[Source]) -> Amount {
        if self.is_coin { fee::signatures(sources.len()) } else { Amount::ZERO }
    }

    /// The most sources: what the coin does not pay for must cost nothing.
    fn limit(&self) -> usize {
        if self.is_coin { sources::MOST_SOURCES } else { fee::FREE_SIGNATURES }
    }

    /// The largest payment out of sources, and its fee with what their signatures cost.
    fn largest(&self, sources: &[Source]) -> Result<Option<(Amount, Amount)>, Refused> {
        let total = sources::sum(sources).ok_or(Refused::AmountTooLarge)?;
        let extra = self.signatures(sources);
        let largest = total.checked_sub(extra).and_then(|rest| self.policy.largest(rest));
        Ok(largest.and_then(|(amount, fee)| Some((amount, fee.checked_add(extra)?))))
    }

    fn priced(&self, amount: Amount, fee: Amount, sources: Vec<Source>) -> Result<Priced, Refused> {
        let spent = amount.checked_add(fee).ok_or(Refused::AmountTooLarge)?;
        let rest = sources::sum(&sources).and_then(|total| total.checked_sub(spent));
        let rest = rest.ok_or(Refused::EffectsDiffer)?;
        let fee_to = self.to.filter(|_| !fee.is_zero());
        Ok(Priced { amount, fee, sources, rest, fee_to, coin: None })
    }
}

impl Market<'_> {
    /// The price of paying somebody.
    pub(super) fn pay(self, wanted: Wanted, payee: &Owner) -> Result<Priced, Refused> {
        let seen = sources::candidates(self.profile, self.facts, self.asset)?;
        let seen = sources::weighed(seen, self.answers)?;
        match self.cost(Some(payee))? {
            Ok(in_itself) => self.pay_in_itself(wanted, seen, &in_itself),
            Err(worth) => self.pay_with_coin(wanted, seen, worth),
        }
    }

    /// The price of moving all of `seen` to ourselves: a rescue, or the cancel of a payment.
    pub(super) fn to_ourselves(
        self,
        seen: Weighed,
        cancelled: Option<&PaymentRow>,
    ) -> Result<Priced, Refused> {
        let sources = seen.sources;
        let worth = match self.cost(None)? {
            Ok(in_itself) => {
                let (amount, fee) = in_itself.largest(&sources)?.ok_or(Refused::RescueBelowFee)?;
                return in_itself.priced(amount, fee, sources);
            }
            Err(worth) => worth,
        };
        let amount = sources::sum(&sources).ok_or(Refused::AmountTooLarge)?;
        let due = fee::in_coin(self.profile, worth, amount).ok_or(Refused::AmountTooLarge)?;
        let (fee, coin) = match cancelled {
            Some(row) => self.coin_of(row, due, &sources)?,
            None => self.coin(due, &sources)?,
        };
        Ok(Priced { amount, fee, sources, rest: Amount::ZERO, fee_to: None, coin })
    }

    /// The fee in the asset itself, or what the asset is worth in the coin that the fee is paid in.
    fn cost(self, payee: Option<&Owner>) -> Result<Result<InItself, Option<Worth>>, Refused> {
        let (policy, to, is_coin) = match fee::cost(self.profile, self.asset)? {
            Cost::Coin(worth) => return Ok(Err(worth)),
            Cost::Kept(policy) => (policy, None, true),
            Cost::Nothing => (FeePolicy::NOTHING, None, false),
            // There is one deposit for an owner, and who gets the fee gets all of it.
            Cost::Deposit(to, _) if payee == Some(&to) => (FeePolicy::NOTHING, None, false),
            Cost::Deposit(to, policy) => (policy, Some(to), false),
        };
        Ok(Ok(InItself { policy, to, is_coin }))
    }

    fn pay_in_itself(self, wanted: Wanted, seen: Weighed, by: &InItself) -> Result<Priced, Refused> {
        let Weighed { sources: all, behind } = seen;
        let amount = match wanted {
            Wanted::Exactly(amount) => amount,
            Wanted::Max => {
                let limit = by.limit();
                let sources = if by.is_coin { sources::most(all) } else { sources::largest(all, limit) };
                if let Some((amount, fee)) = by.largest(&sources)? {
                    return by.priced(amount, fee, sources);
                }
                let least = by.policy.total(Amount::from_units(1)).ok_or(Refused::AmountTooLarge)?;
                return Err(self.lacking(&sources, behind, least));
            }
        };
        let fee = by.policy.fee(amount).ok_or(Refused::AmountTooLarge)?;
        let total = sources::sum(&all).ok_or(Refused::AmountTooLarge)?;
        let mut extra = Amount::ZERO;
        loop {
            let fee = fee.checked_add(extra).ok_or(Refused::AmountTooLarge)?;
            let need = amount.checked_add(fee).ok_or(Refused::AmountTooLarge)?;
            if total < need {
                let why = self.lacking(&all, behind, need);
                return Err(if total < amount { why } else { self.of_fee(why) });
            }
            let sources = sources::choose(all.clone(), need, by.limit())?;
            // More sources cost more, and that may need one more.
            let signatures = by.signatures(&sources);
            if signatures <= extra {
                return by.priced(amount, fee, sources);
            }
            extra = signatures;
        }
    }

    fn pay_with_coin(self, wanted: Wanted, seen: Weighed, worth: Option<Worth>) -> Result<Priced, Refused> {
        let Weighed { sources: all, behind } = seen;
        let total = sources::sum(&all).ok_or(Refused::AmountTooLarge)?;
        let sources = match wanted {
            Wanted::Max => sources::largest(all, sources::MOST_SOURCES),
            Wanted::Exactly(amount) if total < amount => return Err(self.lacking(&all, behind, amount)),
            Wanted::Exactly(amount) => sources::choose(all, amount, sources::MOST_SOURCES)?,
        };
        let total = sources::sum(&sources).ok_or(Refused::AmountTooLarge)?;
        let amount = match wanted {
            Wanted::Max if total.is_zero() => {
                return Err(self.lacking(&sources, behind, Amount::from_units(1)));
            }
            Wanted::Max => total,
            Wanted::Exactly(amount) => amount,
        };
        let rest = total.checked_sub(amount).ok_or(Refused::EffectsDiffer)?;
        let due = fee::in_coin(self.profile, worth, amount).ok_or(Refused::AmountTooLarge)?;
        let (fee, coin) = self.coin(due, &sources)?;
        Ok(Priced { amount, fee, sources, rest, fee_to: None, coin })
    }

    /// Addresses that pay a fee in the coin, and the fee with what all signatures cost.
    fn coin(self, due: Amount, beside: &[Source]) -> Result<(Amount, Option<PricedCoin>), Refused> {
        let coin = self.profile.coin().ok_or(Refused::AssetUnknown)?.code.clone();
        let seen = sources::candidates(self.profile, self.facts, &coin)?;
        let Weighed { sources: all, behind } = sources::weighed(seen, self.answers)?;
        let total = sources::sum(&all).ok_or(Refused::AmountTooLarge)?;
        let mut extra = Amount::ZERO;
        loop {
            let need = due.checked_add(extra).ok_or(Refused::AmountTooLarge)?;
            if let Some(missing) = need.checked_sub(total).filter(|missing| !missing.is_zero()) {
                let coming = coming(self.facts, &coin);
                let why = Refused::NotEnoughForFee { asset: coin, missing, coming };
                return Err(if behind { Refused::NodeBehind } else { why });
            }
            let sources = sources::choose(all.clone(), need, sources::MOST_SOURCES)?;
            let signatures = fee::signatures(sources::keys(sources.iter().chain(beside)));
            if signatures <= extra {
                return coin_part(coin, need, sources);
            }
            extra = signatures;
        }
    }

    /// What a payment set aside of the coin, emptied with it. It never costs more than that: a cancel touches
    /// nothing that the payment does not.
    fn coin_of(
        self,
        row: &PaymentRow,
        due: Amount,
        beside: &[Source],
    ) -> Result<(Amount, Option<PricedCoin>), Refused> {
        let coin = self.profile.coin().ok_or(Refused::AssetUnknown)?.code.clone();
        let seen = sources::weighed(fee_sources(self.profile, self.facts, row)?, self.answers)?;
        let total = sources::sum(&seen.sources).ok_or(Refused::AmountTooLarge)?;
        let signatures = fee::signatures(sources::keys(seen.sources.iter().chain(beside)));
        if total < signatures {
            return Err(if seen.behind { Refused::NodeBehind } else { Refused::RescueBelowFee });
        }
        let need = due.checked_add(signatures).ok_or(Refused::AmountTooLarge)?.min(total);
        coin_part(coin, need, seen.sources)
    }

    /// The amount is there, and what its fee takes is not.
    fn of_fee(self, why: Refused) -> Refused {
        match why {
            Refused::NotEnough { missing, coming } => {
                Refused::NotEnoughForFee { asset: self.asset.clone(), missing, coming }
            }
            why => why,
        }
    }

    fn lacking(self, have: &[Source], behind: bool, need: Amount) -> Refused {
        if behind {
            return Refused::NodeBehind;
        }
        let have = sources::sum(have).unwrap_or(Amount::ZERO);
        Refused::NotEnough {
            missing: need.checked_sub(have).unwrap_or(Amount::ZERO),
            coming: coming(self.facts, self.asset),
        }
    }
}

/// The addresses that a payment empties of the coin for its fee, where that is another asset.
pub(super) fn fee_sources(
    profile: &Profile,
    facts: &Facts,
    row: &PaymentRow,
) -> Result<Vec<Source>, Refused> {
    let Some(coin) = row.fee_asset.as_ref().filter(|coin| **coin != row.asset) else {
        return Ok(Vec::new());
    };
    let mut found = sources::of(profile, facts, coin, |address| row.spends(coin, &address.address))?;
    found.retain(|source| !source.amount.is_zero());
    Ok(found)
}

fn coin_part(
    asset: Asset,
    fee: Amount,
    sources: Vec<Source>,
) -> Result<(Amount, Option<PricedCoin>), Refused> {
    let rest = sources::sum(&sources).and_then(|total| total.checked_sub(fee));
    let rest = rest.ok_or(Refused::EffectsDiffer)?;
    let part = PricedCoin { asset, sources, rest };
    Ok((fee, Some(part).filter(|part| !part.sources.is_empty())))
}

/// What comes back of an asset with payments in flight.
fn coming(facts: &Facts, asset: &Asset) -> Amount {
    let parts = facts.leading().flat_map(PaymentRow::parts).filter(|part| part.asset == asset);
    let back = parts.filter(|part| part.comes_back.is_some()).filter_map(|part| part.comes_back);
    let sum = back.map(|(_, amount)| amount).try_fold(Amount::ZERO, Amount::checked_add);
    sum.unwrap_or(Amount::ZERO)
}

/// A fee that is a large share of the amount, in hundredths, where the two can be compared.
pub(super) fn high(profile: &Profile, claims: &super::Claims) -> Option<u32> {
    let amount = match fee::cost(profile, &claims.asset).ok()? {
        Cost::Coin(worth) => fee::worth(worth?, claims.amount)?,
        Cost::Kept(_) | Cost::Deposit(..) | Cost::Nothing => claims.amount,
    };
    let percent = claims.fee.checked_ratio(100, amount.units().max(1))?.units();
    let share = amount.checked_ratio(u128::from(super::HIGH_FEE_PERCENT), 100)?;
    let high = claims.direction == Direction::Out && claims.fee > share;
    high.then(|| u32::try_from(percent).unwrap_or(u32::MAX))
}
