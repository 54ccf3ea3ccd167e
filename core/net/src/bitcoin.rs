//! A Bitcoin node behind Esplora's HTTP interface (github.com/Blockstream/esplora, API.md).

mod page;

use crate::client::Client;
use crate::http::{Failed, Http};
use async_trait::async_trait;
use core::future::Future;
use page::{Estimates, Holder, Outspend, Status, Unspent};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use tokio::task::JoinSet;
use tongtong_bitcoin::{Ask, Coin, Found, Look, Place, Point, Purse, Seen, Spend, Spender, Work, id_of};
use tongtong_chain::{Query, Reply};
use tongtong_ports::NetworkError;
use tongtong_types::TxId;

/// How often a look is repeated while blocks arrive.
const TRIES: usize = 4;
/// How many requests are on their way at the same time.
const AT_ONCE: usize = 8;
/// What nodes say of a transaction that they already have, or had.
const TAKEN: [&str; 7] = [
    "already in block chain",
    "outputs already in utxo set",
    "txn-already-known",
    "txn-already-in-mempool",
    "txn-same-nonwitness-data-in-mempool",
    "already have transaction",
    "transaction already exists",
];
/// The code of bitcoind for a transaction that is in a block.
const IN_A_BLOCK: i64 = -27;

/// One endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Esplora {
    http: Http,
    base: reqwest::Url,
}

#[async_trait]
impl Client for Esplora {
    async fn ask(&self, queries: &[Query]) -> Result<Vec<Reply>, NetworkError> {
        let mut replies = Vec::with_capacity(queries.len());
        for query in queries {
            let found = match query.read().map_err(|_| NetworkError::Protocol)? {
                Ask::Look(look) => Found::Look(self.look(&look).await?),
                Ask::Transactions(ids) => Found::Transactions(
                    self.side_by_side(ids, |node, id| async move { node.transaction(&id).await }).await?,
                ),
            };
            replies.push(Reply::new(&found).map_err(|_| NetworkError::Protocol)?);
        }
        Ok(replies)
    }

    /// The id is computed from the bytes: a node that has them already answers with an error.
    async fn broadcast(&self, signed: &[u8]) -> Result<TxId, NetworkError> {
        let id = id_of(signed).ok_or(NetworkError::Protocol)?;
        let answer = self.http.post(&self.url("tx")?, hex::encode(signed)).await.map_err(refused)?;
        let text = String::from_utf8_lossy(&answer.body);
        match answer.status {
            200 if text.trim() == id.to_string() => Ok(id),
            429 | 500..=599 => Err(NetworkError::Offline),
            400..=499 => {
                let code = page::code(&text);
                let said = text.to_ascii_lowercase();
                if code == Some(IN_A_BLOCK) || TAKEN.iter().any(|words| said.contains(words)) {
                    return Ok(id);
                }
                Err(NetworkError::Refused { code: code.unwrap_or(i64::from(answer.status)) })
            }
            _ => Err(NetworkError::Protocol),
        }
    }
}

impl Esplora {
    pub(crate) fn new(http: Http, base: reqwest::Url) -> Self {
        Self { http, base }
    }

    /// Looks at everything as of one tip: if a block arrives meanwhile, once more from the beginning.
    async fn look(&self, look: &Look) -> Result<Seen, NetworkError> {
        for _ in 0..TRIES {
            let tip = self.hash("blocks/tip/hash").await?;
            let seen = self.glance(look, &tip).await?;
            if self.hash("blocks/tip/hash").await? == tip {
                return Ok(seen);
            }
        }
        Err(NetworkError::Offline)
    }

    async fn glance(&self, look: &Look, tip: &[u8]) -> Result<Seen, NetworkError> {
        let (genesis, tip) = (self.hash("block-height/0").await?, tip.to_vec());
        if genesis != look.genesis {
            let (purses, payments, spends) = (Vec::new(), Vec::new(), Vec::new());
            return Ok(Seen { genesis, tip, height: 0, work: None, purses, payments, spends, rate: None });
        }
        let height = self.text("blocks/tip/height").await?.parse().map_err(|_| NetworkError::Protocol)?;
        let purses = self
            .side_by_side(look.addresses.clone(), |node, address| async move { node.purse(address).await })
            .await?;
        let listed: BTreeSet<&Point> =
            purses.iter().flat_map(|purse| &purse.coins).map(|coin| &coin.point).collect();
        let gone = look.points.iter().filter(|point| !listed.contains(point)).cloned().collect();
        let payments =
            self.side_by_side(look.payments.clone(), |node, id| async move { node.place(&id).await }).await?;
        let spends = self.side_by_side(gone, |node, point| async move { node.spend(point).await }).await?;
        let rate = match look.estimate {
            Some(target) => self.rate(target).await?,
            None => None,
        };
        let work = if tip == look.tip { None } else { Some(self.work(&tip).await?) };
        Ok(Seen { genesis, tip, height, work, purses, payments, spends, rate })
    }

    /// What shows how high a block is.
    async fn work(&self, block: &[u8]) -> Result<Work, NetworkError> {
        let first = page::id(&self.text(&format!("block/{}/txid/0", hex::encode(block))).await?)?;
        let block = self.text(&format!("tx/{first}/merkleblock-proof")).await?;
        Ok(Work { block, first: self.transaction(&first).await? })
    }

