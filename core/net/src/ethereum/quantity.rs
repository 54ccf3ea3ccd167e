//! Numbers and hashes as Ethereum's nodes write them, read strictly.

use core::fmt::LowerHex;
use serde_json::Value;
use tongtong_ports::NetworkError;
use tongtong_types::{Amount, TxId};

/// `0x` and hexadecimal digits without leading zeros.
pub(crate) fn text(number: impl LowerHex) -> String {
    format!("{number:#x}")
}

pub(crate) fn amount(value: &Value) -> Result<Amount, NetworkError> {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x")).ok_or(NetworkError::Protocol)?;
    let hexadecimal = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let shortest = digits == "0" || !digits.starts_with('0');
    // Empty texts and what is longer than 128 bits fail to parse.
    match u128::from_str_radix(digits, 16) {
        Ok(units) if hexadecimal && shortest => Ok(Amount::from_units(units)),
        _ => Err(NetworkError::Protocol),
    }
}

pub(crate) fn number(value: &Value) -> Result<u64, NetworkError> {
    amount(value)?.units().try_into().map_err(|_| NetworkError::Protocol)
}

pub(crate) fn hash(value: &Value) -> Result<TxId, NetworkError> {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x")).ok_or(NetworkError::Protocol)?;
    let id: TxId = digits.parse().map_err(|_| NetworkError::Protocol)?;
    if id.bytes().len() == 32 { Ok(id) } else { Err(NetworkError::Protocol) }
}
