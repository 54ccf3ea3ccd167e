//! The chain as the demo asks it: straight from the node, as anybody can.

use super::fault::Fault;
use super::http;
use serde_json::{Value, json};

/// Units of a TTC.
pub(super) const TTC: u64 = 100_000;

/// The node's RPC.
#[derive(Clone, Debug)]
pub(super) struct Node {
    url: String,
}

/// A transfer in a block.
#[derive(Clone, Debug)]
pub(super) struct Transfer {
    /// Its id.
    pub(super) id: String,
    /// Its signing digest.
    pub(super) body: String,
    /// Whom it pays, and how many units.
    pub(super) deposits: Vec<(String, u64)>,
}

impl Node {
    /// The node at this address.
    pub(super) fn new(url: &str) -> Self {
        Self { url: url.to_owned() }
    }

    /// Asks the node.
    pub(super) async fn ask(&self, method: &str, params: Value) -> Result<Value, Fault> {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let answer = http::call("POST", &self.url, Some(&body)).await;
        let (_, answer) = answer.ok_or_else(|| Fault::new("node_silent"))?;
        match answer.get("result") {
            Some(result) if answer.get("error").is_none() => Ok(result.clone()),
            _ => Err(Fault::new("node_refused").with(method)),
        }
    }

    /// The chain's id.
    pub(super) async fn chain_id(&self) -> Result<String, Fault> {
        let info = self.ask("blockchain_get_info", json!([])).await?;
        Ok(text(&info, "/blockchain_id"))
    }

    /// New money for an address.
    pub(super) async fn faucet(&self, address: &str, units: u64) -> Result<String, Fault> {
        let id = self.ask("devnet_faucet", json!([address, units])).await?;
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// What an address holds, and under which balance ids.
    pub(super) async fn balances(&self, address: &str) -> Result<Vec<(String, u64)>, Fault> {
        let found = self.ask("blockchain_list_address_balances", json!([address])).await?;
        let rows = found.as_array().cloned().unwrap_or_default();
        let read = |row: &Value| (text(row, "/0"), row.pointer("/1/balance").and_then(whole).unwrap_or(0));
        Ok(rows.iter().map(read).collect())
    }

    /// What all of these addresses hold together.
    pub(super) async fn holds(&self, addresses: &[String]) -> Result<u64, Fault> {
        let mut sum = 0u64;
        for address in addresses {
            sum =
                self.balances(address).await?.iter().fold(sum, |sum, (_, units)| sum.saturating_add(*units));
        }
        Ok(sum)
    }

    /// Every signed transfer in a block, in order.
    pub(super) async fn transfers(&self) -> Result<Vec<Transfer>, Fault> {
        let all = self.ask("devnet_transactions", json!([])).await?;
        let signed = all.as_array().cloned().unwrap_or_default();
        let signed = signed.iter().filter(|entry| text(entry, "/kind") == "signed");
        Ok(signed.map(transfer).collect())
    }

    /// Makes the node forget the next broadcasts.
    pub(super) async fn drop_broadcasts(&self, count: u32) -> Result<(), Fault> {
        self.ask("devnet_fault", json!([{ "drop_broadcasts": count }])).await.map(drop)
    }
}

fn transfer(entry: &Value) -> Transfer {
    let operations = entry.pointer("/trx/operations").and_then(Value::as_array).cloned().unwrap_or_default();
    let deposit = |operation: &Value| {
        let to = operation.pointer("/data/condition/data/owner")?.as_str()?;
        Some((to.to_owned(), whole(operation.pointer("/data/amount")?)?))
    };
    Transfer {
        id: text(entry, "/id"),
        body: text(entry, "/body_digest"),
        deposits: operations.iter().filter_map(deposit).collect(),
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A count that the node writes as a number or, when large, as a text.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
