//! What the rules ask of a node, and what its client answers: the words inside `Query` and `Reply`.
//!
//! Everything of one answer is as of one block: the client reads the newest block's number, and then asks for all else
//! at that number. Before it, it asks which block is final, so that this one is never the later of the two.

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
}

/// An account as of one block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The chain id that the node says it is of.
    pub chain_id: u64,
    /// The block.
    pub block: u64,
    /// How many of the account's transactions are in blocks up to it: the next one's nonce.
    pub nonce: u64,
    /// What it holds, in wei.
    pub balance: Amount,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
