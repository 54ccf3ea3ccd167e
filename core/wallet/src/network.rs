//! What the wallet asks of a chain's network, and what it may hear. The clients in `net` fetch it.

use tongtong_chain::{Query, Reply};
use tongtong_ttchain::{BalanceId, ChainId};
use tongtong_types::{Amount, BodyDigest, Chain, TxId};

/// One thing that must be known. Questions are asked in batches; each gets one [`Answer`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Which chain a TTChain node serves.
    TtcChainId,
    /// What TTChain holds under a balance id.
    TtcBalance(BalanceId),
    /// Where a TTChain transaction stands.
    TtcTransaction(TxId),
    /// Which asset of TTChain a symbol names.
    TtcAsset(String),
    /// What another chain asks, in its own words.
    Coin {
        /// Which chain.
        chain: Chain,
        /// What it asks.
        query: Query,
    },
}

impl Question {
    /// Whose network answers it.
    #[must_use]
    pub fn chain(&self) -> Chain {
        match self {
            Self::TtcChainId | Self::TtcBalance(_) | Self::TtcTransaction(_) | Self::TtcAsset(_) => {
                Chain::TTCHAIN
            }
            Self::Coin { chain, .. } => *chain,
        }
    }
}

/// What was found. The node is hostile until compared: an answer is a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// To [`Question::TtcChainId`].
    TtcChainId(ChainId),
    /// To [`Question::TtcBalance`].
    TtcBalance(BalanceRecord),
    /// To [`Question::TtcTransaction`].
    TtcTransaction(TransactionRecord),
    /// To [`Question::Coin`].
    Coin(Reply),
    /// To [`Question::TtcAsset`].
    TtcAsset(AssetRecord),
}

/// A balance record of TTChain. A spent-out record stays with nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalanceRecord {
    /// The node has no such record.
    Unknown,
    /// It holds this much.
    Holds(Amount),
}

/// What a symbol names on TTChain. Once it does, it does so for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssetRecord {
    /// The node has no such asset.
    Unknown,
    /// An asset.
    Is {
        /// Its number; the chain's own coin is 0.
        number: i32,
        /// Places behind the point.
        decimals: u8,
    },
}

/// A transaction as the node knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactionRecord {
    /// The node has not seen it.
    Unknown,
    /// Seen, in no block yet.
    Pending,
    /// In a block.
    InBlock {
        /// The block, as the node names it.
        block: String,
        /// The signing digest of the transaction in that block.
        body: BodyDigest,
    },
}
