//! What a payment takes for true and does not say itself, and what it is followed by.

use crate::message::{Payment, What};
use serde::{Deserialize, Serialize};
use solana_address::Address as Key;
use tongtong_chain::Fault;
use tongtong_types::{Asset, Duration, Timestamp, cbor};

/// For how many blocks the network takes a message after the one whose hash it names.
const HASH_LIFE: u64 = 150;
/// How long the network takes for a block, in milliseconds.
const BLOCK_TIME: u64 = 400;
/// How long after it was signed a payment may still be taken, whatever heights a node told of its hash: the time of
/// its blocks, and more than as much again for slots that stay without one.
const HASH_TIME: Duration = Duration::from_secs(150);
/// How many of a hash's last blocks are left to signing and sending, and to a network that is faster than it should be.
const SPARE: u64 = 25;
/// What the network takes for a signature, in lamports: no node tells of less, and where it cannot tell this counts.
pub(crate) const MIN_BASE_FEE: u64 = 5_000;
/// The most that the network can ask for a signature before it is beyond all reason, in lamports.
pub(crate) const MAX_BASE_FEE: u64 = 1_000_000;
/// The least that a token account of 165 bytes can be asked to hold, in lamports: 696 for each of them and 128 more, what
/// the network comes down to when SIMD-0437 is in force. Today it is ten times that.
pub(crate) const MIN_RENT: u64 = 203_928;
/// The most that an account's rent can be, in lamports.
pub(crate) const MAX_RENT: u64 = 100_000_000;

/// What was taken for true and is not in the message.
#[cfg_attr(test, derive(Debug))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    /// When it was priced.
    pub(crate) at: Timestamp,
    /// The payee's wallet: a message that makes no account names only its associated account.
    pub(crate) payee: [u8; 32],
    /// The message's block hash, which the two heights below belong to.
    pub(crate) blockhash: [u8; 32],
    /// The slot in which all this was true.
    pub(crate) slot: u64,
    /// The height of the newest block by then.
    pub(crate) block_height: u64,
    /// The last block height at which the network takes the message.
    pub(crate) last_valid_block_height: u64,
    /// What the network takes for the signature, in lamports.
    pub(crate) base_fee: u64,
    /// The message's price of a compute unit: fees are rounded, so theirs alone would not show it.
    pub(crate) unit_price: u64,
    /// What was seen of a token.
    pub(crate) token: Option<TokenFacts>,
}

/// What was seen of a token and of the payee's account.
#[cfg_attr(test, derive(Debug))]
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenFacts {
    /// The mint's.
    pub(crate) decimals: u8,
    /// What is deposited, in lamports, where the payee's account was missing.
    pub(crate) rent: Option<u64>,
}

/// A payment in bytes with what belongs to it, read and compared.
#[cfg_attr(test, derive(Debug))]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) payment: Payment,
    pub(crate) facts: Facts,
    /// Base and priority together, in lamports.
    pub(crate) fee: u64,
}

impl Facts {
    pub(crate) fn pack(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    fn unpack(bytes: &[u8]) -> Result<Self, Fault> {
        exactly(bytes)
    }

    /// Whether the last height that a node tells can be: it is to come, and no further away than a hash is good.
    pub(crate) fn can_end(block_height: u64, last_valid_block_height: u64) -> bool {
        last_valid_block_height.checked_sub(block_height).is_some_and(|left| (1..=HASH_LIFE).contains(&left))
    }

    /// By when it must be approved: what is signed later would reach the network when the hash is not good any more.
    pub(crate) fn expires(&self) -> Timestamp {
        let left = self.last_valid_block_height.saturating_sub(self.block_height).min(HASH_LIFE);
        self.at.after(Duration::from_millis(left.saturating_sub(SPARE).saturating_mul(BLOCK_TIME)))
    }

    /// What is deposited for an account that is made.
    pub(crate) fn rent(&self) -> u64 {
        self.token.and_then(|token| token.rent).unwrap_or_default()
    }
}

impl Read {
    /// Reads a message and its facts, and refuses what does not fit together.
    pub(crate) fn new(message: &[u8], facts: &[u8]) -> Result<Self, Fault> {
        let facts = Facts::unpack(facts)?;
        let payment = Payment::unpack(message, &Key::new_from_array(facts.payee))?;
        let same = match (payment.what, facts.token) {
            (What::Coin, None) => true,
            (What::Token { decimals, make, .. }, Some(seen)) => {
                seen.decimals == decimals && seen.rent.is_some() == make
            }
            _ => false,
        };
        let fits = same
            && payment.amount > 0
            && payment.payee.to_bytes() == facts.payee
            && payment.blockhash == facts.blockhash
            && payment.unit_price == facts.unit_price
            && facts.base_fee <= MAX_BASE_FEE
            && facts.rent() <= MAX_RENT;
        let priority = payment.priority_fee().filter(|_| fits).ok_or(Fault::Unreadable)?;
        let fee = facts.base_fee.checked_add(priority).ok_or(Fault::Unreadable)?;
        Ok(Self { payment, facts, fee })
    }
}

/// What a payment that was handed out is followed by.
#[cfg_attr(test, derive(Debug))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Track {
    pub(crate) asset: Asset,
    pub(crate) amount: u64,
    /// In lamports.
    pub(crate) fee: u64,
    /// In lamports.
    pub(crate) rent: u64,
    /// The slot before which it cannot be in a block.
    pub(crate) slot: u64,
    /// The height of the newest block when it was priced.
    pub(crate) block_height: u64,
    /// The last block height at which the network takes it, as a node told.
    pub(crate) last_valid_block_height: u64,
    /// Whether we pay ourselves.
    pub(crate) own: bool,
}

impl Track {
    /// The height behind which it cannot be in a block, whatever a node told of its hash.
    pub(crate) fn last_block_height(&self) -> u64 {
        self.last_valid_block_height.max(self.block_height.saturating_add(HASH_LIFE))
    }

    /// Whether it can be in no block to come: by the heights, which a node told alone, and by its age.
    pub(crate) fn is_over(&self, block_height: u64, age: Duration) -> bool {
        block_height > self.last_block_height() && age > HASH_TIME
    }

    /// The most that a block can have taken as its fee, in lamports.
    pub(crate) fn most_fee(&self) -> u64 {
        self.fee.saturating_add(MAX_BASE_FEE)
    }

    pub(crate) fn pack(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    pub(crate) fn unpack(bytes: &[u8]) -> Result<Self, Fault> {
        exactly(bytes)
    }
}

/// Reads a row that is written in no other way.
fn exactly<T: Serialize + serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let row: T = cbor::from_row(bytes).map_err(|_| Fault::Unreadable)?;
    let again = cbor::to_row(&row).map_err(|_| Fault::Unreadable)?;
    if again == bytes { Ok(row) } else { Err(Fault::Unreadable) }
}
