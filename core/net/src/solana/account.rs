use super::read::{array, number, text};
use serde_json::Value;
use tongtong_ports::NetworkError;
use tongtong_solana::question::Account;

/// An account: `{"lamports", "owner", "executable", "space", "data": [base64, "base64"]}`; `null` where none is.
pub(super) fn read(value: &Value) -> Result<Option<Account>, NetworkError> {
    if value.is_null() {
        return Ok(None);
    }
    let [data, encoding] = array(value.get("data").ok_or(NetworkError::Protocol)?)?.as_slice() else {
        return Err(NetworkError::Protocol);
    };
    if encoding != "base64" {
        return Err(NetworkError::Protocol);
    }
    Ok(Some(Account {
        lamports: number(value.get("lamports"))?,
        owner: text(value.get("owner"))?,
        executable: value.get("executable").and_then(Value::as_bool).ok_or(NetworkError::Protocol)?,
        space: number(value.get("space"))?,
        data: text(Some(data))?,
    }))
}
