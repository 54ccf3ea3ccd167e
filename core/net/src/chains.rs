use crate::bitcoin::Esplora;
use crate::client::Client;
use crate::ethereum::EthNode;
use crate::http::{Http, HttpError, endpoint};
use crate::solana::SolanaNode;
use crate::ttchain::TtcNode;
use async_trait::async_trait;
use reqwest::Url;
use tongtong_chain::Query;
use tongtong_ports::{Network, NetworkError};
use tongtong_types::{Chain, TxId};
use tongtong_wallet::{Answer, Profile, Question};

/// How a chain's client is made of an endpoint.
type Open = fn(Http, Url) -> Box<dyn Client>;

/// Every chain besides TTChain: one client each.
const CLIENTS: &[(Chain, Open)] = &[
    (tongtong_bitcoin::CHAIN, |http, url| Box::new(Esplora::new(http, url))),
    (tongtong_ethereum::CHAIN, |http, url| Box::new(EthNode::new(http, url))),
    (tongtong_solana::CHAIN, |http, url| Box::new(SolanaNode::new(http, url))),
];

/// The networks of all chains that a profile names.
#[derive(Debug)]
pub struct Chains {
    ttchain: Vec<TtcNode>,
    others: Vec<(Chain, Vec<Box<dyn Client>>)>,
}

impl Chains {
    /// Clients for the profile's endpoints. Nothing is asked yet.
    ///
    /// # Errors
    /// [`HttpError::Endpoint`] if one of them is not a URL.
    pub fn new(http: &Http, profile: &Profile) -> Result<Self, HttpError> {
        let node = |text: &String| Ok(TtcNode::new(http.clone(), endpoint(text)?, profile.ttchain.clone()));
        let mut others = Vec::new();
        for part in &profile.chains {
            let Some((chain, open)) = CLIENTS.iter().find(|(chain, _)| *chain == part.chain) else {
                continue;
            };
            let client = |text: &String| Ok(open(http.clone(), endpoint(text)?));
            others.push((*chain, part.endpoints.iter().map(client).collect::<Result<_, HttpError>>()?));
        }
        Ok(Self { ttchain: profile.endpoints.ttchain.iter().map(node).collect::<Result<_, _>>()?, others })
    }

    fn clients(&self, chain: Chain) -> Result<&[Box<dyn Client>], NetworkError> {
        let found = self.others.iter().find(|(known, _)| *known == chain);
        found.map(|(_, clients)| clients.as_slice()).ok_or(NetworkError::NotConfigured)
    }
}

#[async_trait]
impl Network for Chains {
    fn endpoints(&self, chain: Chain) -> usize {
        if chain == Chain::TTCHAIN {
            return self.ttchain.len();
        }
        self.clients(chain).map_or(0, <[_]>::len)
    }

    async fn ask(&self, endpoint: usize, questions: &[Question]) -> Result<Vec<Answer>, NetworkError> {
        let Some(chain) = questions.first().map(Question::chain) else { return Ok(Vec::new()) };
        if questions.iter().any(|question| question.chain() != chain) {
            return Err(NetworkError::Protocol);
        }
        if chain == Chain::TTCHAIN {
            return self.ttchain.get(endpoint).ok_or(NetworkError::NotConfigured)?.ask(questions).await;
        }
        let client = self.clients(chain)?.get(endpoint).ok_or(NetworkError::NotConfigured)?;
        let queries: Vec<Query> = questions.iter().filter_map(query).collect();
        Ok(client.ask(&queries).await?.into_iter().map(Answer::Coin).collect())
    }

    /// Sends to every endpoint; one that takes the bytes is enough. A node that took them once answers the
    /// same id again.
    async fn broadcast(&self, chain: Chain, signed: &[u8]) -> Result<TxId, NetworkError> {
        let mut taken = None;
        let mut failed = NetworkError::NotConfigured;
        let mut heard = |result: Result<TxId, NetworkError>| match result {
            Ok(id) => taken = taken.take().or(Some(id)),
            Err(error) => failed = error,
        };
        if chain == Chain::TTCHAIN {
            for node in &self.ttchain {
                heard(node.broadcast(signed).await);
            }
        } else {
            for client in self.clients(chain)? {
                heard(client.broadcast(signed).await);
            }
        }
        taken.ok_or(failed)
    }
}

fn query(question: &Question) -> Option<Query> {
    match question {
        Question::Coin { query, .. } => Some(query.clone()),
        _ => None,
    }
}
