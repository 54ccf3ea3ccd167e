use crate::refusal::Refusal;
use serde_json::{Value, json};
use std::time::Duration;
use thiserror::Error;

/// How long a node may think: mining a hundred blocks is one call.
const PATIENCE: Duration = Duration::from_secs(120);

/// A node's JSON-RPC.
#[derive(Clone)]
pub(crate) struct Rpc {
    http: reqwest::Client,
    url: String,
    login: Option<(String, String)>,
}

/// Why there is no result.
#[derive(Debug, Error)]
pub(crate) enum RpcError {
    /// The node says no.
    #[error("{message} ({code})")]
    Refused {
        /// Its code.
        code: i64,
        /// Its words.
        message: String,
    },
    /// The node says nothing that can be read.
    #[error("the node does not answer: {0}")]
    Lost(String),
}

impl Rpc {
    /// The node behind this URL.
    pub(crate) fn new(url: String, login: Option<(&str, &str)>) -> Result<Self, Refusal> {
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .no_proxy()
            .build()
            .map_err(|why| Refusal::new("machine", why.to_string()))?;
        let login = login.map(|(user, word)| (user.to_owned(), word.to_owned()));
        Ok(Self { http, url, login })
    }

    /// Calls a method.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let mut request = self.http.post(&self.url).json(&body);
        if let Some((user, word)) = &self.login {
            request = request.basic_auth(user, Some(word));
        }
        let lost = |why: reqwest::Error| RpcError::Lost(why.without_url().to_string());
        let answer = request.send().await.map_err(lost)?.bytes().await.map_err(lost)?;
        let mut answer: Value = serde_json::from_slice(&answer)
            .map_err(|_| RpcError::Lost(String::from_utf8_lossy(&answer).into_owned()))?;
        if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
            let code = error.get("code").and_then(Value::as_i64).unwrap_or_default();
            let message = error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
            return Err(RpcError::Refused { code, message });
        }
        answer.get_mut("result").map(Value::take).ok_or_else(|| RpcError::Lost("no result".to_owned()))
    }

    /// Calls a method that answers a text.
    pub(crate) async fn text(&self, method: &str, params: Value) -> Result<String, Refusal> {
        let answer = self.call(method, params).await?;
        answer.as_str().map(str::to_owned).ok_or_else(|| Refusal::nonsense(method))
    }
}

impl From<RpcError> for Refusal {
    fn from(why: RpcError) -> Self {
        let code = match &why {
            RpcError::Refused { .. } => "node_refused",
            RpcError::Lost(_) => "node_lost",
        };
        Self::new(code, why.to_string())
    }
}
