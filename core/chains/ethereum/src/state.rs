//! What is remembered between looks, and what follows a payment.

use crate::question::Account;
use alloy_primitives::Address as Bytes20;
use core::cmp::Ordering;
use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_chain::{Fault, Flight};
use tongtong_types::{Amount, TxId, cbor};

/// What the last look told, so that an endpoint that lags behind is noticed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// The block in which nonce and balance were first seen as they are.
    pub(crate) block: u64,
    /// When that block says that it was made.
    pub(crate) time: u64,
    /// What this device's clock said when it was seen.
    pub(crate) clock: u64,
    /// The account's nonce then.
    pub(crate) nonce: u64,
    /// What it held then.
    pub(crate) balance: Amount,
    /// Whether this network has ever told what is final.
    pub(crate) tells_final: bool,
    /// Payments that a node does not know although their nonce has passed, and the block as of which it was last asked
    /// what took it.
    pub(crate) sought: Vec<(TxId, u64)>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { block, time, clock, nonce, balance: _, tells_final, sought } = self;
        write!(f, "State(block {block} of {time} at {clock}, nonce {nonce}, {tells_final}, {sought:?})")
    }
}

impl State {
    /// None before the first look.
    pub(crate) fn read(row: &[u8]) -> Result<Option<Self>, Fault> {
        if row.is_empty() {
            return Ok(None);
        }
        cbor::from_row(row).map(Some).map_err(|_| Fault::Unreadable)
    }

    pub(crate) fn row(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    /// Whether the last look knew of something that happened after this view of the account.
    pub(crate) fn is_ahead_of(&self, account: &Account) -> bool {
        match self.order(account) {
            Ordering::Less => true,
            Ordering::Equal => account.nonce < self.nonce,
            Ordering::Greater => false,
        }
    }

    /// Whether this view of the account claims payments that the last look, as of the same block or a later one,
    /// did not know.
    pub(crate) fn knows_better_than(&self, account: &Account) -> bool {
        self.order(account) != Ordering::Greater && account.nonce > self.nonce
    }

    /// Whether this view is earlier or later than what is remembered, by the times of the blocks: however long an
    /// endpoint stands still, it is never later. Whoever invents a block can name any number, and the honest ones would
    /// be earlier until the chain has come so far. A time that had not come yet binds nobody from when it was named.
    fn order(&self, account: &Account) -> Ordering {
        let had_not_come = self.time > self.clock;
        if had_not_come && (self.clock..=account.now).contains(&account.time) {
            return Ordering::Greater;
        }
        (account.time, account.block).cmp(&(self.time, self.block))
    }

    /// Whether this view of the account is from before what was told last. A block that is merely older says
    /// nothing: while nonce and balance are the same, nothing has happened in between.
    pub(crate) fn is_contradicted_by(&self, account: &Account) -> bool {
        !self.is_same_as(account) && self.is_ahead_of(account)
    }

    fn is_same_as(&self, account: &Account) -> bool {
        account.nonce == self.nonce && account.balance == self.balance
    }

    /// What is remembered after an account was seen so. The block stays that it was first seen so at.
    pub(crate) fn after(before: Option<&Self>, account: &Account, tells_final: bool) -> Self {
        let Account { chain_id: _, block, time, now, nonce, balance } = *account;
        let tells_final = tells_final || before.is_some_and(|before| before.tells_final);
        let seen = Self { block, time, clock: now, nonce, balance, tells_final, sought: Vec::new() };
        match before.filter(|before| before.is_same_as(account)) {
            Some(Self { block, time, clock, .. }) => {
                Self { block: *block, time: *time, clock: *clock, ..seen }
            }
            None => seen,
        }
    }

    /// The block as of which a node was last asked what took a payment's nonce.
    pub(crate) fn sought(&self, id: &TxId) -> Option<u64> {
        self.sought.iter().find(|(sought, _)| sought == id).map(|(_, block)| *block)
    }
}

/// What a sealed payment does to the account, for as long as it may still do it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Track {
    pub(crate) nonce: u64,
    pub(crate) value: Amount,
    /// The most that it takes as its fee.
    pub(crate) max_fee: Amount,
    pub(crate) to: [u8; 20],
    /// The block that it was priced at: it is in none before.
    pub(crate) block: u64,
}

impl fmt::Debug for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { nonce, value: _, max_fee: _, to: _, block } = self;
        write!(f, "Track(nonce {nonce}, block {block})")
    }
}

impl Track {
    pub(crate) fn new(nonce: u64, value: Amount, max_fee: Amount, to: Bytes20, block: u64) -> Self {
        Self { nonce, value, max_fee, to: to.into(), block }
    }

    pub(crate) fn of(flight: &Flight) -> Result<Self, Fault> {
        cbor::from_row(&flight.track).map_err(|_| Fault::Unreadable)
    }

    pub(crate) fn row(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }
}
