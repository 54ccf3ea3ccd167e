//! What is remembered between looks, and what follows a payment.

use crate::question::Account;
use alloy_primitives::Address as Bytes20;
use serde::{Deserialize, Serialize};
use tongtong_chain::{Fault, Flight};
use tongtong_types::{Amount, TxId, cbor};

/// How many blocks an endpoint may be behind what was told last before its answers are taken for a new truth: a
/// day's. Beyond it, the block that is remembered is one that somebody invented, or the chain is another one.
const LATE: u64 = 7_200;

/// What the last look told, so that an endpoint that lags behind is noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// The block in which nonce and balance were first seen as they are.
    pub(crate) block: u64,
    /// The account's nonce then.
    pub(crate) nonce: u64,
    /// What it held then.
    pub(crate) balance: Amount,
    /// Payments whose nonce has passed without a receipt, and in how many looks.
    pub(crate) missing: Vec<(TxId, u32)>,
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
        match self.behind(account) {
            Some(0) => account.nonce < self.nonce,
            behind => behind.is_some(),
        }
    }

    /// Whether this view of the account claims payments that the last look, as of the same block or a later one,
    /// did not know.
    pub(crate) fn knows_better_than(&self, account: &Account) -> bool {
        self.behind(account).is_some() && account.nonce > self.nonce
    }

    /// How many blocks this view is behind what is remembered, if it is not newer and what is remembered binds it.
    fn behind(&self, account: &Account) -> Option<u64> {
        self.block.checked_sub(account.block).filter(|behind| *behind <= LATE)
    }

    /// Whether this view of the account is from before what was told last. A block that is merely older says
    /// nothing: while nonce and balance are the same, nothing has happened in between.
    ///
    /// The block is remembered that nonce and balance were first seen at, and no later one, so that an endpoint
    /// that once named a block far ahead does not make all others look late.
    pub(crate) fn is_contradicted_by(&self, account: &Account) -> bool {
        !self.is_same_as(account) && self.is_ahead_of(account)
    }

    fn is_same_as(&self, account: &Account) -> bool {
        account.nonce == self.nonce && account.balance == self.balance
    }

    /// What is remembered after an account was seen so.
    pub(crate) fn after(before: Option<&Self>, account: &Account) -> Self {
        let first = before.filter(|before| before.is_same_as(account)).map_or(account.block, |b| b.block);
        let Account { chain_id: _, block, nonce, balance } = account;
        Self { block: first.min(*block), nonce: *nonce, balance: *balance, missing: Vec::new() }
    }

    /// In how many looks running a payment's nonce had passed without a receipt.
    pub(crate) fn missed(&self, id: &TxId) -> u32 {
        self.missing.iter().find(|(missing, _)| missing == id).map_or(0, |(_, looks)| *looks)
    }
}

/// What a sealed payment does to the account, for as long as it may still do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Track {
    pub(crate) nonce: u64,
    pub(crate) value: Amount,
    /// The most that it takes as its fee.
    pub(crate) max_fee: Amount,
    pub(crate) to: [u8; 20],
}

impl Track {
    pub(crate) fn new(nonce: u64, value: Amount, max_fee: Amount, to: Bytes20) -> Self {
        Self { nonce, value, max_fee, to: to.into() }
    }

    pub(crate) fn of(flight: &Flight) -> Result<Self, Fault> {
        cbor::from_row(&flight.track).map_err(|_| Fault::Unreadable)
    }

    pub(crate) fn row(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }
}
