//! The one canonical CBOR (RFC 8949, 4.2.1) reader and writer.
//!
//! [`Value`] is for wire records: maps with unsigned integer keys, definite lengths, shortest
//! heads, sorted keys, no floats, no tags. Anything else is refused on reading, and what was read is
//! written back to the same bytes. [`to_row`] and [`from_row`] are for cells of our own store, where
//! the writer is ourselves and serde's shapes are fine.

use ciborium::value::{Integer, Value as Raw};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use thiserror::Error;

/// A wire value. `Map` keys are unsigned integers, as all our records use them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An unsigned integer.
    Uint(u64),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A UTF-8 text.
    Text(String),
    /// A truth value.
    Bool(bool),
    /// Nothing, where a field says so.
    Null,
    /// A list.
    Array(Vec<Value>),
    /// A record. Unknown keys are kept.
    Map(BTreeMap<u64, Value>),
}

/// Why bytes are not a wire record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CborError {
    /// Longer than [`MAX_RECORD`], or nested deeper than [`MAX_DEPTH`].
    #[error("record over its limit")]
    Limit,
    /// Not CBOR, or cut short, or followed by more bytes.
    #[error("malformed record")]
    Malformed,
    /// CBOR, but not in the one canonical form, or of a type that records do not use.
    #[error("record is not canonical")]
    NotCanonical,
    /// A field is missing or of another type.
    #[error("record lacks field {0}")]
    Field(u64),
}

impl CborError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Limit => "record_limit",
            Self::Malformed => "record_malformed",
            Self::NotCanonical => "record_not_canonical",
            Self::Field(_) => "record_field",
        }
    }
}

/// The longest record that is read, in bytes.
pub const MAX_RECORD: usize = 65_519;
/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 16;

/// Writes a value in canonical form.
#[must_use]
pub fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing into a Vec cannot fail, and `Raw` has no shape that the writer refuses.
    let _infallible = ciborium::into_writer(&to_raw(value), &mut out);
    out
}

/// Reads one canonical value that fills `bytes` to the end.
///
/// # Errors
/// [`CborError`] by the rule that the bytes break.
pub fn decode(bytes: &[u8]) -> Result<Value, CborError> {
    if bytes.len() > MAX_RECORD {
        return Err(CborError::Limit);
    }
    let mut rest = bytes;
    let raw: Raw =
        ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH).map_err(|e| match e {
            ciborium::de::Error::RecursionLimitExceeded => CborError::Limit,
            _ => CborError::Malformed,
        })?;
    if !rest.is_empty() {
        return Err(CborError::Malformed);
    }
    let value = from_raw(raw)?;
    if encode(&value) == bytes { Ok(value) } else { Err(CborError::NotCanonical) }
}

/// Writes a cell of our own store.
///
/// # Errors
/// [`CborError::Malformed`] if the type has a shape that CBOR cannot hold.
pub fn to_row<T: Serialize>(row: &T) -> Result<Vec<u8>, CborError> {
    let mut out = Vec::new();
    ciborium::into_writer(row, &mut out).map_err(|_| CborError::Malformed)?;
    Ok(out)
}

/// Reads a cell of our own store.
///
/// # Errors
/// [`CborError::Malformed`] if the bytes are not such a row.
pub fn from_row<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CborError> {
    ciborium::from_reader(bytes).map_err(|_| CborError::Malformed)
}

impl Value {
    /// A record of the given fields.
    #[must_use]
    pub fn map(fields: impl IntoIterator<Item = (u64, Value)>) -> Self {
        Self::Map(fields.into_iter().collect())
    }

    /// Bytes.
    #[must_use]
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }

    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The fields, if this is a record.
    ///
    /// # Errors
    /// [`CborError::NotCanonical`] if it is something else.
    pub fn into_fields(self) -> Result<Fields, CborError> {
        match self {
            Self::Map(map) => Ok(Fields(map)),
            _ => Err(CborError::NotCanonical),
        }
    }
}

/// The fields of a record, taken out one by one; what is left are the unknown keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields(BTreeMap<u64, Value>);

