//! Which of our addresses are watched.

use crate::address;
use crate::state::{CHANGE, MAX_INDEX, RECEIVE, State, Track};
use std::collections::BTreeMap;
use tongtong_chain::{Fault, Keys};
use tongtong_types::Address;

/// How far beyond what is known a wallet looks for the first time: the gap that wallets agree on (BIP-44).
const FIRST: u32 = 20;
/// How far beyond what is known it looks from then on.
const NEXT: u32 = 3;

/// The place of an address in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Home {
    pub(crate) branch: u32,
    pub(crate) index: u32,
}

/// Addresses of ours, by their text.
pub(crate) struct Window {
    homes: BTreeMap<String, Home>,
    addresses: Vec<String>,
}

/// How far a window reaches beyond what was used or handed out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Not at all.
    Known,
    /// As far as is asked now.
    Ask,
    /// As far as was ever asked.
    Widest,
}

impl Window {
    pub(crate) fn of(
        state: &State,
        tracks: &[Track],
        reach: Reach,
        keys: &dyn Keys,
        network: bitcoin::Network,
    ) -> Result<Self, Fault> {
        let ahead = match reach {
            Reach::Known => 0,
            Reach::Ask if state.looked => NEXT,
            Reach::Ask | Reach::Widest => FIRST,
        };
        let mut homes = BTreeMap::new();
        let mut addresses = Vec::new();
        for (branch, used) in (RECEIVE..=CHANGE).zip(&state.used) {
            let handed = if branch == RECEIVE { state.handed } else { 0 };
            let kept = state.coins.iter().map(|coin| (coin.branch, coin.index));
            let spent =
                tracks.iter().flat_map(|track| &track.inputs).map(|spent| (spent.branch, spent.index));
            let back = tracks.iter().filter_map(|track| track.change).map(|back| (CHANGE, back.index));
            let known = kept.chain(spent).chain(back).filter(|(b, _)| *b == branch).map(|(_, index)| index);
            let last = known.chain(used.last().copied()).max().map_or(0, |last| last.saturating_add(1));
            for index in 0..last.max(handed).saturating_add(ahead).min(MAX_INDEX) {
                let (address, _) = address::own(&keys.secp(branch, index)?, network)?;
                homes.insert(address.text().to_owned(), Home { branch, index });
                addresses.push(address.text().to_owned());
            }
        }
        Ok(Self { homes, addresses })
    }

    /// All of them: the receiving ones, then those of change.
    pub(crate) fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Where an address of ours is.
    pub(crate) fn home(&self, address: &str) -> Option<Home> {
        self.homes.get(address).copied()
    }

    /// The address at a place.
    pub(crate) fn address(home: Home, keys: &dyn Keys, network: bitcoin::Network) -> Result<Address, Fault> {
        Ok(address::own(&keys.secp(home.branch, home.index)?, network)?.0)
    }
}
