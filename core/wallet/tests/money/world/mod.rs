//! A ledger, a wallet over it, and people who pay and are paid.

mod ledger;
mod wallet;

pub(crate) use ledger::{Ledger, Rules, twin};
pub(crate) use wallet::Wallet;

use tongtong_types::{Amount, Asset, Chain, PeerId, Timestamp};
use tongtong_wallet::Profile;
use tongtong_wallet::profile::AssetFee;

/// The moment at which every story begins.
pub(crate) const DAWN: Timestamp = Timestamp::from_millis(1_700_000_000_000);

pub(crate) fn units(units: u128) -> Amount {
    Amount::from_units(units)
}

/// Whole TTC.
pub(crate) fn ttc(coins: u128) -> Amount {
    Amount::from_units(coins * 100_000)
}

pub(crate) fn peer(name: u8) -> PeerId {
    PeerId::new([name; 32])
}

pub(crate) fn profile() -> Profile {
    Profile::main_net()
}

/// The number of TTM on the ledgers of these tests.
pub(crate) const TTM: i32 = 7;

pub(crate) fn ttm() -> Asset {
    "TTM".parse().unwrap()
}

/// The same network with another custom for the fees of its assets.
pub(crate) fn with_fee(fee: &AssetFee) -> Profile {
    let mut profile = profile();
    for info in profile.assets.iter_mut().filter(|info| info.chain == Chain::TTCHAIN).skip(1) {
        info.fee = Some(fee.clone());
    }
    profile
}

/// A ledger that has TTM.
pub(crate) fn with_ttm(rules: Rules) -> Ledger {
    let mut ledger = Ledger::new(rules);
    ledger.assets.insert("TTM", (TTM, 5));
    ledger
}
