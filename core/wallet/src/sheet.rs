//! Sheet: which addresses are handed out, to whom and until when. The pay key signs the sheet in the chat's
//! form; here it is a plain list.

use crate::account;
use crate::coin::CoinRow;
use crate::draft::Draft;
use crate::rows::{AccountRow, AddressRow, AddressState, Branch, HandedTo};
use crate::step::{Facts, Step};
use crate::{Profile, Refused, coin};
use std::collections::BTreeMap;
use tongtong_types::{Address, Asset, Chain, Duration, PeerId, Timestamp};

/// The most addresses that a contact gets at once.
pub const MOST_ADDRESSES: usize = 8;
/// A contact with fewer unpaid addresses than this gets new ones at the next approval.
pub const FEW_ADDRESSES: usize = 3;
/// How long an address is kept for whom it was given to.
pub const PROMISE: Duration = Duration::from_days(30);

/// The most other chains that a contact is told of.
pub const MOST_COINS: usize = 8;

/// Addresses made for one contact, to be signed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// For whom.
    pub peer: PeerId,
    /// The id of TTChain's network, as the chain counts it.
    pub network: Vec<u8>,
    /// The addresses on TTChain, to be paid in this order, each once.
    pub addresses: Vec<Address>,
    /// Where the wallet is paid on other chains.
    pub coins: Vec<CoinAddress>,
    /// Higher than on every sheet before, also after a restore.
    pub counter: u64,
    /// Until when they are kept.
    pub until: Timestamp,
}

/// Where the wallet is paid on a chain besides TTChain. All contacts are given the same, and it stays: where a chain
/// has fresh addresses, until it was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoinAddress {
    /// The network's id, as the chain counts it.
    pub network: Vec<u8>,
    /// The address.
    pub address: Address,
}

/// An address for the screen: the one already shown while it is unpaid and in its time, else a fresh one.
pub(crate) fn show(profile: &Profile, facts: &Facts, asset: &Asset, now: Timestamp) -> Result<Step, Refused> {
    let chain = profile.asset(asset).ok_or(Refused::AssetUnknown)?.chain;
    if chain != Chain::TTCHAIN {
        return show_coin(profile, facts, chain, now);
    }
    facts.acting_account()?;
    let mut draft = Draft::of(profile, facts, now)?;
    let shown = draft.addresses.values().find(|row| {
        is_free(row) && row.handed == HandedTo::Screen && row.until.is_some_and(|until| until > now)
    });
    let address = match shown {
        Some(row) => row.address.clone(),
        None => take(&mut draft, &HandedTo::Screen)?,
    };
    draft.step.shown = Some(address);
    Ok(draft.finish())
}

/// The same on another chain: what its room gives.
fn show_coin(profile: &Profile, facts: &Facts, chain: Chain, now: Timestamp) -> Result<Step, Refused> {
    // A chain that is not configured is said to be so before it is looked for among those that were opened.
    let rules = coin::rules(profile, chain)?;
    let mut draft = Draft::of(profile, facts, now)?;
    let row = draft.account.coins.iter_mut().find(|row| row.chain == chain).ok_or(Refused::CoinNotOpened)?;
    if row.network != rules.network_id() {
        return Err(Refused::WrongChain);
    }
    let (address, state) = rules.receive(&row.keys, &row.state)?;
    row.state = state;
    draft.step.shown = Some(address);
    Ok(draft.finish())
}

/// The sheet for a contact: their unpaid addresses again, filled up with fresh ones.
///
/// Few are given when few are left in the gap, so that a hundred contacts do not shut out the next one.
pub(crate) fn hand(profile: &Profile, facts: &Facts, peer: PeerId, now: Timestamp) -> Result<Step, Refused> {
    facts.acting_account()?;
    let mut draft = Draft::of(profile, facts, now)?;
    let handed = HandedTo::Contact(peer);
    let until = now.after(PROMISE);
    let mut addresses = Vec::new();
    for row in draft.addresses.values_mut().filter(|row| is_free(row) && row.handed == handed) {
        if addresses.len() < MOST_ADDRESSES {
            row.until = Some(until);
            addresses.push(row.address.clone());
        }
    }
    // What has signed is on no sheet of theirs any more.
    for row in draft.addresses.values_mut().filter(|row| is_spent_promise(row, peer, now)) {
        row.until = None;
    }
    let share = usize::try_from(left(&draft.account)).unwrap_or(0).div_euclid(MOST_ADDRESSES);
    let wanted = share.clamp(1, MOST_ADDRESSES);
    while addresses.len() < wanted {
        match take(&mut draft, &handed) {
            Ok(address) => addresses.push(address),
            Err(Refused::NoFreshAddress) if !addresses.is_empty() => break,
            Err(why) => return Err(why),
        }
    }
    // A wallet that came back from its words has forgotten its counter; the clock has not.
    let counter = draft.account.sheet_counter.saturating_add(1).max(now.seconds());
    draft.account.sheet_counter = counter;
    let mut coins = Vec::new();
    for (coin, state) in offers(profile, &draft.account).collect::<Vec<_>>() {
        let row = draft.account.coins.iter_mut().find(|row| row.chain == coin.address.chain());
        if let Some(row) = row {
            row.state = state;
            row.hand(&coin.address);
        }
        coins.push(coin);
    }
    let network = profile.ttchain.chain_id.bytes().to_vec();
    draft.step.sheet = Some(Sheet { peer, network, addresses, coins, counter, until });
    Ok(draft.finish())
}

