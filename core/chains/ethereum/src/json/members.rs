use crate::TxJsonError;
use crate::address::parse;
use alloy_eips::eip2930::{AccessList, AccessListItem};
use alloy_primitives::{Address as Bytes20, B256, Bytes, TxKind, U256};
use serde_json::{Map, Value};

/// The members of a transaction that are not read yet.
pub(crate) struct Members(Map<String, Value>);

/// The longest name of an unknown member that is given back.
const MAX_NAME: usize = 40;

impl Members {
    pub(crate) fn new(json: &Value) -> Result<Self, TxJsonError> {
        json.as_object().cloned().map(Self).ok_or(TxJsonError::NotAnObject)
    }

    /// A member that may be absent, or null, which is the same.
    fn optional(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    /// The type, said or shown by the members that only one type has.
    pub(crate) fn kind(&mut self) -> Result<u64, TxJsonError> {
        if let Some(kind) = self.optional_number("type")? {
            return Ok(kind);
        }
        let has = |name: &str| self.0.get(name).is_some_and(|value| !value.is_null());
        let listed = has("accessList");
        let by_later = [("authorizationList", 4), ("blobVersionedHashes", 3), ("maxFeePerBlobGas", 3)];
        if let Some((_, kind)) = by_later.into_iter().find(|(name, _)| has(name)) {
            return Ok(kind);
        }
        Ok(match (has("gasPrice"), listed) {
            (true, false) => 0,
            (true, true) => 1,
            (false, _) => 2,
        })
    }

    fn quantity(&mut self, name: &'static str) -> Result<Option<U256>, TxJsonError> {
        let Some(value) = self.optional(name) else {
            return Ok(None);
        };
        let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
        let good = |digits: &&str| {
            let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
            hexadecimal && !digits.is_empty() && (*digits == "0" || !digits.starts_with('0'))
        };
        let number = digits.filter(good).and_then(|digits| U256::from_str_radix(digits, 16).ok());
        number.map(Some).ok_or(TxJsonError::Quantity(name))
    }

    pub(crate) fn optional_number(&mut self, name: &'static str) -> Result<Option<u64>, TxJsonError> {
        let number = self.quantity(name)?.map(u64::try_from).transpose();
        number.map_err(|_| TxJsonError::Quantity(name))
    }

    pub(crate) fn number(&mut self, name: &'static str) -> Result<u64, TxJsonError> {
        self.optional_number(name)?.ok_or(TxJsonError::Missing(name))
    }

    /// Wei for each unit of gas.
    pub(crate) fn price(&mut self, name: &'static str) -> Result<u128, TxJsonError> {
        let price = self.quantity(name)?.ok_or(TxJsonError::Missing(name))?;
        price.try_into().map_err(|_| TxJsonError::Quantity(name))
    }

    /// Wei; nothing if it is not there.
    pub(crate) fn value(&mut self) -> Result<U256, TxJsonError> {
        Ok(self.quantity("value")?.unwrap_or_default())
    }

    pub(crate) fn address(&mut self, name: &'static str) -> Result<Option<Bytes20>, TxJsonError> {
        let Some(value) = self.optional(name) else {
            return Ok(None);
        };
        let text = value.as_str().ok_or(TxJsonError::Bytes(name))?;
        parse(text).map(Some).map_err(|fault| TxJsonError::Address { name, fault })
    }

    /// Who is called and with what, or what is put on the chain.
    pub(crate) fn call(&mut self) -> Result<(TxKind, Bytes), TxJsonError> {
        let input = match (self.bytes("data")?, self.bytes("input")?) {
            (Some(data), Some(input)) if data != input => return Err(TxJsonError::TwoInputs),
            (data, input) => data.or(input).unwrap_or_default(),
        };
        match self.address("to")? {
            Some(to) => Ok((TxKind::Call(to), input)),
            None if input.is_empty() => Err(TxJsonError::NothingToCreate),
            None => Ok((TxKind::Create, input)),
        }
    }

    fn bytes(&mut self, name: &'static str) -> Result<Option<Bytes>, TxJsonError> {
        let Some(value) = self.optional(name) else {
            return Ok(None);
        };
        let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
        let bytes = digits.and_then(|digits| hex::decode(digits).ok());
        bytes.map(|bytes| Some(bytes.into())).ok_or(TxJsonError::Bytes(name))
    }

    /// `[{"address": "0x..", "storageKeys": ["0x..", ..]}, ..]`; empty if it is not there.
    pub(crate) fn access_list(&mut self) -> Result<AccessList, TxJsonError> {
        let Some(value) = self.optional("accessList") else {
            return Ok(AccessList::default());
        };
        let items = value.as_array().ok_or(TxJsonError::AccessList)?;
        let items: Option<Vec<AccessListItem>> = items.iter().map(item).collect();
        items.map(AccessList::from).ok_or(TxJsonError::AccessList)
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), TxJsonError> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => Err(TxJsonError::Unknown { name: name.chars().take(MAX_NAME).collect() }),
        }
    }
}

fn item(value: &Value) -> Option<AccessListItem> {
    let item = value.as_object().filter(|item| item.len() == 2)?;
    let address = parse(item.get("address")?.as_str()?).ok()?;
    let keys = item.get("storageKeys")?.as_array()?.iter();
    let key = |key: &Value| key.as_str()?.strip_prefix("0x").and_then(word);
    Some(AccessListItem { address, storage_keys: keys.map(key).collect::<Option<_>>()? })
}

fn word(digits: &str) -> Option<B256> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    Some(bytes.into())
}
