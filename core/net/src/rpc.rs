//! JSON-RPC 2.0 over HTTP POST, as the nodes of most chains speak it.

use crate::http::{Failed, Http};
use serde_json::{Value, json};
use tongtong_ports::NetworkError;

/// Calls one method. The result may be `null`: many methods say so that they know nothing.
///
/// # Errors
/// [`NetworkError::Refused`] with the code of a JSON-RPC error, whatever the HTTP status beside it;
/// [`NetworkError::Protocol`] for an answer that is neither a result nor an error;
/// [`NetworkError::Offline`] if nothing came in time.
pub(crate) async fn call(
    http: &Http,
    url: &reqwest::Url,
    method: &str,
    params: Value,
) -> Result<Value, NetworkError> {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let answer = http.send(reqwest::Method::POST, url, &body).await.map_err(|failed| match failed {
        Failed::Offline => NetworkError::Offline,
        Failed::TooLong => NetworkError::Protocol,
    })?;
    let mut json: Value = serde_json::from_slice(&answer.body).map_err(|_| NetworkError::Protocol)?;
    match json.get("error") {
        // Some nodes write `"error": null` beside every result.
        None | Some(Value::Null) if answer.status == 200 => {
            json.get_mut("result").map(Value::take).ok_or(NetworkError::Protocol)
        }
        Some(error) => {
            let code = error.get("code").and_then(Value::as_i64);
            Err(code.map_or(NetworkError::Protocol, |code| NetworkError::Refused { code }))
        }
        None => Err(NetworkError::Protocol),
    }
}

#[cfg(test)]
mod tests;
