//! Route: which chain and which owner a payee's text means, or the name of what it is instead.

use crate::balance::balances;
use crate::intent::{Payee, Wanted};
use crate::profile::AssetInfo;
use crate::{Facts, Profile, Refused, asset, coin};
use tongtong_chain::{AddressFault, Kind, Reading};
use tongtong_ttchain::{BalanceId, Condition, Owner};
use tongtong_types::{Address, Amount, Asset, Chain, PeerId, Timestamp};

/// Where a payment goes on TTChain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Who is paid.
    pub owner: Owner,
    /// Their address.
    pub address: Address,
    /// The whole text of a sub-address.
    pub sub_address: Option<String>,
    /// The contact behind it.
    pub peer: Option<PeerId>,
}

/// Finds the way to a payee.
///
/// Whether the bytes name a foreign balance only a node can tell: see [`balance_in_question`].
///
/// # Errors
/// [`Refused::Payee`] by the fault of the text, [`Refused::PayeeIsMine`], [`Refused::PayeeIsMyBalance`],
/// [`Refused::PayeeOtherNetwork`], [`Refused::PayeeExpired`].
pub fn route(profile: &Profile, facts: &Facts, payee: &Payee, now: Timestamp) -> Result<Route, Refused> {
    let (text, peer) = match payee {
        Payee::Address(text) => (text.trim(), None),
        Payee::Contact(contact) => {
            if contact.network != profile.ttchain.chain_id.bytes() {
                return Err(Refused::PayeeOtherNetwork);
            }
            if contact.until < now {
                return Err(Refused::PayeeExpired);
            }
            (contact.address.as_str(), Some(contact.peer))
        }
    };
    let parsed = profile.ttchain.parse_payee(text).map_err(Refused::Payee)?;
    let address = profile.ttchain.address(&parsed.owner);
    if facts.addresses.iter().any(|row| row.address == address) {
        return Err(Refused::PayeeIsMine);
    }
    if is_balance_of(profile, facts, &parsed.owner) {
        return Err(Refused::PayeeIsMyBalance);
    }
    Ok(Route { owner: parsed.owner, address, sub_address: parsed.sub_address, peer })
}

/// A balance id looks exactly like an address: this one must be unknown to the node.
#[must_use]
pub fn balance_in_question(route: &Route) -> BalanceId {
    BalanceId::new(*route.owner.bytes())
}

/// Two coins of the same worth, on two chains: the address decides which goes out.
const TWINS: [&str; 2] = ["TTC", "TTCL"];

/// The twin of an asset, if it has one and the profile names it.
fn twin<'a>(profile: &'a Profile, asset: &Asset) -> Option<&'a AssetInfo> {
    let [one, other] = TWINS;
    let code = match asset.code() {
        code if code == one => other,
        code if code == other => one,
        _ => return None,
    };
    profile.assets.iter().find(|info| info.code.code() == code)
}

/// Which asset goes out for the one that was asked for, and the amount in its units.
///
/// # Errors
/// [`Refused::PayeeOtherChain`] if the text is an address of a chain that carries neither the asset nor its twin;
/// [`Refused::AmountTooFine`] if the twin has fewer decimals.
pub(crate) fn carried(
    profile: &Profile,
    asset: Asset,
    amount: Wanted,
    payee: &Payee,
) -> Result<(Asset, Wanted), Refused> {
    let asked = profile.asset(&asset).ok_or(Refused::AssetUnknown)?;
    let Payee::Address(text) = payee else { return Ok((asset, amount)) };
    let Some(chain) = chain_of(profile, text.trim()) else { return Ok((asset, amount)) };
    if chain == asked.chain {
        return Ok((asset, amount));
    }
    let twin = twin(profile, &asset).filter(|twin| twin.chain == chain);
    let twin = twin.ok_or(Refused::PayeeOtherChain { chain })?;
    let amount = match amount {
        Wanted::Max => Wanted::Max,
        Wanted::Exactly(amount) => Wanted::Exactly(rescaled(amount, asked.decimals, twin.decimals)?),
    };
    Ok((twin.code.clone(), amount))
}

