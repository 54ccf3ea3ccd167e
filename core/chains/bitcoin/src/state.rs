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
    /// How many addresses were handed out.
    pub(crate) handed: u32,
    /// Which addresses of either branch somebody has used.
    pub(crate) used: [BTreeSet<u32>; 2],
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
        if state.handed > MAX_INDEX || state.used.iter().any(beyond) || state.coins.iter().any(stray) {
            return Err(Fault::Unreadable);
        }
        Ok(state)
    }

    pub(crate) fn write(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    /// The first address of a branch that nobody has used.
    pub(crate) fn fresh(&self, branch: u32, also_used: &BTreeSet<u32>) -> u32 {
        let none = BTreeSet::new();
        let used = self.used.get(usize::try_from(branch).unwrap_or(usize::MAX)).unwrap_or(&none);
        (0..MAX_INDEX).find(|index| !used.contains(index) && !also_used.contains(index)).unwrap_or(MAX_INDEX)
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
