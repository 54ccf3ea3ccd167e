//! What is remembered between two looks, and of a payment that was sealed.

use crate::query::Point;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tongtong_chain::{Fault, Flight};
use tongtong_types::{Amount, cbor};

/// The branch that is handed out.
pub(crate) const RECEIVE: u32 = 0;
/// The branch of change.
pub(crate) const CHANGE: u32 = 1;
/// The most addresses of a branch.
pub(crate) const MAX_INDEX: u32 = 100_000;
/// How far beyond the addresses that are certainly used a window ever reaches, whatever a node says.
pub(crate) const SPAN: u32 = 1_000;
/// How far beyond them a fresh address lies at most: no further than wallets look whose words came back (BIP-44).
pub(crate) const GAP: u32 = 20;
/// All the money that there will ever be, in units.
pub(crate) const MAX_MONEY: u64 = 21_000_000 * 100_000_000;

/// What is remembered between two looks.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    /// Whether the network was ever looked at.
    pub(crate) looked: bool,
    /// The height of the tip at the last look.
    pub(crate) height: u32,
    /// Its hash, in the order in which it is shown.
    #[serde(default)]
    pub(crate) tip: Vec<u8>,
    /// How many addresses were handed out.
    pub(crate) handed: u32,
    /// Which addresses of either branch somebody has used: below `sure` whoever said so, beyond it as the last
    /// node says.
    pub(crate) used: [BTreeSet<u32>; 2],
    /// How many addresses of either branch are certainly used, see [`State::certain`].
    #[serde(default)]
    pub(crate) sure: [u32; 2],
    /// Our coins in blocks.
    pub(crate) coins: Vec<Kept>,
}

/// A coin of ours.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    pub(crate) point: Point,
    pub(crate) value: u64,
    pub(crate) height: u32,
    pub(crate) branch: u32,
    pub(crate) index: u32,
}

impl State {
    /// Reads it; of no bytes it is the state before anything happened.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let state: Self = cbor::from_row(bytes).map_err(|_| Fault::Unreadable)?;
        let beyond = |used: &BTreeSet<u32>| used.last().is_some_and(|last| *last >= MAX_INDEX);
        let stray = |coin: &Kept| coin.branch > CHANGE || coin.index >= MAX_INDEX || coin.value > MAX_MONEY;
        if state.handed > MAX_INDEX || state.sure.iter().any(|sure| *sure > MAX_INDEX) {
            return Err(Fault::Unreadable);
        }
        if state.used.iter().any(beyond) || state.coins.iter().any(stray) {
            return Err(Fault::Unreadable);
        }
        Ok(state)
    }

    pub(crate) fn write(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    /// How many addresses of a branch are certainly used: up to the last that ever held a coin or stood in a
    /// payment of ours, and up to what a first look was told, since words that come back know no better.
    ///
    /// That somebody used an address is only a node's word, and words cost it nothing. So what it says beyond these
    /// moves windows by no more than [`SPAN`], fresh addresses by less than [`GAP`], and is forgotten as soon as
    /// another node does not say it. A node that invents coins as well gets further, by as many addresses at each
    /// look as that look reaches; every coin of them shows as money that came and then vanishes.
    pub(crate) fn certain(&self, branch: u32, tracks: &[Track]) -> u32 {
        let sure = self.sure.get(usize::try_from(branch).unwrap_or(usize::MAX)).copied().unwrap_or_default();
        let kept = self.coins.iter().map(|coin| (coin.branch, coin.index));
        let spent = tracks.iter().flat_map(|track| &track.inputs).map(|spent| (spent.branch, spent.index));
        let back = tracks.iter().filter_map(|track| track.change).map(|back| (CHANGE, back.index));
        let named = kept.chain(spent).chain(back).filter(|(of, _)| *of == branch);
        named.map(|(_, index)| index.saturating_add(1)).fold(sure, u32::max)
    }

    /// Takes over what a look saw: the coins, and which addresses are used. `whole` is whether it reached beyond
    /// all that is used, as far as a first look must.
    pub(crate) fn after(
        mut self,
        tracks: &[Track],
        said: &[BTreeSet<u32>; 2],
        coins: Vec<Kept>,
        whole: bool,
    ) -> Self {
        self.coins = coins;
        for ((branch, said), place) in (RECEIVE..=CHANGE).zip(said).zip(0..) {
            let mut certain = self.certain(branch, tracks);
            if let Some(used) = self.used.get_mut(place) {
                used.extend(said);
                used.retain(|index| *index < certain || said.contains(index));
                if whole && !self.looked {
                    certain = used.last().map_or(certain, |last| certain.max(last.saturating_add(1)));
                }
            }
            if let Some(sure) = self.sure.get_mut(place) {
                *sure = certain;
            }
        }
        self.looked |= whole;
        self
    }

    /// The first address of a branch that nobody has used. If so many are said to be used that it would lie too
    /// far out, the last one that does not.
    pub(crate) fn fresh(&self, branch: u32, tracks: &[Track], also_used: &BTreeSet<u32>) -> u32 {
        let none = BTreeSet::new();
        let used = self.used.get(usize::try_from(branch).unwrap_or(usize::MAX)).unwrap_or(&none);
        let end = self.certain(branch, tracks).saturating_add(GAP);
        let free = |index: &u32| !used.contains(index) && !also_used.contains(index);
        (0..end).find(free).unwrap_or(end.saturating_sub(1)).min(MAX_INDEX)
    }
}

/// What a sealed payment spends and gives back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Track {
    pub(crate) inputs: Vec<Spent>,
    pub(crate) change: Option<Back>,
    pub(crate) fee: u64,
}

/// A coin that a payment spends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spent {
    pub(crate) point: Point,
    pub(crate) value: u64,
    pub(crate) branch: u32,
    pub(crate) index: u32,
}

/// What comes back to an address of the change branch.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Back {
    pub(crate) value: u64,
    pub(crate) index: u32,
}

impl Track {
    pub(crate) fn read(flight: &Flight) -> Result<Self, Fault> {
        let track: Self = cbor::from_row(&flight.track).map_err(|_| Fault::Unreadable)?;
        let stray =
            |spent: &Spent| spent.branch > CHANGE || spent.index >= MAX_INDEX || spent.value > MAX_MONEY;
        let beyond = |back: &Back| back.index >= MAX_INDEX || back.value > MAX_MONEY;
        if track.inputs.is_empty() || track.inputs.iter().any(stray) || track.change.iter().any(beyond) {
            return Err(Fault::Unreadable);
        }
        Ok(track)
    }

    pub(crate) fn write(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    /// What it takes from our addresses.
    pub(crate) fn fee(&self) -> Amount {
        Amount::from_units(u128::from(self.fee))
    }
}
