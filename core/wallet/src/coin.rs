//! Coins: every chain besides TTChain, behind [`tongtong_chain::Rules`].
//!
//! A payment of a coin goes the same road as one of TTChain (see [`crate::road`]); what is particular to a chain
//! stays in its room. Here are the rules of money that hold for all of them: what is approved is what the bytes
//! do, nothing is signed twice over the same money, and what arrived is counted once.

pub(crate) mod included;
pub(crate) mod observe;
pub(crate) mod plan;
pub(crate) mod poll;

mod keys;
mod registry;

pub use keys::PublicKeys;
pub(crate) use registry::check;
pub use registry::rules;

use crate::rows::{AccountRow, PaymentRow};
use crate::{Facts, Profile, Refused};
use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_chain::{Flight, Holding, Inclusion, Rules};
use tongtong_types::{Address, Amount, Asset, Chain, Timestamp};

/// The account's part on one chain. It lies in the account's row.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoinRow {
    /// Which chain.
    pub chain: Chain,
    /// The network that it was opened on, as the chain counts it: another one has other keys.
    pub network: Vec<u8>,
    /// The public halves of its keys.
    pub keys: PublicKeys,
    /// What the chain remembers, in its own words; empty at first.
    pub state: Vec<u8>,
    /// What was held when it was last counted.
    pub holds: Vec<Holding>,
    /// The newest of the addresses that contacts were given on signed sheets, at most [`CoinRow::MOST_HANDED`].
    #[serde(default)]
    pub handed: Vec<Address>,
    /// Whether it was counted before. What words that came back hold at first is nobody's payment.
    pub counted: bool,
    /// Whether it is not known of each payment of ours if what was held then knows of it: the next count is where
    /// history goes on.
    #[serde(default)]
    pub doubtful: bool,
}

/// What only a payment of a coin has beside the others.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoinPart {
    /// What the chain needs to follow it, in its own words.
    pub track: Vec<u8>,
    /// What it costs beside amount and fee.
    pub costs: Vec<(Asset, Amount)>,
    /// Where it stands once it is in a block; nothing while no node can tell.
    #[serde(default)]
    pub included: Option<Inclusion>,
    /// Whether the next look may change where it stands.
    #[serde(default)]
    pub watched: bool,
}

impl CoinRow {
    /// The most addresses of which it is remembered that contacts have them.
    pub const MOST_HANDED: usize = 32;

    /// Remembers that contacts have this address.
    pub(crate) fn hand(&mut self, address: &Address) {
        self.handed.retain(|handed| handed != address);
        self.handed.push(address.clone());
        let over = self.handed.len().saturating_sub(Self::MOST_HANDED);
        self.handed.drain(..over);
    }

    /// Its rules, if the profile still names the network that it was opened on.
    pub(crate) fn rules(&self, profile: &Profile) -> Result<Box<dyn Rules>, Refused> {
        let rules = rules(profile, self.chain)?;
        if self.network == rules.network_id() { Ok(rules) } else { Err(Refused::WrongChain) }
    }

    /// Whether an address is one of ours, as far as this device knows.
    pub(crate) fn owns(&self, rules: &dyn Rules, address: &Address) -> bool {
        self.holds.iter().any(|holding| holding.address == *address)
            || self.handed.contains(address)
            || rules.receive(&self.keys, &self.state).is_ok_and(|(own, _)| own == *address)
    }
}

impl fmt::Debug for CoinRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chain, network: _, keys: _, state: _, holds, handed, counted, doubtful } = self;
        let (holds, handed) = (holds.len(), handed.len());
        write!(f, "CoinRow({chain:?}, {holds} held, {handed} handed, counted {counted}, doubtful {doubtful})")
    }
}

impl fmt::Debug for CoinPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { track: _, costs, included, watched } = self;
        write!(f, "CoinPart({} costs, {included:?}, watched {watched})", costs.len())
    }
}

impl AccountRow {
    /// The account's part on a chain, if its keys are there.
    #[must_use]
    pub fn coin(&self, chain: Chain) -> Option<&CoinRow> {
        self.coins.iter().find(|coin| coin.chain == chain)
    }
}

/// The keys that an account of this profile wants of a spending root, for each of its chains but TTChain.
///
/// # Errors
/// [`Refused::Key`], [`Refused::Signer`].
pub fn keys_of(
    profile: &Profile,
    root: &tongtong_crypto::keys::SpendingKeys,
) -> Result<Vec<(Chain, PublicKeys)>, Refused> {
    profile
        .chains
        .iter()
        .map(|chain| Ok((chain.chain, PublicKeys::of(&rules(profile, chain.chain)?.key_tree(), root)?)))
        .collect()
}

/// The chains of a profile that an account has no keys for yet: an app that learned of a chain after the wallet
/// was made. Whoever opens the spending root next can add them.
#[must_use]
pub fn missing(profile: &Profile, account: &AccountRow) -> Vec<Chain> {
    profile.chains.iter().map(|chain| chain.chain).filter(|chain| account.coin(*chain).is_none()).collect()
}

/// The chain that carries an asset, its rules, and the account's part on it.
pub(crate) struct Coin<'a> {
    pub(crate) rules: Box<dyn Rules>,
    pub(crate) row: &'a CoinRow,
    pub(crate) flights: Vec<Flight>,
}

impl<'a> Coin<'a> {
    pub(crate) fn of(
        profile: &Profile,
        facts: &'a Facts,
        chain: Chain,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let account = facts.account.as_ref().ok_or(Refused::NoWallet)?;
        let rules = rules(profile, chain)?;
        let row = account.coin(chain).ok_or(Refused::CoinNotOpened)?;
        if row.network != rules.network_id() {
            return Err(Refused::WrongChain);
        }
        Ok(Self { rules, row, flights: flights(facts, chain, now) })
    }

    /// Whether an address is one of ours, as far as this device knows.
    pub(crate) fn owns(&self, address: &Address) -> bool {
        self.row.owns(self.rules.as_ref(), address)
    }
}

/// Our payments on a chain that may still be paid.
pub(crate) fn flights(facts: &Facts, chain: Chain, now: Timestamp) -> Vec<Flight> {
    facts.in_flight_on(chain).filter_map(|payment| flight(payment, now)).collect()
}

fn flight(payment: &PaymentRow, now: Timestamp) -> Option<Flight> {
    Some(Flight {
        payment: payment.id,
        id: payment.txs.first()?.clone(),
        track: payment.coin.as_ref()?.track.clone(),
        age: now.since(payment.at),
    })
}

#[cfg(test)]
mod tests;
