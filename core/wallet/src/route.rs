//! Route: which chain and which owner a payee's text means, or the name of what it is instead.

use crate::balance::balances;
use crate::intent::{Payee, Wanted};
use crate::profile::AssetInfo;
use crate::recognise::Recogniser;
use crate::{Facts, Profile, Refused, asset};
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
/// [`Refused::Payee`] by the fault of the text, [`Refused::PayeeOtherChain`], [`Refused::PayeeIsMine`],
/// [`Refused::PayeeIsMyBalance`], [`Refused::PayeeOtherNetwork`], [`Refused::PayeeExpired`].
pub fn route(profile: &Profile, facts: &Facts, payee: &Payee, now: Timestamp) -> Result<Route, Refused> {
    let (text, peer) = match payee {
        Payee::Address(text) => (text.trim(), None),
        Payee::Contact(contact) => {
            contact.check(Chain::TTCHAIN, profile.ttchain.chain_id.bytes(), now)?;
            (contact.address.as_str(), Some(contact.peer))
        }
    };
    let parsed = profile.ttchain.parse_payee(text).map_err(|_| no_payee(profile, text))?;
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

/// The twin of an asset, if it has one and it is among these.
fn twin<'a>(assets: &'a [AssetInfo], asset: &Asset) -> Option<&'a AssetInfo> {
    let [one, other] = TWINS;
    let code = match asset.code() {
        code if code == one => other,
        code if code == other => one,
        _ => return None,
    };
    assets.iter().find(|info| info.code.code() == code)
}

/// Which of some assets goes out to a text, for the one that was asked for: it or its twin, whichever the address
/// takes.
///
/// # Errors
/// [`Refused::AssetUnknown`], [`Refused::ChainNotConfigured`], [`Refused::Payee`] by the fault of the text,
/// [`Refused::PayeeOtherChain`] if it is an address of a chain that carries neither the asset nor its twin.
pub fn carrier<'a>(
    known: &Recogniser,
    assets: &'a [AssetInfo],
    asset: &Asset,
    text: &str,
) -> Result<&'a AssetInfo, Refused> {
    let asked = assets.iter().find(|info| info.code == *asset).ok_or(Refused::AssetUnknown)?;
    let chain = match known.payee(text) {
        Ok(address) => address.chain(),
        Err(why) if known.knows(asked.chain) => return Err(Refused::Payee(why)),
        // Its chain's addresses cannot be told from any other text.
        Err(_) => return Err(Refused::ChainNotConfigured),
    };
    carrier_on(assets, asked, chain)
}

/// The asset or its twin, whichever is on this chain.
fn carrier_on<'a>(
    assets: &'a [AssetInfo],
    asked: &'a AssetInfo,
    chain: Chain,
) -> Result<&'a AssetInfo, Refused> {
    if chain == asked.chain {
        return Ok(asked);
    }
    twin(assets, &asked.code).filter(|twin| twin.chain == chain).ok_or(Refused::PayeeOtherChain { chain })
}

/// Which asset goes out for the one that was asked for, and the amount in its units.
///
/// # Errors
/// Those of [`carrier`]; [`Refused::AmountTooFine`] if the twin has fewer decimals.
pub(crate) fn carried(
    profile: &Profile,
    asset: Asset,
    amount: Wanted,
    payee: &Payee,
) -> Result<(Asset, Wanted), Refused> {
    let asked = profile.asset(&asset).ok_or(Refused::AssetUnknown)?;
    let carrier = match payee {
        Payee::Address(text) => carrier(&Recogniser::of(profile), &profile.assets, &asset, text)?,
        Payee::Contact(contact) => carrier_on(&profile.assets, asked, contact.chain)?,
    };
    let amount = match amount {
        Wanted::Max => Wanted::Max,
        Wanted::Exactly(amount) => Wanted::Exactly(rescaled(amount, asked.decimals, carrier.decimals)?),
    };
    Ok((carrier.code.clone(), amount))
}

/// Whether a text is an address or a key, or would be one without its fault, of any chain of the profile. Such a text
/// never is a name: a contact could have given the name of somebody's address to themselves.
#[must_use]
pub fn has_address_form(profile: &Profile, text: &str) -> bool {
    Recogniser::of(profile).has_form(text)
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
/// [`Refused::Payee`] by the fault of the text, [`Refused::PayeeOtherChain`] if it is an address of another chain.
pub(crate) fn on_chain(profile: &Profile, chain: Chain, text: &str) -> Result<Address, Refused> {
    match Recogniser::of(profile).payee(text) {
        Ok(address) if address.chain() == chain => Ok(address),
        Ok(address) => Err(Refused::PayeeOtherChain { chain: address.chain() }),
        Err(why) => Err(Refused::Payee(why)),
    }
}

/// Why a text is no payee on TTChain.
fn no_payee(profile: &Profile, text: &str) -> Refused {
    match Recogniser::of(profile).payee(text) {
        Ok(address) => Refused::PayeeOtherChain { chain: address.chain() },
        Err(why) => Refused::Payee(why),
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
    let twin = twin(&profile.assets, asset)?;
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