/// Whether a new sheet should be signed for a contact: few unpaid addresses are left on the last one, or one
/// that they may still pay to has signed.
#[must_use]
pub fn runs_short(facts: &Facts, peer: PeerId, now: Timestamp) -> bool {
    let unpaid = |row: &&AddressRow| {
        is_free(row) && row.handed == HandedTo::Contact(peer) && row.until.is_some_and(|until| until > now)
    };
    facts.addresses.iter().filter(unpaid).count() < FEW_ADDRESSES
        || facts.addresses.iter().any(|row| is_spent_promise(row, peer, now))
}

/// Whether a sheet that was signed before may be sent again: all its addresses are ours, and none has signed
/// or is said to have.
#[must_use]
pub fn still_good(facts: &Facts, addresses: &[String]) -> bool {
    let alive = |row: &AddressRow| row.state != AddressState::Dead && row.unsure.is_empty();
    addresses
        .iter()
        .all(|text| facts.addresses.iter().any(|row| row.address.text() == text.as_str() && alive(row)))
}

/// What a sheet that is signed now says of other chains: those that the profile names and the wallet has keys for.
#[must_use]
pub fn coins(profile: &Profile, facts: &Facts) -> Vec<CoinAddress> {
    let account = facts.account.as_ref();
    account.into_iter().flat_map(|account| offers(profile, account)).map(|(coin, _)| coin).collect()
}

/// The same, each with what its chain remembers once it is handed out. A chain that has no address to give is left
/// out: the others need not wait for it.
fn offers<'a>(
    profile: &'a Profile,
    account: &'a AccountRow,
) -> impl Iterator<Item = (CoinAddress, Vec<u8>)> + 'a {
    let offer = |row: &CoinRow| {
        let (address, state) = row.rules(profile).ok()?.receive(&row.keys, &row.state).ok()?;
        Some((CoinAddress { network: row.network.clone(), address }, state))
    };
    account.coins.iter().filter_map(offer).take(MOST_COINS)
}

/// Promised to this contact still, and dead.
fn is_spent_promise(row: &AddressRow, peer: PeerId, now: Timestamp) -> bool {
    row.state == AddressState::Dead
        && row.handed == HandedTo::Contact(peer)
        && row.until.is_some_and(|until| until > now)
}

/// Unpaid, and on the branch that is handed out.
fn is_free(row: &AddressRow) -> bool {
    row.branch == Branch::Receive && row.is_unused()
}

/// How many indices may still be handed out.
fn left(account: &AccountRow) -> u32 {
    account::end(Branch::Receive, account.highest_received).saturating_sub(account.next_receive)
}

/// The next index of chain 0 that was given to nobody; when the gap is used up, the oldest unpaid address
/// whose time is over. A contact's is kept for them as long again before somebody else gets it.
fn take(draft: &mut Draft<'_>, to: &HandedTo) -> Result<Address, Refused> {
    while left(&draft.account) > 0 {
        let index = draft.account.next_receive;
        let place = (Branch::Receive, index);
        draft.account.next_receive = index.saturating_add(1);
        if !draft.addresses.contains_key(&place) {
            let row = account::fresh_row(draft.profile, &draft.account.keys, Branch::Receive, index)?;
            draft.addresses.insert(place, row);
        }
        // A restored wallet already watches the indices of its gap; one of them may have been paid.
        let free = |row: &AddressRow| is_free(row) && row.handed == HandedTo::Nobody;
        if draft.addresses.get(&place).is_some_and(free) {
            return give(&mut draft.addresses, place, to, draft.now);
        }
    }
    let now = draft.now;
    let expired = |row: &&AddressRow| {
        let kept = match row.handed {
            HandedTo::Contact(_) => row.until.map(|until| until.after(PROMISE)),
            HandedTo::Screen | HandedTo::Nobody => row.until,
        };
        is_free(row) && kept.is_none_or(|until| until < now)
    };
    let oldest = draft.addresses.values().filter(expired).min_by_key(|row| (row.until, row.index));
    let place = oldest.map(|row| (row.branch, row.index)).ok_or(Refused::NoFreshAddress)?;
    give(&mut draft.addresses, place, to, now)
}

fn give(
    addresses: &mut BTreeMap<(Branch, u32), AddressRow>,
    place: (Branch, u32),
    to: &HandedTo,
    now: Timestamp,
) -> Result<Address, Refused> {
    let row = addresses.get_mut(&place).ok_or(Refused::NoFreshAddress)?;
    row.handed = to.clone();
    row.until = Some(now.after(PROMISE));
    Ok(row.address.clone())
}