    /// An address; its coins are asked for only if a block names it.
    async fn purse(&self, address: String) -> Result<Purse, NetworkError> {
        let holder: Holder = self.json(&format!("address/{address}")).await?;
        let mut coins = Vec::new();
        if holder.is_in_a_block() {
            let unspent: Vec<Unspent> = self.json(&format!("address/{address}/utxo")).await?;
            for Unspent { txid, vout, value, status } in unspent {
                if let Some(height) = status.height()? {
                    coins.push(Coin { point: Point { tx: page::id(&txid)?, output: vout }, value, height });
                }
            }
        }
        Ok(Purse { address, used: holder.is_used(), coins })
    }

    /// Where a transaction is. The status of one that the node does not know reads as that of one that waits.
    async fn place(&self, id: &TxId) -> Result<Place, NetworkError> {
        let Some(status) = self.found(&format!("tx/{id}/status")).await? else { return Ok(Place::Unknown) };
        let status: Status = read(&status)?;
        if let Some(height) = status.height()? {
            return Ok(Place::Block { height });
        }
        let known = self.found(&format!("tx/{id}/hex")).await?;
        Ok(if known.is_some() { Place::Waiting } else { Place::Unknown })
    }

    /// Who spends an output. Of one that nobody spends, and of a transaction that the node does not know, it says
    /// the same: so the transaction itself is asked for, too.
    async fn spend(&self, point: Point) -> Result<Spend, NetworkError> {
        let path = format!("tx/{}/outspend/{}", point.tx, point.output);
        let by = match self.found(&path).await?.map(|outspend| read(&outspend)).transpose()? {
            None | Some(Outspend { spent: false, .. }) => None,
            Some(Outspend { spent: true, txid: Some(txid), status: Some(status) }) => {
                Some(Spender { tx: page::id(&txid)?, height: status.height()? })
            }
            Some(Outspend { .. }) => return Err(NetworkError::Protocol),
        };
        let made = match by {
            None => Some(self.place(&point.tx).await?),
            Some(_) => None,
        };
        Ok(Spend { point, by, made })
    }

    async fn transaction(&self, id: &TxId) -> Result<String, NetworkError> {
        self.text(&format!("tx/{id}/hex")).await
    }

    /// The rate for a target, if the node can estimate at all.
    async fn rate(&self, target: u16) -> Result<Option<u64>, NetworkError> {
        let answer = self.http.get(&self.url("fee-estimates")?).await.map_err(refused)?;
        if answer.status != 200 {
            return Ok(None);
        }
        let estimates: Estimates = read(&answer.body)?;
        Ok(page::rate(&estimates, target))
    }

    async fn hash(&self, path: &str) -> Result<Vec<u8>, NetworkError> {
        let id = page::id(&self.text(path).await?)?;
        Ok(id.bytes().to_vec())
    }

    async fn text(&self, path: &str) -> Result<String, NetworkError> {
        let body = self.found(path).await?.ok_or(NetworkError::Protocol)?;
        let text = String::from_utf8(body).map_err(|_| NetworkError::Protocol)?;
        Ok(text.trim().to_owned())
    }

    async fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, NetworkError> {
        read(&self.found(path).await?.ok_or(NetworkError::Protocol)?)
    }

    /// The body of an answer; none for what the node does not know.
    async fn found(&self, path: &str) -> Result<Option<Vec<u8>>, NetworkError> {
        let answer = self.http.get(&self.url(path)?).await.map_err(refused)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 => Ok(None),
            429 | 500..=599 => Err(NetworkError::Offline),
            _ => Err(NetworkError::Protocol),
        }
    }

    fn url(&self, path: &str) -> Result<reqwest::Url, NetworkError> {
        let base = self.base.as_str().trim_end_matches('/');
        format!("{base}/{path}").parse().map_err(|_| NetworkError::Protocol)
    }

    /// Asks for each item, a few at the same time; the answers in the order of the items.
    async fn side_by_side<T, R, F, A>(&self, items: Vec<T>, ask: A) -> Result<Vec<R>, NetworkError>
    where
        R: Send + 'static,
        F: Future<Output = Result<R, NetworkError>> + Send + 'static,
        A: Fn(Self, T) -> F,
    {
        let mut answers: Vec<(usize, R)> = Vec::with_capacity(items.len());
        let mut flying = JoinSet::new();
        let mut items = items.into_iter().enumerate();
        loop {
            while flying.len() < AT_ONCE
                && let Some((place, item)) = items.next()
            {
                let answer = ask(self.clone(), item);
                flying.spawn(async move { answer.await.map(|answer| (place, answer)) });
            }
            match flying.join_next().await {
                None => break,
                Some(joined) => answers.push(joined.map_err(|_| NetworkError::Offline)??),
            }
        }
        answers.sort_by_key(|(place, _)| *place);
        Ok(answers.into_iter().map(|(_, answer)| answer).collect())
    }
}

fn refused(failed: Failed) -> NetworkError {
    match failed {
        Failed::Offline => NetworkError::Offline,
        Failed::TooLong => NetworkError::Protocol,
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, NetworkError> {
    serde_json::from_slice(body).map_err(|_| NetworkError::Protocol)
}

#[cfg(test)]
mod tests;
