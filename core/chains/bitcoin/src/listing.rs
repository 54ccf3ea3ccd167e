//! An answer of the client, compared with the question and with itself.

use crate::query::{Ask, Found, Look, Place, Point, Seen, Spender};
use crate::rules::Bitcoin;
use crate::state::{Kept, MAX_MONEY, State};
use crate::tip;
use crate::window::{Home, Window};
use bitcoin::Transaction;
use bitcoin::hashes::Hash;
use std::collections::{BTreeMap, BTreeSet};
use tongtong_chain::{Fault, Query, Reply};
use tongtong_types::TxId;

/// A coin of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) point: Point,
    pub(crate) home: Home,
    pub(crate) value: u64,
    pub(crate) height: u32,
}

impl Listed {
    /// As it is remembered.
    pub(crate) fn kept(self) -> Kept {
        let Self { point, home: Home { branch, index }, value, height } = self;
        Kept { point, value, height, branch, index }
    }
}

/// What was seen of our addresses.
pub(crate) struct Listing {
    pub(crate) asked: BTreeSet<String>,
    pub(crate) coins: BTreeMap<Point, Listed>,
    pub(crate) payments: BTreeMap<TxId, Place>,
    pub(crate) spends: BTreeMap<Point, Option<Spender>>,
    /// Where the transactions are that made what nobody spends and what is no coin.
    pub(crate) unspent: BTreeMap<Point, Place>,
    pub(crate) used: [BTreeSet<u32>; 2],
    pub(crate) height: u32,
    pub(crate) tip: Vec<u8>,
    pub(crate) rate: Option<u64>,
}

/// The last look among the answers.
pub(crate) fn looked(answers: &[(Query, Reply)]) -> Result<Option<(Look, Seen)>, Fault> {
    Ok(looks(answers)?.pop())
}

/// All looks among the answers, in their order.
pub(crate) fn looks(answers: &[(Query, Reply)]) -> Result<Vec<(Look, Seen)>, Fault> {
    let mut looks = Vec::new();
    for (query, reply) in answers {
        let Ask::Look(look) = query.read()? else { continue };
        let Found::Look(seen) = reply.read()? else { return Err(Fault::Unreadable) };
        looks.push((look, seen));
    }
    Ok(looks)
}

/// All transactions among the answers. Each has the id under which it was asked for.
pub(crate) fn transactions(answers: &[(Query, Reply)]) -> Result<BTreeMap<TxId, Transaction>, Fault> {
    let mut found = BTreeMap::new();
    for (query, reply) in answers {
        let Ask::Transactions(ids) = query.read()? else { continue };
        let Found::Transactions(texts) = reply.read()? else { return Err(Fault::Unreadable) };
        if ids.len() != texts.len() {
            return Err(Fault::Unanswered);
        }
        for (id, text) in ids.into_iter().zip(texts) {
            let transaction: Transaction =
                bitcoin::consensus::encode::deserialize_hex(&text).map_err(|_| Fault::Unreadable)?;
            if id_of(&transaction)? != id {
                return Err(Fault::Contradiction);
            }
            found.insert(id, transaction);
        }
    }
    Ok(found)
}

/// A transaction's id, its bytes in the order in which they are shown.
pub(crate) fn id_of(transaction: &Transaction) -> Result<TxId, Fault> {
    shown(transaction.compute_txid())
}

/// An id as it is shown, from the order in which the chain hashes it.
pub(crate) fn shown(id: bitcoin::Txid) -> Result<TxId, Fault> {
    let mut bytes = id.to_byte_array();
    bytes.reverse();
    TxId::new(&bytes).map_err(|_| Fault::Unreadable)
}

/// An id as the chain hashes it.
pub(crate) fn hashed(id: &TxId) -> Result<bitcoin::Txid, Fault> {
    let mut bytes: [u8; 32] = id.bytes().try_into().map_err(|_| Fault::Unreadable)?;
    bytes.reverse();
    Ok(bitcoin::Txid::from_byte_array(bytes))
}

impl Listing {
    /// Compares an answer with its question, and its tip with the last one. `window` must know every address that was
    /// asked for.
    pub(crate) fn read(
        rules: &Bitcoin,
        state: &State,
        window: &Window,
        look: Look,
        seen: Seen,
    ) -> Result<Self, Fault> {
        if seen.genesis != rules.genesis() {
            return Err(Fault::WrongNetwork);
        }
        tip::check(rules.network(), state, &seen)?;
        let names = look.addresses.iter().eq(seen.purses.iter().map(|purse| &purse.address));
        if !names || look.payments.len() != seen.payments.len() {
            return Err(Fault::Unanswered);
        }
        let mut listing = Self {
            asked: look.addresses.iter().cloned().collect(),
            coins: BTreeMap::new(),
            payments: BTreeMap::new(),
            spends: BTreeMap::new(),
            unspent: BTreeMap::new(),
            used: [BTreeSet::new(), BTreeSet::new()],
            height: seen.height,
            tip: seen.tip,
            rate: seen.rate,
        };
        let by_tip = |height: u32| if height > seen.height { Err(Fault::Contradiction) } else { Ok(()) };
        for (id, place) in look.payments.into_iter().zip(seen.payments) {
            if let Place::Block { height } = place {
                by_tip(height)?;
            }
            listing.payments.insert(id, place);
        }
        let mut sum: u64 = 0;
        for purse in seen.purses {
            let home = window.home(&purse.address).ok_or(Fault::Contradiction)?;
            if (purse.used || !purse.coins.is_empty())
                && let Some(used) = listing.used.get_mut(usize::try_from(home.branch).unwrap_or(usize::MAX))
            {
                used.insert(home.index);
            }
            for coin in purse.coins {
                by_tip(coin.height)?;
                hashed(&coin.point.tx)?;
                sum = sum
                    .checked_add(coin.value)
                    .filter(|sum| *sum <= MAX_MONEY)
                    .ok_or(Fault::Contradiction)?;
                let listed =
                    Listed { point: coin.point.clone(), home, value: coin.value, height: coin.height };
                if coin.value == 0 || listing.coins.insert(coin.point, listed).is_some() {
                    return Err(Fault::Contradiction);
                }
            }
        }
        for spend in seen.spends {
            if let Some(height) = spend.by.as_ref().and_then(|spender| spender.height) {
                by_tip(height)?;
            }
            if listing.coins.contains_key(&spend.point) {
                return Err(Fault::Contradiction);
            }
            if spend.by.is_none() {
                let made = spend.made.ok_or(Fault::Unanswered)?;
                if let Place::Block { height } = made {
                    by_tip(height)?;
                }
                listing.unspent.insert(spend.point.clone(), made);
            }
            listing.spends.insert(spend.point, spend.by);
        }
        let told = |point: &Point| listing.coins.contains_key(point) || listing.spends.contains_key(point);
        if look.points.iter().all(told) { Ok(listing) } else { Err(Fault::Unanswered) }
    }
}
