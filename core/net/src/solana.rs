//! A Solana node: JSON-RPC over HTTP (docs.anza.xyz, RPC methods). What is asked and answered is
//! [`tongtong_solana::question`]; everything is read at `confirmed`, what is final at `finalized`.

mod account;
mod read;

use crate::client::Client;
use crate::http::{Failed, Http};
use crate::rpc;
use async_trait::async_trait;
use read::{array, context, number, text};
use serde_json::{Value, json};
use tongtong_chain::{Query, Reply};
use tongtong_ports::NetworkError;
use tongtong_solana::question::{Answer, DATA_SLICE, Final, Look, MAX_SIGNATURES, Price, Question, Taken};
use tongtong_types::TxId;

/// A block that most of the validators have voted for.
const CONFIRMED: &str = "confirmed";
/// The length of a token account.
const TOKEN_ACCOUNT: u64 = 165;
/// The most accounts that a node takes in one question.
const MAX_ACCOUNTS: usize = 100;
/// How often the accounts are asked for again because a payment was newer than they were.
const TRIES: usize = 3;
/// JSON-RPC: there is no such method.
const NO_METHOD: i64 = -32601;
/// The transaction failed when the node tried it, or is in a block already.
const NOT_TAKEN: i64 = -32002;

/// One node.
#[derive(Clone, Debug)]
pub(crate) struct SolanaNode {
    http: Http,
    url: reqwest::Url,
}

#[async_trait]
impl Client for SolanaNode {
    async fn ask(&self, queries: &[Query]) -> Result<Vec<Reply>, NetworkError> {
        let mut replies = Vec::with_capacity(queries.len());
        for query in queries {
            let question: Question = query.read().map_err(|_| NetworkError::Protocol)?;
            let answer = match question {
                Question::Look { accounts, signatures } => {
                    Answer::Look(self.look(&accounts, &signatures).await?)
                }
                Question::Price { accounts, writable } => {
                    Answer::Price(self.price(&accounts, &writable).await?)
                }
                Question::Fee { message } => Answer::Fee(self.fee(&message).await?),
                Question::Taken { signature } => Answer::Taken(self.taken(&signature).await?),
                Question::Statuses { signatures } => Answer::Statuses(self.statuses(&signatures).await?.1),
                Question::Slot => Answer::Slot(number(Some(
                    &self.call("getSlot", json!([{"commitment": CONFIRMED}])).await?,
                ))?),
            };
            replies.push(Reply::new(&answer).map_err(|_| NetworkError::Protocol)?);
        }
        Ok(replies)
    }

    /// Sends a transaction; the node tries it first. One that is in a block already was taken.
    async fn broadcast(&self, signed: &[u8]) -> Result<TxId, NetworkError> {
        let outgoing = tongtong_solana::outgoing(signed).ok_or(NetworkError::Protocol)?;
        let how = json!({"encoding": "base64", "skipPreflight": false, "preflightCommitment": CONFIRMED});
        match self.send(&outgoing.base64, how).await? {
            Some(said) if said != outgoing.signature => Err(NetworkError::Protocol),
            _ => Ok(outgoing.id),
        }
    }
}

impl SolanaNode {
    pub(crate) fn new(http: Http, url: reqwest::Url) -> Self {
        Self { http, url }
    }

    /// What our accounts hold and what became of our payments. A payment that is newer than the accounts would be
    /// counted twice or not at all: then the accounts are asked for again.
    async fn look(&self, accounts: &[String], signatures: &[String]) -> Result<Look, NetworkError> {
        let genesis = self.genesis().await?;
        if signatures.is_empty() {
            let finalized = self.finalized().await?;
            let (slot, accounts) = self.accounts(accounts).await?;
            let statuses = Vec::new();
            return Ok(Look { genesis, finalized, slot, accounts, status_slot: slot, statuses });
        }
        let mut tries = TRIES;
        loop {
            tries = tries.saturating_sub(1);
            let finalized = self.finalized().await?;
            let (slot, accounts) = self.accounts(accounts).await?;
            let (status_slot, statuses) = self.statuses(signatures).await?;
            let newer = statuses.iter().flatten().any(|status| status.settled && status.slot > slot);
            if !newer || tries == 0 {
                let genesis = genesis.clone();
                return Ok(Look { genesis, finalized, slot, accounts, status_slot, statuses });
            }
        }
    }

    async fn price(&self, accounts: &[String], writable: &[String]) -> Result<Price, NetworkError> {
        let genesis = self.genesis().await?;
        let latest = self.call("getLatestBlockhash", json!([{"commitment": CONFIRMED}])).await?;
        let (_, latest) = context(&latest)?;
        let blockhash = text(latest.get("blockhash"))?;
        let last_valid_block_height = number(latest.get("lastValidBlockHeight"))?;
        // After the hash: the height can only be later than it, and the hash's last one no more than its life away.
        let block_height =
            number(Some(&self.call("getBlockHeight", json!([{"commitment": CONFIRMED}])).await?))?;
        let (slot, accounts) = self.accounts(accounts).await?;
        let rent_wallet = self.rent(0).await?;
        let rent_token = self.rent(TOKEN_ACCOUNT).await?;
        let lately = self.call("getRecentPrioritizationFees", json!([writable])).await?;
        let paid = |entry: &Value| number(entry.get("prioritizationFee"));
        let priority = array(&lately)?.iter().map(paid).collect::<Result<_, _>>()?;
        Ok(Price {
            genesis,
            slot,
            accounts,
            blockhash,
            block_height,
            last_valid_block_height,
            rent_wallet,
            rent_token,
            priority,
        })
    }

