//! What Bitcoin asks of its network, and what its client answers.

use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_types::TxId;

/// One question. The client answers with the [`Found`] of the same name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// What stands in the blocks.
    Look(Look),
    /// Whole transactions.
    Transactions(Vec<TxId>),
}

/// What to look at, all of it as of one tip.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The hash of the first block, in the order in which it is shown. A node of another network is asked nothing
    /// more, and its answer has no purses.
    pub genesis: Vec<u8>,
    /// Addresses: whether anybody ever used them, and their coins that are in blocks.
    pub addresses: Vec<String>,
    /// Transactions: where they are.
    pub payments: Vec<TxId>,
    /// Outputs: who spends those that are not among the coins of the addresses.
    pub points: Vec<Point>,
    /// In how many blocks a payment should be in one, if the rate for it is to be estimated.
    pub estimate: Option<u16>,
    /// The hash of the tip that is known, in the order in which it is shown; of another one the work is to be shown.
    pub tip: Vec<u8>,
}

/// One output of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Point {
    /// The transaction.
    pub tx: TxId,
    /// The place among its outputs, from 0.
    pub output: u32,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// What stands in the blocks.
    Look(Seen),
    /// The transactions in hex, in the order in which they were asked for.
    Transactions(Vec<String>),
}

/// What was seen, all of it as of one tip.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The hash of the first block, in the order in which it is shown.
    pub genesis: Vec<u8>,
    /// The hash of the tip, in the order in which it is shown.
    pub tip: Vec<u8>,
    /// The height of the tip.
    pub height: u32,
    /// What shows that height, unless the tip is the one that was known.
    pub work: Option<Work>,
    /// The addresses, in the order in which they were asked for.
    pub purses: Vec<Purse>,
    /// Where the payments are, in the order in which they were asked for.
    pub payments: Vec<Place>,
    /// The points that are no coin of the addresses.
    pub spends: Vec<Spend>,
    /// The rate in units for each 1,000 virtual bytes, if it was asked for and the node can estimate.
    pub rate: Option<u64>,
}

/// What shows how high a block is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The block's header, and that the first transaction is in the block (BIP-37), in hex.
    pub block: String,
    /// The first transaction, which names the height (BIP-34), in hex.
    pub first: String,
}

/// One address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purse {
    /// The address.
    pub address: String,
    /// Whether a transaction names it, in a block or not.
    pub used: bool,
    /// Its coins that are in blocks. One that a waiting transaction spends may be left out.
    pub coins: Vec<Coin>,
}

/// An output that nobody has spent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coin {
    /// Which.
    pub point: Point,
    /// What it is worth, in units.
    pub value: u64,
    /// The height of its block.
    pub height: u32,
}

/// Where a transaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The node does not know it.
    Unknown,
    /// It waits for a block.
    Waiting,
    /// In a block.
    Block {
        /// The block's height.
        height: u32,
    },
}

/// What became of an output that is no coin any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spend {
    /// Which.
    pub point: Point,
    /// Who spends it, if anybody does.
    pub by: Option<Spender>,
    /// Where the transaction is that made it; asked for if nobody spends it.
    pub made: Option<Place>,
}

/// A transaction that spends an output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spender {
    /// Which.
    pub tx: TxId,
    /// The height of its block; none while it waits for one.
    pub height: Option<u32>,
}

// Addresses and what they hold are not for logs.

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Look(look) => look.fmt(f),
            Self::Transactions(ids) => write!(f, "Transactions({})", ids.len()),
        }
    }
}

impl fmt::Debug for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { genesis: _, addresses, payments, points, estimate, tip: _ } = self;
        let (addresses, payments, points) = (addresses.len(), payments.len(), points.len());
        write!(f, "Look({addresses} addresses, {payments} payments, {points} points, {estimate:?})")
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Look(seen) => seen.fmt(f),
            Self::Transactions(texts) => write!(f, "Transactions({})", texts.len()),
        }
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { genesis: _, tip: _, height, work: _, purses, payments, spends, rate } = self;
        write!(f, "Seen({height}, {} purses, {payments:?}, {} spends, {rate:?})", purses.len(), spends.len())
    }
}

impl fmt::Debug for Purse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address: _, used, coins } = self;
        write!(f, "Purse({used}, {} coins)", coins.len())
    }
}

impl fmt::Debug for Coin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { point, value: _, height } = self;
        write!(f, "Coin({point:?}, {height})")
    }
}
