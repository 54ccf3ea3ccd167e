//! Route: which chain and which owner a payee's text means, or the name of what it is instead.

use crate::intent::Payee;
use crate::{Facts, Profile, Refused, asset};
use tongtong_ttchain::{BalanceId, Condition, Owner};
use tongtong_types::{Address, PeerId, Timestamp};

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

fn is_balance_of(profile: &Profile, facts: &Facts, payee: &Owner) -> bool {
    let Some(account) = &facts.account else { return false };
    let numbers: Vec<i32> = asset::numbers(profile, account).map(|(_, number)| number).collect();
    let mine = facts.addresses.iter();
    mine.filter_map(|row| profile.ttchain.parse_address(row.address.text()).ok()).any(|owner| {
        let named = |number: &i32| Condition::signature(owner, *number).balance_id().bytes() == payee.bytes();
        numbers.iter().any(named)
    })
}
