//! The chains' networks: questions are answered, signed bytes are sent.

use async_trait::async_trait;
use thiserror::Error;
use tongtong_types::{Chain, TxId};
use tongtong_wallet::{Answer, Question};

/// What a node may do instead of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// No endpoint answers: try again later.
    #[error("no node of the chain answers")]
    Offline,
    /// A node looked at the bytes and refused them, by its own code. They stay committed.
    #[error("the node refused it (code {code})")]
    Refused {
        /// The node's code.
        code: i64,
    },
    /// It answered something that is not of its protocol.
    #[error("the node answered nonsense")]
    Protocol,
    /// The profile names no endpoint for this chain.
    #[error("this chain is not configured")]
    NotConfigured,
}

impl NetworkError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Offline => "node_offline",
            Self::Refused { .. } => "node_refused",
            Self::Protocol => "node_protocol",
            Self::NotConfigured => "chain_not_configured",
        }
    }
}

/// Port: the network of every chain.
#[async_trait]
pub trait Network: Send + Sync {
    /// Answers every question, in order, or none. All of them are of one chain.
    async fn ask(&self, questions: &[Question]) -> Result<Vec<Answer>, NetworkError>;
    /// Sends signed bytes. The id is what the node says; sending the same bytes again is harmless.
    async fn broadcast(&self, chain: Chain, signed: &[u8]) -> Result<TxId, NetworkError>;
}
