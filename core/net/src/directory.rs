use crate::http::{Failed, Http, HttpError, endpoint};
use async_trait::async_trait;
use reqwest::Method;
use serde_json::{Value, json};
use tongtong_ports::{DirectoryError, PhoneDirectory};
use tongtong_types::{Duration, Phone};
use tongtong_wallet::Profile;

/// The longest card that is taken from a directory, in bytes.
const MAX_CARD: usize = 4_096;

/// The phone directory that a profile names.
#[derive(Clone, Debug)]
pub struct DirectoryClient {
    http: Http,
    base: reqwest::Url,
}

impl DirectoryClient {
    /// A client for the profile's directory. Nothing is asked yet.
    ///
    /// # Errors
    /// [`HttpError::Endpoint`] if it is not a URL.
    pub fn new(http: &Http, profile: &Profile) -> Result<Self, HttpError> {
        Ok(Self { http: http.clone(), base: endpoint(&profile.endpoints.directory)? })
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Result<Value, DirectoryError> {
        let url = self.base.join(path).map_err(|_| DirectoryError::Protocol)?;
        let answer = self.http.send(method, &url, &body).await.map_err(|failed| match failed {
            Failed::Offline => DirectoryError::Offline,
            Failed::TooLong => DirectoryError::Protocol,
        })?;
        let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or(Value::Null);
        match answer.status {
            200..=299 => Ok(json(&answer.body)),
            status => Err(refusal(status, &json(&answer.body))),
        }
    }
}

/// Reads `{"error": {"code", "retry_after"?, "left"?}}`.
fn refusal(status: u16, body: &Value) -> DirectoryError {
    let count = |name: &str| body.pointer(name).and_then(Value::as_u64).unwrap_or(0);
    match body.pointer("/error/code").and_then(Value::as_str) {
        Some("code_wrong") => {
            DirectoryError::WrongCode { left: u32::try_from(count("/error/left")).unwrap_or(0) }
        }
        Some("code_expired") => DirectoryError::CodeExpired,
        Some("limited" | "busy") => {
            DirectoryError::Limited { wait: Duration::from_secs(count("/error/retry_after")) }
        }
        Some("number_held") => DirectoryError::NumberHeld,
        Some(code) if code.starts_with("card_") => DirectoryError::CardRefused,
        Some("not_found") => DirectoryError::NotFound,
        _ if status >= 500 => DirectoryError::Offline,
        _ => DirectoryError::Protocol,
    }
}

#[async_trait]
impl PhoneDirectory for DirectoryClient {
    async fn request_code(&self, phone: &Phone) -> Result<(), DirectoryError> {
        self.call(Method::POST, "v1/code", json!({"phone": phone.e164()})).await.map(drop)
    }

    async fn register(
        &self,
        phone: &Phone,
        code: &str,
        card: &[u8],
        claim: &[u8; 64],
    ) -> Result<(), DirectoryError> {
        let (card, claim) = (hex::encode(card), hex::encode(claim));
        let body = json!({"phone": phone.e164(), "code": code, "card": card, "claim": claim});
        self.call(Method::POST, "v1/register", body).await.map(drop)
    }

    async fn publish(&self, card: &[u8]) -> Result<(), DirectoryError> {
        self.call(Method::PUT, "v1/card", json!({"card": hex::encode(card)})).await.map(drop)
    }

    async fn look_up(&self, phone: &Phone) -> Result<Vec<u8>, DirectoryError> {
        let found = self.call(Method::POST, "v1/lookup", json!({"phone": phone.e164()})).await?;
        let card = found.get("card").and_then(Value::as_str).ok_or(DirectoryError::Protocol)?;
        if card.len() > MAX_CARD * 2 {
            return Err(DirectoryError::Protocol);
        }
        hex::decode(card).map_err(|_| DirectoryError::Protocol)
    }
}

#[cfg(test)]
mod tests;
