//! Whether what we hold carries a payment. Numbers only.

use crate::network::Solana;
use tongtong_chain::{Fault, Wanted};
use tongtong_types::{Amount, Asset};

/// What a payment must be paid out of, all in smallest units.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Purse {
    /// Lamports that no payment on its way needs.
    pub(crate) coins: u64,
    /// The same of the token that is paid; nothing where SOL is.
    pub(crate) tokens: Option<u64>,
    /// The fee.
    pub(crate) fee: u64,
    /// The deposit for the payee's token account.
    pub(crate) rent: u64,
    /// What a wallet must hold at least, if it holds anything: the network takes no payment that leaves less.
    pub(crate) rent_wallet: u64,
    /// Whether nothing of SOL may stay: see [`empties`].
    pub(crate) may_empty: bool,
    /// The least that the payee can be paid.
    pub(crate) least: u64,
}

/// Whether a payment may take the last `coins`, beside others on their way that take so many lamports each. Whichever
/// is last, what it takes is what those before it leave: that must be enough for a wallet, or they are not taken.
pub(crate) fn empties(coins: u64, takes: &[u64], rent_wallet: u64) -> bool {
    takes.is_empty() || takes.iter().chain([&coins]).all(|lamports| *lamports >= rent_wallet)
}

fn amount(units: u128) -> Amount {
    Amount::from_units(units)
}

impl Purse {
    /// How much is paid. What remains of SOL is nothing where that may be, or enough for a wallet to stay.
    pub(crate) fn pays(&self, wanted: Wanted, coin: &Asset) -> Result<u64, Fault> {
        match self.tokens {
            None => self.pays_coins(wanted, coin),
            Some(tokens) => {
                let units = match wanted {
                    Wanted::Max => tokens,
                    Wanted::Exactly(wanted) => units(wanted)?,
                };
                let missing = u128::from(units.max(1)).saturating_sub(u128::from(tokens));
                if missing > 0 {
                    return Err(Fault::NotEnough { missing: amount(missing) });
                }
                let cost = u128::from(self.fee).saturating_add(u128::from(self.rent));
                match self.short_of(cost) {
                    0 => Ok(units),
                    missing => Err(Fault::NotEnoughForFee { asset: coin.clone(), missing: amount(missing) }),
                }
            }
        }
    }

    fn pays_coins(&self, wanted: Wanted, coin: &Asset) -> Result<u64, Fault> {
        let fee = u128::from(self.fee);
        let lamports = match wanted {
            Wanted::Max => {
                let kept = if self.may_empty { 0 } else { self.rent_wallet };
                match self.coins.checked_sub(self.fee).and_then(|rest| rest.checked_sub(kept)) {
                    Some(most) if most > 0 => most,
                    _ => {
                        let least = fee.saturating_add(u128::from(kept)).saturating_add(1);
                        let missing = least.saturating_sub(u128::from(self.coins));
                        return Err(Fault::NotEnough { missing: amount(missing) });
                    }
                }
            }
            Wanted::Exactly(wanted) => units(wanted)?,
        };
        if lamports < self.least {
            return Err(Fault::TooLittle { least: amount(u128::from(self.least)) });
        }
        let Some(rest) = self.coins.checked_sub(lamports) else {
            return Err(Fault::NotEnough {
                missing: amount(u128::from(lamports.saturating_sub(self.coins))),
            });
        };
        match self.short_of(fee.saturating_add(u128::from(lamports))) {
            0 => Ok(lamports),
            missing if rest < self.fee => {
                Err(Fault::NotEnoughForFee { asset: coin.clone(), missing: amount(missing) })
            }
            // The fee is there, and what would stay is too little for a wallet.
            missing => Err(Fault::NotEnough { missing: amount(missing) }),
        }
    }

    /// How many lamports are missing for so much to leave: to pay it, or for what stays to be a wallet.
    fn short_of(&self, leaves: u128) -> u128 {
        let coins = u128::from(self.coins);
        match coins.checked_sub(leaves) {
            None => leaves.saturating_sub(coins),
            Some(0) if self.may_empty => 0,
            Some(rest) => u128::from(self.rent_wallet).saturating_sub(rest),
        }
    }
}

fn units(wanted: Amount) -> Result<u64, Fault> {
    u64::try_from(wanted.units()).map_err(|_| Fault::OutOfRange)
}

impl Solana {
    /// What a compute unit is paid, in millionths of a lamport: more than three of four paid lately.
    ///
    /// # Errors
    /// [`Fault::FeeTooHigh`] above what the profile allows.
    pub(crate) fn unit_price(&self, lately: &[u64]) -> Result<u64, Fault> {
        let mut paid = lately.to_vec();
        paid.sort_unstable();
        let place = paid.len().saturating_mul(3).div_euclid(4);
        let price = paid.get(place).copied().unwrap_or_default().max(LEAST_UNIT_PRICE.min(self.priority_cap));
        if price > self.priority_cap { Err(Fault::FeeTooHigh) } else { Ok(price) }
    }
}

/// The least that is paid for a compute unit, in millionths of a lamport: a lamport or some, and never among those
/// who pay nothing.
const LEAST_UNIT_PRICE: u64 = 1_000;
