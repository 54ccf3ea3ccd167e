//! Integers, which the node writes as numbers up to 2^32-1 and as texts beyond.

use serde_json::Value;

/// Reads a signed integer, a number or a text.
#[must_use]
pub fn read_i64(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => plain(text).then(|| text.parse().ok()).flatten(),
        other => other.as_i64(),
    }
}

/// Reads an unsigned integer, a number or a text.
#[must_use]
pub fn read_u64(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => plain(text).then(|| text.parse().ok()).flatten(),
        other => other.as_u64(),
    }
}

/// Writes a signed integer as the node does.
#[must_use]
pub fn write_i64(value: i64) -> Value {
    if value > i64::from(u32::MAX) { Value::String(value.to_string()) } else { Value::from(value) }
}

/// Writes an unsigned integer as the node does.
#[must_use]
pub fn write_u64(value: u64) -> Value {
    if value > u64::from(u32::MAX) { Value::String(value.to_string()) } else { Value::from(value) }
}

/// Decimal digits, a minus sign before them or not; no plus sign, no needless zero.
fn plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let needless = digits.len() > 1 && digits.starts_with('0');
    !needless && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}