impl Fields {
    /// Takes a field of any type.
    ///
    /// # Errors
    /// [`CborError::Field`] if it is missing.
    pub fn take(&mut self, key: u64) -> Result<Value, CborError> {
        self.0.remove(&key).ok_or(CborError::Field(key))
    }

    /// Takes a field that may be missing.
    pub fn take_optional(&mut self, key: u64) -> Option<Value> {
        self.0.remove(&key)
    }

    /// Takes an unsigned integer.
    ///
    /// # Errors
    /// [`CborError::Field`] if it is missing or of another type.
    pub fn uint(&mut self, key: u64) -> Result<u64, CborError> {
        match self.take(key)? {
            Value::Uint(n) => Ok(n),
            _ => Err(CborError::Field(key)),
        }
    }

    /// Takes a byte string.
    ///
    /// # Errors
    /// [`CborError::Field`] if it is missing or of another type.
    pub fn bytes(&mut self, key: u64) -> Result<Vec<u8>, CborError> {
        match self.take(key)? {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(CborError::Field(key)),
        }
    }

    /// Takes a byte string of exactly `N` bytes.
    ///
    /// # Errors
    /// [`CborError::Field`] if it is missing, of another type or of another length.
    pub fn array<const N: usize>(&mut self, key: u64) -> Result<[u8; N], CborError> {
        self.bytes(key)?.try_into().map_err(|_| CborError::Field(key))
    }

    /// Takes a text.
    ///
    /// # Errors
    /// [`CborError::Field`] if it is missing or of another type.
    pub fn text(&mut self, key: u64) -> Result<String, CborError> {
        match self.take(key)? {
            Value::Text(text) => Ok(text),
            _ => Err(CborError::Field(key)),
        }
    }

    /// Takes a list.
    ///
    /// # Errors
    /// [`CborError::Field`] if it is missing or of another type.
    pub fn list(&mut self, key: u64) -> Result<Vec<Value>, CborError> {
        match self.take(key)? {
            Value::Array(list) => Ok(list),
            _ => Err(CborError::Field(key)),
        }
    }

    /// What nobody took: keys of a newer version, to be kept.
    #[must_use]
    pub fn rest(self) -> BTreeMap<u64, Value> {
        self.0
    }
}

fn to_raw(value: &Value) -> Raw {
    match value {
        Value::Uint(n) => Raw::Integer(Integer::from(*n)),
        Value::Bytes(bytes) => Raw::Bytes(bytes.clone()),
        Value::Text(text) => Raw::Text(text.clone()),
        Value::Bool(b) => Raw::Bool(*b),
        Value::Null => Raw::Null,
        Value::Array(items) => Raw::Array(items.iter().map(to_raw).collect()),
        // A BTreeMap walks its keys in numeric order, which for unsigned integers is the bytewise
        // order of their encodings.
        Value::Map(map) => {
            Raw::Map(map.iter().map(|(k, v)| (Raw::Integer(Integer::from(*k)), to_raw(v))).collect())
        }
    }
}

fn from_raw(raw: Raw) -> Result<Value, CborError> {
    let uint = |n: Integer| u64::try_from(n).map_err(|_| CborError::NotCanonical);
    Ok(match raw {
        Raw::Integer(n) => Value::Uint(uint(n)?),
        Raw::Bytes(bytes) => Value::Bytes(bytes),
        Raw::Text(text) => Value::Text(text),
        Raw::Bool(b) => Value::Bool(b),
        Raw::Null => Value::Null,
        Raw::Array(items) => Value::Array(items.into_iter().map(from_raw).collect::<Result<_, _>>()?),
        Raw::Map(pairs) => {
            let mut map = BTreeMap::new();
            for (key, value) in pairs {
                let Raw::Integer(key) = key else { return Err(CborError::NotCanonical) };
                if map.insert(uint(key)?, from_raw(value)?).is_some() {
                    return Err(CborError::NotCanonical);
                }
            }
            Value::Map(map)
        }
        _ => return Err(CborError::NotCanonical),
    })
}

#[cfg(test)]
mod tests;
