//! Transactions in the node's JSON.

use super::members::{Members, asset};
use super::{JsonError, number, read_time, write_time, write_u64};
use crate::{Layout, Network, Operation, ResultType, Signed, Transaction, limits};
use serde_json::{Map, Value, json};

const BODY: [&str; 7] = [
    "expiration",
    "reserved",
    "alp_account",
    "alp_inport_asset",
    "operations",
    "result_trx_type",
    "result_trx_id",
];
const SIGNED: [&str; 8] = [
    "expiration",
    "reserved",
    "alp_account",
    "alp_inport_asset",
    "operations",
    "result_trx_type",
    "result_trx_id",
    "signatures",
];

const ORIGIN: &str = "origin_transaction";
const COMPLETE: &str = "complete_result_transaction";
const INCOMPLETE: &str = "incomplete_result_transaction";

impl Transaction {
    /// The node's JSON form, without signatures.
    #[must_use]
    pub fn to_json(&self, network: &Network) -> Value {
        Value::Object(self.members(network))
    }

    fn members(&self, network: &Network) -> Map<String, Value> {
        let operations: Vec<Value> = self.operations.iter().map(|o| o.to_json(network)).collect();
        let mut map = Map::new();
        map.insert("expiration".to_owned(), Value::String(write_time(self.expiration)));
        if let Some(reserved) = self.reserved {
            map.insert("reserved".to_owned(), write_u64(reserved));
        }
        map.insert("alp_account".to_owned(), json!(self.alp_account));
        map.insert("alp_inport_asset".to_owned(), asset(&self.alp_inport_asset));
        map.insert("operations".to_owned(), Value::Array(operations));
        let kind = match self.result_trx_type {
            ResultType::Origin => ORIGIN,
            ResultType::Complete => COMPLETE,
            ResultType::Incomplete => INCOMPLETE,
        };
        map.insert("result_trx_type".to_owned(), json!(kind));
        map.insert("result_trx_id".to_owned(), json!(hex::encode(self.result_trx_id)));
        map
    }

    /// Reads the node's JSON form, without signatures. The chain's limits on memos and deposits are for the
    /// node to judge here; [`Transaction::unpack`] applies them.
    ///
    /// # Errors
    /// [`JsonError`] by the first fault.
    pub fn from_json(value: &Value, network: &Network) -> Result<Self, JsonError> {
        read(&Members::of(value, "transaction", &BODY)?, network)
    }
}

impl Signed {
    /// The node's JSON form, as `network_broadcast_transaction` takes it.
    #[must_use]
    pub fn to_json(&self, network: &Network) -> Value {
        let signatures: Vec<String> = self.signatures.iter().map(hex::encode).collect();
        let mut map = self.transaction.members(network);
        map.insert("signatures".to_owned(), json!(signatures));
        Value::Object(map)
    }

    /// Reads the node's JSON form. The chain's limits on memos and deposits are for the node to judge here;
    /// [`Signed::unpack`] applies them.
    ///
    /// # Errors
    /// [`JsonError`] by the first fault.
    pub fn from_json(value: &Value, network: &Network) -> Result<Self, JsonError> {
        const NAME: &str = "signatures";
        let members = Members::of(value, "transaction", &SIGNED)?;
        let transaction = read(&members, network)?;
        let mut signatures = Vec::new();
        for signature in members.list(NAME, limits::SIGNATURES)? {
            let mut bytes = [0; 65];
            let text = signature.as_str().ok_or(JsonError::Value(NAME))?;
            hex::decode_to_slice(text, &mut bytes).map_err(|_| JsonError::Value(NAME))?;
            signatures.push(bytes);
        }
        let signed = Self { transaction, signatures };
        within_limit(signed.pack().len())?;
        Ok(signed)
    }
}

fn read(members: &Members<'_>, network: &Network) -> Result<Transaction, JsonError> {
    let expiration = read_time(members.text("expiration")?).ok_or(JsonError::Value("expiration"))?;
    let reserved = match (members.maybe("reserved"), network.layout) {
        (None, _) => None,
        (Some(value), Layout::V2) => Some(number::read_u64(value).ok_or(JsonError::Value("reserved"))?),
        (Some(_), Layout::V1) => return Err(JsonError::UnknownMember("transaction")),
    };
    let operations = members
        .list("operations", limits::OPERATIONS)?
        .iter()
        .map(|operation| Operation::from_json(operation, network))
        .collect::<Result<_, _>>()?;
    let result_trx_type = match members.text("result_trx_type")? {
        ORIGIN => ResultType::Origin,
        COMPLETE => ResultType::Complete,
        INCOMPLETE => ResultType::Incomplete,
        _ => return Err(JsonError::Value("result_trx_type")),
    };
    let mut result_trx_id = [0; 20];
    hex::decode_to_slice(members.text("result_trx_id")?, &mut result_trx_id)
        .map_err(|_| JsonError::Value("result_trx_id"))?;
    let transaction = Transaction {
        expiration,
        reserved,
        alp_account: members.text("alp_account")?.to_owned(),
        alp_inport_asset: members.asset("alp_inport_asset")?,
        operations,
        result_trx_type,
        result_trx_id,
    };
    within_limit(transaction.pack().len())?;
    Ok(transaction)
}

fn within_limit(bytes: usize) -> Result<(), JsonError> {
    if bytes > limits::TRANSACTION { Err(JsonError::TooMany("transaction")) } else { Ok(()) }
}
