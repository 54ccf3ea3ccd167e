//! What the rules ask of a node, and what its client answers: the words inside `Query` and `Reply`.
//!
//! Everything of one answer is as of one block: the client reads the newest block's number, and then asks for all else
//! at that number. Before it, it asks which block is final, so that this one is never the later of the two.
//!
//! Nothing here says in its debug form whom it is about, or how much.

use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_types::{Address, Amount, TxId};

/// How many blocks the client asks the fees of.
pub const FEE_BLOCKS: u64 = 10;
/// Which of a block's priority fees it asks for: the middle one, in per cent.
pub const FEE_PERCENTILE: u64 = 50;

/// A question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// What an account holds and what became of transactions. Answered by [`Looked`].
    Look {
        /// The account.
        address: Address,
        /// The transactions.
        transactions: Vec<TxId>,
    },
    /// What a payment must know besides its gas. Answered by [`Priced`].
    Price {
        /// Who pays.
        from: Address,
        /// Who is paid.
        to: Address,
    },
    /// How much gas a payment needs. Answered by [`Gas`].
    Gas {
        /// Who pays.
        from: Address,
        /// Who is paid.
        to: Address,
        /// How much, in wei.
        value: Amount,
    },
    /// In which block a nonce passed, and whether a transaction is in it. Answered by an optional [`Passed`]: nothing
    /// if the node does not have all that must be known of that time.
    Passed {
        /// The account.
        address: Address,
        /// Its nonce.
        nonce: u64,
        /// The transaction.
        transaction: TxId,
        /// The first block that it may have passed in.
        from: u64,
        /// The last one.
        until: u64,
    },
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Look { .. } => "Look",
            Self::Price { .. } => "Price",
            Self::Gas { .. } => "Gas",
            Self::Passed { .. } => "Passed",
        })
    }
}

/// An account as of one block.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The chain id that the node says it is of.
    pub chain_id: u64,
    /// The block.
    pub block: u64,
    /// When the block says that it was made, in seconds since 1970.
    pub time: u64,
    /// What this device's clock said then, also in seconds.
    pub now: u64,
    /// How many of the account's transactions are in blocks up to it: the next one's nonce.
    pub nonce: u64,
    /// What it holds, in wei.
    pub balance: Amount,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chain_id: _, block, time, now: _, nonce, balance: _ } = self;
        write!(f, "Account(block {block} of {time}, nonce {nonce})")
    }
}

/// The answer to [`Question::Look`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The account.
    pub account: Account,
    /// What is final; nothing if the node knows no such thing.
    pub finalized: Option<Finalized>,
    /// What the node says of each transaction, in the order of the question.
    pub transactions: Vec<Fate>,
}

/// The block that the network does not take back any more (the tag `finalized`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finalized {
    /// Its number.
    pub block: u64,
    /// How many of the account's transactions are in blocks up to it. Nothing if the node did not tell, or where no
    /// transaction is asked for.
    pub nonce: Option<u64>,
}

/// What a node says of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It never heard of it, or has forgotten it.
    Unknown,
    /// It knows it and has no receipt.
    Known,
    /// It is in a block.
    Receipt(Receipt),
}

/// A transaction's receipt.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The block that it is in.
    pub block: u64,
    /// Whether it did what it should (status 1).
    pub done: bool,
    /// The gas that it used.
    pub gas_used: u64,
    /// What each unit of it cost, in wei.
    pub price: Amount,
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { block, done, gas_used: _, price: _ } = self;
        write!(f, "Receipt(block {block}, done {done})")
    }
}

/// The answer to [`Question::Passed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// The block that the nonce passed in: free before it, and not after it.
    pub block: u64,
    /// Whether the transaction is in that block.
    pub within: bool,
}

/// The answer to [`Question::Price`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priced {
    /// Who pays.
    pub account: Account,
    /// Whether the payee has code.
    pub payee_has_code: bool,
    /// The base fee of the next block, in wei for each unit of gas.
    pub base_fee: Amount,
    /// The middle priority fee of each of the last blocks, in wei; nothing for a block without transactions.
    pub rewards: Vec<Amount>,
}

/// The answer to [`Question::Gas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gas {
    /// So many units.
    Units(u64),
    /// The payment would be turned back.
    Refused,
}
