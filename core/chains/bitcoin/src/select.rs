//! Which coins are spent, what the network takes, and what comes back.

use crate::listing::Listed;
use bitcoin::transaction::{InputWeightPrediction, predict_weight};
use bitcoin::{Script, ScriptBuf, WPubkeyHash, hashes::Hash};
use core::cmp::Reverse;
use tongtong_chain::{Fault, Wanted};
use tongtong_types::{Amount, Asset};

/// The highest rate that is paid, in units for each 1,000 virtual bytes. No block ever asked for more.
pub(crate) const MAX_RATE: u64 = 1_000_000;
/// The highest fee of one payment, in units: what Bitcoin Core's own wallet refuses to pay, too.
pub(crate) const MAX_FEE: u64 = 10_000_000;
/// The most coins that one payment spends: a third of what nodes relay.
pub(crate) const MAX_INPUTS: usize = 500;

/// What is asked of a selection.
pub(crate) struct Wish<'a> {
    /// How much.
    pub(crate) wanted: Wanted,
    /// The payee's script.
    pub(crate) payee: &'a Script,
    /// In units for each 1,000 virtual bytes.
    pub(crate) rate: u64,
    /// The coin's code, for a fault that names it.
    pub(crate) asset: &'a Asset,
}

/// A selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) coins: Vec<Listed>,
    pub(crate) amount: u64,
    pub(crate) change: Option<u64>,
    pub(crate) fee: u64,
}

/// The script of an address of ours, for its length.
pub(crate) fn own_script() -> ScriptBuf {
    ScriptBuf::new_p2wpkh(&WPubkeyHash::all_zeros())
}

/// The least that nodes carry to a script.
pub(crate) fn dust(script: &Script) -> u64 {
    script.minimal_non_dust().to_sat()
}

/// The virtual bytes of a payment, its signatures as long as they can be.
pub(crate) fn vsize(inputs: usize, outputs: &[usize]) -> u64 {
    let each = core::iter::repeat_n(InputWeightPrediction::P2WPKH_MAX, inputs);
    predict_weight(each, outputs.iter().copied()).to_vbytes_ceil()
}

/// Chooses.
///
/// Exactly: the largest coins, as few as will do; the last of them is the smallest that will do. What would come
/// back as dust goes to the network. Everything: every coin that brings more than it costs to be spent.
pub(crate) fn choose(mut coins: Vec<Listed>, wish: &Wish<'_>) -> Result<Choice, Fault> {
    if wish.rate > MAX_RATE {
        return Err(Fault::FeeTooHigh);
    }
    let all = sum(&coins);
    let cost = wish.fee(2, false).saturating_sub(wish.fee(1, false));
    coins.retain(|coin| coin.value > cost);
    coins.sort_by(|one, other| {
        let key = |coin: &Listed| (Reverse(coin.value), coin.height, coin.point.clone());
        key(one).cmp(&key(other))
    });
    let choice = match wish.wanted {
        Wanted::Exactly(amount) => exactly(coins, amount, all, wish)?,
        Wanted::Max => everything(coins, wish)?,
    };
    if choice.coins.len() > MAX_INPUTS {
        return Err(Fault::OutOfRange);
    }
    if choice.fee > MAX_FEE { Err(Fault::FeeTooHigh) } else { Ok(choice) }
}

fn exactly(coins: Vec<Listed>, amount: Amount, all: u64, wish: &Wish<'_>) -> Result<Choice, Fault> {
    let amount = u64::try_from(amount.units()).map_err(|_| Fault::OutOfRange)?;
    if amount > crate::state::MAX_MONEY {
        return Err(Fault::OutOfRange);
    }
    let least = dust(wish.payee);
    if amount < least {
        return Err(Fault::TooLittle { least: units(least) });
    }
    let mut chosen: Vec<Listed> = Vec::new();
    let mut rest = coins.into_iter();
    let mut brought = 0;
    while brought < amount.saturating_add(wish.fee(chosen.len(), false)) || chosen.is_empty() {
        let Some(coin) = rest.next() else {
            let missing = units(amount.saturating_add(wish.fee(chosen.len().max(1), false)) - brought);
            return Err(if all < amount { Fault::NotEnough { missing } } else { wish.lacks_fee(missing) });
        };
        brought += coin.value;
        chosen.push(coin);
    }
    let needed = amount.saturating_add(wish.fee(chosen.len(), false));
    if let Some(last) = chosen.pop() {
        let before = brought - last.value;
        let smallest = rest.rfind(|coin| before + coin.value >= needed).unwrap_or(last);
        brought = before + smallest.value;
        chosen.push(smallest);
    }
    let back = brought.checked_sub(amount.saturating_add(wish.fee(chosen.len(), true)));
    let change = back.filter(|back| *back >= dust(&own_script()));
    let fee = brought - amount - change.unwrap_or(0);
    Ok(Choice { coins: chosen, amount, change, fee })
}

fn everything(coins: Vec<Listed>, wish: &Wish<'_>) -> Result<Choice, Fault> {
    let (brought, least) = (sum(&coins), dust(wish.payee));
    let fee = wish.fee(coins.len().max(1), false);
    if coins.is_empty() {
        return Err(Fault::NotEnough { missing: units(fee + least) });
    }
    match brought.checked_sub(fee).filter(|amount| *amount > 0) {
        None => Err(wish.lacks_fee(units(fee + least - brought))),
        Some(amount) if amount < least => Err(Fault::TooLittle { least: units(least) }),
        Some(amount) => Ok(Choice { coins, amount, change: None, fee }),
    }
}

impl Wish<'_> {
    /// What the network takes for so many coins.
    fn fee(&self, inputs: usize, change: bool) -> u64 {
        let own = own_script();
        let outputs = [self.payee.len(), own.len()];
        let outputs = if change { outputs.as_slice() } else { outputs.get(..1).unwrap_or_default() };
        vsize(inputs, outputs).saturating_mul(self.rate).div_ceil(1000)
    }

    fn lacks_fee(&self, missing: Amount) -> Fault {
        Fault::NotEnoughForFee { asset: self.asset.clone(), missing }
    }
}

/// The sum of coins that were listed together: never more than all money.
fn sum(coins: &[Listed]) -> u64 {
    coins.iter().map(|coin| coin.value).sum()
}

fn units(units: u64) -> Amount {
    Amount::from_units(u128::from(units))
}
