//! Which of our addresses are watched.

use crate::address;
use crate::state::{CHANGE, GAP, MAX_INDEX, RECEIVE, SPAN, State, Track};
use std::collections::BTreeMap;
use tongtong_chain::{Fault, Keys};
use tongtong_types::Address;

/// How far beyond what is known a wallet looks for the first time.
const FIRST: u32 = GAP;
/// How far beyond what is known it looks from then on: a look moves its window by no more.
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
    known: Vec<String>,
}

/// How far a window reaches beyond what was used or handed out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// As far as is asked now.
    Ask,
    /// As far as was ever asked.
    Widest,
    /// So many times as far as at first.
    Times(u32),
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
            Reach::Ask if state.looked => NEXT,
            Reach::Ask | Reach::Widest => FIRST,
            Reach::Times(times) => FIRST.saturating_mul(times),
        };
        let mut window = Self { homes: BTreeMap::new(), addresses: Vec::new(), known: Vec::new() };
        for (branch, used) in (RECEIVE..=CHANGE).zip(&state.used) {
            let handed = if branch == RECEIVE { state.handed } else { 0 };
            let certain = state.certain(branch, tracks);
            let farthest = certain.saturating_add(SPAN);
            let said = used.last().map_or(0, |last| last.saturating_add(1)).min(farthest);
            let known = certain.max(said).max(handed);
            for index in 0..known.saturating_add(ahead).min(farthest.max(known)).min(MAX_INDEX) {
                let home = Home { branch, index };
                let text = Self::address(home, keys, network)?.text().to_owned();
                if index < known {
                    window.known.push(text.clone());
                }
                window.homes.insert(text.clone(), home);
                window.addresses.push(text);
            }
        }
        Ok(window)
    }

    /// All of them: the receiving ones, then those of change.
    pub(crate) fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Those that may hold something: used, handed out, or promised as change.
    pub(crate) fn known(&self) -> &[String] {
        &self.known
    }

    /// Where an address of ours is.
    pub(crate) fn home(&self, address: &str) -> Option<Home> {
        self.homes.get(address).copied()
    }

    /// The address at a place.
    pub(crate) fn address(home: Home, keys: &dyn Keys, network: bitcoin::Network) -> Result<Address, Fault> {
        address::own(&keys.secp(home.branch, home.index)?, network)
    }
}