    /// What a message costs; nothing if the node does not know its block hash, or the method.
    async fn fee(&self, message: &str) -> Result<Option<u64>, NetworkError> {
        match self.call("getFeeForMessage", json!([message, {"commitment": CONFIRMED}])).await {
            Err(NetworkError::Refused { code: NO_METHOD }) => Ok(None),
            Err(error) => Err(error),
            Ok(answer) => match context(&answer)? {
                (_, Value::Null) => Ok(None),
                (_, fee) => number(Some(fee)).map(Some),
            },
        }
    }

    /// What a payment in a block took from its first account, the payer; nothing if the node does not have the block
    /// at hand.
    async fn taken(&self, signature: &str) -> Result<Option<Taken>, NetworkError> {
        let how = json!({
            "encoding": "base64", "commitment": CONFIRMED, "maxSupportedTransactionVersion": 0,
        });
        let found = match self.call("getTransaction", json!([signature, how])).await {
            Ok(Value::Null) | Err(NetworkError::Refused { .. }) => return Ok(None),
            found => found?,
        };
        Ok(Some(Taken {
            slot: number(found.get("slot"))?,
            fee: number(found.pointer("/meta/fee"))?,
            before: number(found.pointer("/meta/preBalances/0"))?,
            after: number(found.pointer("/meta/postBalances/0"))?,
        }))
    }

    async fn genesis(&self) -> Result<String, NetworkError> {
        text(Some(&self.call("getGenesisHash", json!([])).await?))
    }

    async fn finalized(&self) -> Result<Final, NetworkError> {
        let epoch = self.call("getEpochInfo", json!([{"commitment": "finalized"}])).await?;
        let first_slot = number(Some(&self.call("getFirstAvailableBlock", json!([])).await?))?;
        let (slot, height) = (number(epoch.get("absoluteSlot"))?, number(epoch.get("blockHeight"))?);
        Ok(Final { slot, block_height: height, first_slot })
    }

    /// Accounts and the one slot that they are of.
    async fn accounts(
        &self,
        keys: &[String],
    ) -> Result<(u64, Vec<Option<tongtong_solana::question::Account>>), NetworkError> {
        if keys.len() > MAX_ACCOUNTS {
            return Err(NetworkError::Protocol);
        }
        let how = json!({
            "encoding": "base64", "commitment": CONFIRMED, "dataSlice": {"offset": 0, "length": DATA_SLICE},
        });
        let answer = self.call("getMultipleAccounts", json!([keys, how])).await?;
        let (slot, accounts) = context(&answer)?;
        let accounts: Vec<_> = array(accounts)?.iter().map(account::read).collect::<Result<_, _>>()?;
        if accounts.len() == keys.len() { Ok((slot, accounts)) } else { Err(NetworkError::Protocol) }
    }

    /// Where payments stand, the node's whole history searched, and the slot up to which it looked.
    async fn statuses(
        &self,
        signatures: &[String],
    ) -> Result<(u64, Vec<Option<tongtong_solana::question::Status>>), NetworkError> {
        if signatures.len() > MAX_SIGNATURES {
            return Err(NetworkError::Protocol);
        }
        let how = json!({"searchTransactionHistory": true});
        let answer = self.call("getSignatureStatuses", json!([signatures, how])).await?;
        let (slot, statuses) = context(&answer)?;
        let statuses: Vec<_> = array(statuses)?.iter().map(read::status).collect::<Result<_, _>>()?;
        if statuses.len() == signatures.len() { Ok((slot, statuses)) } else { Err(NetworkError::Protocol) }
    }

    async fn rent(&self, length: u64) -> Result<u64, NetworkError> {
        let params = json!([length, {"commitment": CONFIRMED}]);
        number(Some(&self.call("getMinimumBalanceForRentExemption", params).await?))
    }

    /// The signature that the node says; nothing if the transaction is in a block already.
    async fn send(&self, transaction: &str, how: Value) -> Result<Option<String>, NetworkError> {
        let params = json!([transaction, how]);
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "sendTransaction", "params": params});
        let answer = self.http.send(reqwest::Method::POST, &self.url, &body).await;
        let answer = answer.map_err(|failed| match failed {
            Failed::Offline => NetworkError::Offline,
            Failed::TooLong => NetworkError::Protocol,
        })?;
        let json: Value = serde_json::from_slice(&answer.body).map_err(|_| NetworkError::Protocol)?;
        match json.get("error") {
            None | Some(Value::Null) if answer.status == 200 => text(json.get("result")).map(Some),
            None => Err(NetworkError::Protocol),
            Some(error) => {
                let code = error.get("code").and_then(Value::as_i64).ok_or(NetworkError::Protocol)?;
                let why = error.pointer("/data/err").and_then(Value::as_str);
                if code == NOT_TAKEN && why == Some("AlreadyProcessed") {
                    return Ok(None);
                }
                Err(NetworkError::Refused { code })
            }
        }
    }

    async fn call(&self, method: &str, params: Value) -> Result<Value, NetworkError> {
        rpc::call(&self.http, &self.url, method, params).await
    }
}

#[cfg(test)]
mod tests;
