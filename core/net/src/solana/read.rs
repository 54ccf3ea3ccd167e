//! The shapes that a node answers in.

use serde_json::Value;
use tongtong_ports::NetworkError;
use tongtong_solana::question::Status;

/// The longest text that is read: base64 of the longest piece of an account.
const MAX_TEXT: usize = 512;

/// `{"context": {"slot": 1}, "value": ..}`.
pub(super) fn context(answer: &Value) -> Result<(u64, &Value), NetworkError> {
    let slot = number(answer.pointer("/context/slot"))?;
    Ok((slot, answer.get("value").ok_or(NetworkError::Protocol)?))
}

/// A whole number that is not negative.
pub(super) fn number(value: Option<&Value>) -> Result<u64, NetworkError> {
    value.and_then(Value::as_u64).ok_or(NetworkError::Protocol)
}

/// A short text.
pub(super) fn text(value: Option<&Value>) -> Result<String, NetworkError> {
    let text = value.and_then(Value::as_str).filter(|text| text.len() <= MAX_TEXT);
    text.map(str::to_owned).ok_or(NetworkError::Protocol)
}

/// A list.
pub(super) fn array(value: &Value) -> Result<&Vec<Value>, NetworkError> {
    value.as_array().ok_or(NetworkError::Protocol)
}

/// Where a payment stands; `null` where the node knows none.
pub(super) fn status(value: &Value) -> Result<Option<Status>, NetworkError> {
    if value.is_null() {
        return Ok(None);
    }
    let settled = match value.get("confirmationStatus").and_then(Value::as_str) {
        Some("confirmed" | "finalized") => true,
        Some("processed") => false,
        _ => return Err(NetworkError::Protocol),
    };
    // A missing field must not pass for a payment that went well.
    let failed = match value.get("err").ok_or(NetworkError::Protocol)? {
        Value::Null => false,
        Value::String(_) | Value::Object(_) => true,
        _ => return Err(NetworkError::Protocol),
    };
    Ok(Some(Status { slot: number(value.get("slot"))?, failed, settled }))
}