/// The chain that a text is an address of; none if it is one of none, or a wrong one: its chain says what is wrong.
fn chain_of(profile: &Profile, text: &str) -> Option<Chain> {
    if profile.ttchain.parse_payee(text).is_ok() {
        return Some(Chain::TTCHAIN);
    }
    let reads = |chain: &Chain| {
        coin::rules(profile, *chain)
            .is_ok_and(|rules| matches!(rules.read(text), Reading::Is(Kind::Address, _)))
    };
    profile.chains.iter().map(|part| part.chain).find(reads)
}

/// Whether a text is an address, or would be one without its fault, of any chain of the profile. Such a text never is
/// a name: a contact could have given the name of somebody's address to themselves.
#[must_use]
pub fn has_address_form(profile: &Profile, text: &str) -> bool {
    let text = text.trim();
    chain_of(profile, text).is_some() || fault_elsewhere(profile, text).is_some()
}

/// What is wrong with a text that has the form of another chain's address.
fn fault_elsewhere(profile: &Profile, text: &str) -> Option<AddressFault> {
    profile.chains.iter().find_map(|part| match coin::rules(profile, part.chain).ok()?.read(text) {
        Reading::Bad(fault) => Some(fault),
        Reading::Foreign | Reading::Is(..) => None,
    })
}

fn rescaled(amount: Amount, from: u8, to: u8) -> Result<Amount, Refused> {
    let power = |places: u8| 10_u128.checked_pow(u32::from(places)).ok_or(Refused::AmountTooLarge);
    if to >= from {
        return amount.checked_ratio(power(to.saturating_sub(from))?, 1).ok_or(Refused::AmountTooLarge);
    }
    let scale = power(from.saturating_sub(to))?;
    let less = amount.checked_ratio(1, scale).ok_or(Refused::AmountTooLarge)?;
    if less.checked_ratio(scale, 1) == Some(amount) { Ok(less) } else { Err(Refused::AmountTooFine) }
}

/// An address on a chain besides TTChain.
///
/// # Errors
/// [`Refused::Coin`] by the fault of the text, [`Refused::PayeeOtherChain`] if it is an address of another chain.
pub(crate) fn on_chain(profile: &Profile, chain: Chain, text: &str) -> Result<Address, Refused> {
    let text = text.trim();
    match coin::rules(profile, chain)?.read(text) {
        Reading::Is(Kind::Address, address) => Ok(address),
        Reading::Is(Kind::Mint, _) => Err(Refused::Coin(AddressFault::Mint.into())),
        Reading::Bad(fault) => Err(Refused::Coin(fault.into())),
        Reading::Foreign => Err(match chain_of(profile, text) {
            Some(chain) => Refused::PayeeOtherChain { chain },
            None => {
                fault_elsewhere(profile, text).map_or(Refused::NoAddress, |fault| Refused::Coin(fault.into()))
            }
        }),
    }
}

/// Why an asset does not suffice: lacking it while its twin, which the address does not take, would do is said as
/// what it is.
pub(crate) fn or_only_twin(
    why: Refused,
    profile: &Profile,
    facts: &Facts,
    asset: &Asset,
    wanted: Wanted,
) -> Refused {
    match why {
        Refused::NotEnough { .. } => only_twin(profile, facts, asset, wanted).unwrap_or(why),
        why => why,
    }
}

fn only_twin(profile: &Profile, facts: &Facts, asset: &Asset, wanted: Wanted) -> Option<Refused> {
    let info = profile.asset(asset)?;
    let twin = twin(profile, asset)?;
    let held = balances(facts, profile).into_iter().find(|balance| balance.asset == twin.code)?.confirmed;
    let suffices = match wanted {
        Wanted::Exactly(amount) => held >= rescaled(amount, info.decimals, twin.decimals).ok()?,
        // Everything of nothing was refused, and something of the twin is there.
        Wanted::Max => !held.is_zero(),
    };
    suffices.then(|| Refused::OnlyTwinHeld { twin: twin.code.clone() })
}

fn is_balance_of(profile: &Profile, facts: &Facts, payee: &Owner) -> bool {
    let Some(account) = &facts.account else { return false };
    let numbers: Vec<i32> = asset::numbers(profile, account).map(|(_, number)| number).collect();
    let mine = facts.addresses.iter();
    mine.filter_map(|row| profile.ttchain.parse_address(row.address.text()).ok()).any(|owner| {
        let named = |number: &i32| Condition::signature(owner, *number).balance_id().bytes() == payee.bytes();
        numbers.iter().any(named)
    })
}

#[cfg(test)]
mod tests;
