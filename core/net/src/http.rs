//! One HTTP client for all servers: ring, Mozilla's roots, no proxy of the system, no redirects, bounded.

use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// The longest answer that is read, in bytes.
pub(crate) const MAX_ANSWER: usize = 1 << 20;
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);

/// Why a client could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HttpError {
    /// TLS could not be set up on this device.
    #[error("no TLS on this device")]
    Tls,
    /// An endpoint of the profile is not an `http` or `https` URL.
    #[error("an endpoint of the profile is not a URL")]
    Endpoint,
}

impl HttpError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Tls => "tls_unavailable",
            Self::Endpoint => "endpoint_invalid",
        }
    }
}

/// The client that all servers are asked with.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
}

/// What a server answered: its status and its body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// The server did not answer in time, or answered more than is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    Offline,
    TooLong,
}

impl Http {
    /// A client.
    ///
    /// # Errors
    /// [`HttpError::Tls`].
    pub fn new() -> Result<Self, HttpError> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            .no_proxy()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .build()
            .map_err(|_| HttpError::Tls)?;
        Ok(Self { client })
    }

    /// Sends a whole JSON body with its length. (A body that is cut short crashes a TTChain node.)
    pub(crate) async fn send(
        &self,
        method: reqwest::Method,
        url: &reqwest::Url,
        body: &serde_json::Value,
    ) -> Result<Answer, Failed> {
        let bytes = body.to_string().into_bytes();
        let request = self
            .client
            .request(method, url.clone())
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .body(bytes);
        whole(request).await
    }

    /// Asks for what stands at a URL.
    pub(crate) async fn get(&self, url: &reqwest::Url) -> Result<Answer, Failed> {
        whole(self.client.get(url.clone())).await
    }

    /// Sends a text.
    pub(crate) async fn post(&self, url: &reqwest::Url, text: String) -> Result<Answer, Failed> {
        whole(self.client.post(url.clone()).header(reqwest::header::CONTENT_TYPE, "text/plain").body(text))
            .await
    }
}

/// Reads an answer to its end, unless it is too long.
async fn whole(request: reqwest::RequestBuilder) -> Result<Answer, Failed> {
    let mut response = request.send().await.map_err(|_| Failed::Offline)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Failed::Offline)? {
        if body.len().saturating_add(chunk.len()) > MAX_ANSWER {
            return Err(Failed::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body })
}

/// The TLS of every client: ring, Mozilla's roots, no client certificate.
///
/// # Errors
/// [`HttpError::Tls`].
pub fn tls() -> Result<rustls::ClientConfig, HttpError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| HttpError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// Reads an endpoint text of the profile.
pub(crate) fn endpoint(text: &str) -> Result<reqwest::Url, HttpError> {
    let url: reqwest::Url = text.parse().map_err(|_| HttpError::Endpoint)?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        _ => Err(HttpError::Endpoint),
    }
}
