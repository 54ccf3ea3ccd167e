//! An object of the node's JSON whose members are all known.

use super::{JsonError, number};
use crate::{AssetAmount, BalanceId, ContractId, Network, Owner, PublicKey, limits};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The members of one object.
pub(super) struct Members<'a> {
    map: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    /// Opens the object called `what`, which may have the members `known`.
    pub(super) fn of(value: &'a Value, what: &'static str, known: &[&str]) -> Result<Self, JsonError> {
        let map = value.as_object().ok_or(JsonError::Value(what))?;
        if map.keys().all(|name| known.contains(&name.as_str())) {
            Ok(Self { map })
        } else {
            Err(JsonError::UnknownMember(what))
        }
    }

    pub(super) fn maybe(&self, name: &'static str) -> Option<&'a Value> {
        self.map.get(name)
    }

    pub(super) fn value(&self, name: &'static str) -> Result<&'a Value, JsonError> {
        self.map.get(name).ok_or(JsonError::Missing(name))
    }

    pub(super) fn text(&self, name: &'static str) -> Result<&'a str, JsonError> {
        self.value(name)?.as_str().ok_or(JsonError::Value(name))
    }

    pub(super) fn list(&self, name: &'static str, limit: usize) -> Result<&'a [Value], JsonError> {
        let list = self.value(name)?.as_array().ok_or(JsonError::Value(name))?;
        if list.len() > limit { Err(JsonError::TooMany(name)) } else { Ok(list) }
    }

    pub(super) fn i64(&self, name: &'static str) -> Result<i64, JsonError> {
        number::read_i64(self.value(name)?).ok_or(JsonError::Value(name))
    }

    pub(super) fn u64(&self, name: &'static str) -> Result<u64, JsonError> {
        number::read_u64(self.value(name)?).ok_or(JsonError::Value(name))
    }

    pub(super) fn i32(&self, name: &'static str) -> Result<i32, JsonError> {
        i32::try_from(self.i64(name)?).map_err(|_| JsonError::Value(name))
    }

    pub(super) fn hex(&self, name: &'static str) -> Result<Vec<u8>, JsonError> {
        let text = self.text(name)?;
        if text.len() > 2 * limits::TEXT {
            return Err(JsonError::TooMany(name));
        }
        hex::decode(text).map_err(|_| JsonError::Value(name))
    }

    pub(super) fn owner(&self, name: &'static str, network: &Network) -> Result<Owner, JsonError> {
        network.parse_address(self.text(name)?).map_err(|error| JsonError::Text(name, error))
    }

    pub(super) fn key(&self, name: &'static str, network: &Network) -> Result<PublicKey, JsonError> {
        network.parse_public_key(self.text(name)?).map_err(|error| JsonError::Text(name, error))
    }

    pub(super) fn balance(&self, name: &'static str, network: &Network) -> Result<BalanceId, JsonError> {
        network.parse_balance_id(self.text(name)?).map_err(|error| JsonError::Text(name, error))
    }

    pub(super) fn contract(&self, name: &'static str, network: &Network) -> Result<ContractId, JsonError> {
        network.parse_contract_id(self.text(name)?).map_err(|error| JsonError::Text(name, error))
    }

    pub(super) fn asset(&self, name: &'static str) -> Result<AssetAmount, JsonError> {
        let members = Members::of(self.value(name)?, name, &["amount", "asset_id"])?;
        Ok(AssetAmount { amount: members.i64("amount")?, asset_id: members.i32("asset_id")? })
    }

    /// A list of pairs of a balance id and an amount.
    pub(super) fn balances(&self, network: &Network) -> Result<BTreeMap<BalanceId, i64>, JsonError> {
        const NAME: &str = "balances";
        let mut balances = BTreeMap::new();
        for pair in self.list(NAME, limits::BALANCES)? {
            let Some([id, amount]) = pair.as_array().map(Vec::as_slice) else {
                return Err(JsonError::Value(NAME));
            };
            let id = id.as_str().ok_or(JsonError::Value(NAME))?;
            let id = network.parse_balance_id(id).map_err(|error| JsonError::Text(NAME, error))?;
            let amount = number::read_i64(amount).ok_or(JsonError::Value(NAME))?;
            if balances.insert(id, amount).is_some() {
                return Err(JsonError::Twice(NAME));
            }
        }
        Ok(balances)
    }
}

/// The node's form of an asset amount.
pub(super) fn asset(value: &AssetAmount) -> Value {
    json!({ "amount": number::write_i64(value.amount), "asset_id": value.asset_id })
}

/// The node's form of the balances that pay for a contract operation.
pub(super) fn balances(balances: &BTreeMap<BalanceId, i64>, network: &Network) -> Value {
    let pair =
        |(id, amount): (&BalanceId, &i64)| json!([network.balance_id_text(id), number::write_i64(*amount)]);
    Value::Array(balances.iter().map(pair).collect())
}
