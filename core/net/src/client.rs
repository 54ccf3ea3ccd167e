//! What every chain's client does: answers the chain's queries, sends its bytes.

use async_trait::async_trait;
use core::fmt;
use tongtong_chain::{Query, Reply};
use tongtong_ports::NetworkError;
use tongtong_types::TxId;

/// One endpoint of one chain.
#[async_trait]
pub(crate) trait Client: Send + Sync + fmt::Debug {
    /// Answers every query, in order, or none.
    async fn ask(&self, queries: &[Query]) -> Result<Vec<Reply>, NetworkError>;

    /// Sends signed bytes. The id is what the node says; sending the same bytes again is harmless.
    async fn broadcast(&self, signed: &[u8]) -> Result<TxId, NetworkError>;
}
