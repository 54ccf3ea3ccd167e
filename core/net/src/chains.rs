use crate::http::{Http, HttpError, endpoint};
use crate::ttchain::TtcNode;
use async_trait::async_trait;
use tongtong_ports::{Network, NetworkError};
use tongtong_types::{Chain, TxId};
use tongtong_wallet::{Answer, Profile, Question};

/// The networks of all chains that a profile names.
#[derive(Debug)]
pub struct Chains {
    ttchain: Vec<TtcNode>,
}

impl Chains {
    /// Clients for the profile's endpoints. Nothing is asked yet.
    ///
    /// # Errors
    /// [`HttpError::Endpoint`] if one of them is not a URL.
    pub fn new(http: &Http, profile: &Profile) -> Result<Self, HttpError> {
        let node = |text: &String| Ok(TtcNode::new(http.clone(), endpoint(text)?, profile.ttchain.clone()));
        Ok(Self { ttchain: profile.endpoints.ttchain.iter().map(node).collect::<Result<_, _>>()? })
    }
}

#[async_trait]
impl Network for Chains {
    /// Asks one endpoint after the other until one answers everything.
    async fn ask(&self, questions: &[Question]) -> Result<Vec<Answer>, NetworkError> {
        let mut failed = NetworkError::NotConfigured;
        for node in &self.ttchain {
            match node.ask(questions).await {
                Ok(answers) => return Ok(answers),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// Sends to every endpoint; one that takes the bytes is enough. A node that took them once answers the
    /// same id again.
    async fn broadcast(&self, chain: Chain, signed: &[u8]) -> Result<TxId, NetworkError> {
        let nodes = match chain {
            Chain::TTCHAIN => &self.ttchain,
            _ => return Err(NetworkError::NotConfigured),
        };
        let mut taken = None;
        let mut failed = NetworkError::NotConfigured;
        for node in nodes {
            match node.broadcast(signed).await {
                Ok(id) => taken = taken.or(Some(id)),
                Err(error) => failed = error,
            }
        }
        taken.ok_or(failed)
    }
}
