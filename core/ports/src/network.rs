//! The chains' networks: questions are answered, signed bytes are sent.

use async_trait::async_trait;
use thiserror::Error;
use tongtong_types::{Chain, TxId};
use tongtong_wallet::{Answer, Question};

/// What a node may do instead of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// Nobody answers: try again later.
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
///
/// Who asks names the endpoint, by its place in the profile's list: answers are only compared with answers of the
/// same endpoint, and only who reads them knows that an endpoint is wrong.
#[async_trait]
pub trait Network: Send + Sync {
    /// How many endpoints a chain has; none if the profile does not name the chain.
    fn endpoints(&self, chain: Chain) -> usize;
    /// Answers every question, in order, or none; all of it by this endpoint and no other. All questions are of one
    /// chain. An endpoint that is not there is not configured.
    async fn ask(&self, endpoint: usize, questions: &[Question]) -> Result<Vec<Answer>, NetworkError>;
    /// Sends signed bytes. The id is what the node says; sending the same bytes again is harmless.
    async fn broadcast(&self, chain: Chain, signed: &[u8]) -> Result<TxId, NetworkError>;
}
