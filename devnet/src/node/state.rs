//! What the blocks so far add up to: balances, assets, slates, accounts.

use crate::wire::condition::Condition;
use crate::wire::hash::Hash20;
use crate::wire::operation::Variant;
use std::collections::{BTreeMap, BTreeSet};

/// The id of the base asset.
pub(crate) const BASE_ASSET: i32 = 0;
/// Most units of one asset that may exist.
pub(crate) const MAXIMUM_UNITS: i64 = 10_000_000_000_000_000;

/// One balance. A spent-out one stays, with nothing in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) condition: Condition,
    pub(crate) units: i64,
    pub(crate) deposit_date: u32,
    pub(crate) last_update: u32,
    /// What genesis gave: owner and units.
    pub(crate) snapshot: Option<(Hash20, i64)>,
}

/// One asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AssetRecord {
    pub(crate) symbol: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) public_data: Variant,
    pub(crate) issuer: i32,
    pub(crate) precision: u64,
    pub(crate) registered: u32,
    pub(crate) last_update: u32,
    pub(crate) maximum: i64,
    pub(crate) supply: i64,
    pub(crate) collected_fees: i64,
    /// Whose signature issues it; nobody for the base asset.
    pub(crate) authority: Option<Hash20>,
}

/// The state of the chain after a block.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct State {
    pub(crate) balances: BTreeMap<Hash20, Balance>,
    pub(crate) assets: BTreeMap<i32, AssetRecord>,
    pub(crate) slates: BTreeMap<u64, BTreeSet<i32>>,
    /// Registered accounts: id to the address of the active key. Only genesis registers here.
    pub(crate) accounts: BTreeMap<i32, Hash20>,
}

impl State {
    /// Puts `units` under `condition`, creating the balance where there is none. The deposit date
    /// is the average of old and new money's dates, weighted by units. False where it overflows.
    #[must_use]
    pub(crate) fn credit(&mut self, condition: &Condition, units: i64, now: u32) -> bool {
        let balance = self.balances.entry(condition.balance_id()).or_insert_with(|| Balance {
            condition: condition.clone(),
            units: 0,
            deposit_date: now,
            last_update: now,
            snapshot: None,
        });
        let Some(sum) = balance.units.checked_add(units) else { return false };
        balance.deposit_date = if balance.units == 0 {
            now
        } else {
            let weighted = i128::from(balance.deposit_date) * i128::from(balance.units)
                + i128::from(now) * i128::from(units);
            u32::try_from(weighted / i128::from(sum)).unwrap_or(now)
        };
        balance.units = sum;
        balance.last_update = now;
        true
    }

    /// The asset with this symbol.
    pub(crate) fn asset_by_symbol(&self, symbol: &str) -> Option<(i32, &AssetRecord)> {
        self.assets.iter().find(|(_, asset)| asset.symbol == symbol).map(|(id, asset)| (*id, asset))
    }
}
