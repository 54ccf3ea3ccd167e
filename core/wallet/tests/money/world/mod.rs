//! A ledger, a wallet over it, and people who pay and are paid.

mod ledger;
mod wallet;

pub(crate) use ledger::{Ledger, Rules, twin};
pub(crate) use wallet::Wallet;

use tongtong_types::{Amount, PeerId, Timestamp};
use tongtong_wallet::Profile;

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
