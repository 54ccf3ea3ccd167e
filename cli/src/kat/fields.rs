//! The fields of one line: each of its kind, none unknown, none missing.

use super::fault::Fault;
use serde_json::{Map, Value};
use tongtong_crypto::secret::Secret;
use tongtong_ttchain::json::read_u64;

/// The fields of one line. No fault holds anything of a value.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// Opens a line.
    pub(super) fn of(map: &'a Map<String, Value>) -> Self {
        Self { map }
    }

    /// Refuses a field that is not `known`, beside `op`.
    pub(super) fn only(self, known: &[&str]) -> Result<Self, Fault> {
        if self.map.keys().all(|name| name == "op" || known.contains(&name.as_str())) {
            return Ok(self);
        }
        let message = format!("an unknown field; the known ones are {}", known.join(", "));
        Err(Fault::new("field_unknown", message))
    }

    /// Whether a field is there.
    pub(super) fn has(self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// A field of any kind.
    pub(super) fn value(self, name: &str) -> Result<&'a Value, Fault> {
        self.map.get(name).ok_or_else(|| Fault::new("field_missing", format!("`{name}` is missing")))
    }

    /// A text.
    pub(super) fn text(self, name: &str) -> Result<&'a str, Fault> {
        self.value(name)?.as_str().ok_or_else(|| kind(name, "a text"))
    }

    /// A text, or `otherwise` where the field is not there.
    pub(super) fn text_or(self, name: &str, otherwise: &'a str) -> Result<&'a str, Fault> {
        if self.has(name) { self.text(name) } else { Ok(otherwise) }
    }

    /// Yes or no.
    pub(super) fn flag(self, name: &str) -> Result<bool, Fault> {
        self.value(name)?.as_bool().ok_or_else(|| kind(name, "true or false"))
    }

    /// A list.
    pub(super) fn list(self, name: &str) -> Result<&'a [Value], Fault> {
        self.value(name)?.as_array().map(Vec::as_slice).ok_or_else(|| kind(name, "a list"))
    }

    /// A whole number that fits into `T`.
    pub(super) fn number<T: TryFrom<i128>>(self, name: &str) -> Result<T, Fault> {
        let value = self.value(name)?;
        let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
        let number = number.ok_or_else(|| kind(name, "a whole number"))?;
        T::try_from(number).map_err(|_| Fault::value(name, "is out of range"))
    }

    /// A whole number, or zero where the field is not there.
    pub(super) fn number_or_zero<T: TryFrom<i128> + Default>(self, name: &str) -> Result<T, Fault> {
        if self.has(name) { self.number(name) } else { Ok(T::default()) }
    }

    /// A count of up to 64 bits, a number or a text of decimal digits.
    pub(super) fn count(self, name: &str) -> Result<u64, Fault> {
        let value = self.value(name)?;
        if !value.is_string() && !value.is_number() {
            return Err(kind(name, "a whole number or a text of digits"));
        }
        read_u64(value).ok_or_else(|| Fault::value(name, "is no whole number of up to 64 bits"))
    }

    /// Bytes in hex.
    pub(super) fn bytes(self, name: &str) -> Result<Vec<u8>, Fault> {
        hex::decode(self.text(name)?).map_err(|_| Fault::value(name, "is not hex"))
    }

    /// Exactly `N` bytes in hex.
    pub(super) fn array<const N: usize>(self, name: &str) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        hex::decode_to_slice(self.text(name)?, &mut bytes)
            .map_err(|_| Fault::value(name, &format!("is not {} hex digits", 2 * N)))?;
        Ok(bytes)
    }

    /// A secret key.
    pub(super) fn secret(self, name: &str) -> Result<Secret<32>, Fault> {
        secret(name, self.text(name)?)
    }

    /// A list of secret keys.
    pub(super) fn secrets(self, name: &str) -> Result<Vec<Secret<32>>, Fault> {
        let key = |value: &Value| secret(name, value.as_str().ok_or_else(|| kind(name, "a list of texts"))?);
        self.list(name)?.iter().map(key).collect()
    }
}

fn kind(name: &str, wanted: &str) -> Fault {
    Fault::new("field_type", format!("`{name}` must be {wanted}"))
}

/// A secret key's hex digits, read into the place where the key stays.
pub(super) fn secret(name: &str, text: &str) -> Result<Secret<32>, Fault> {
    Secret::try_init_with(|bytes: &mut [u8; 32]| hex::decode_to_slice(text, bytes))
        .map_err(|_| Fault::new("key_form", format!("`{name}` is not 64 hex digits")))
}
