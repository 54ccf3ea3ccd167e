//! The relay: it carries sealed bytes between two endpoints that cannot reach each other directly.
//!
//! It stores nothing and can open nothing. What it learns (IP addresses, endpoint ids, which two
//! talk, sizes and times) is listed in the threat model.

use iroh_relay::server::{RelayConfig, Server, ServerConfig};
use std::net::SocketAddr;
use thiserror::Error;

/// Endpoint keys whose curve point the relay remembers, so that a known endpoint costs no decompression.
const KEY_CACHE: usize = 16_384;

/// Why the relay does not run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RelayError {
    /// The address is taken, or this process may not listen there: choose another.
    #[error("the relay cannot listen on this address")]
    Bind,
}

impl RelayError {
    /// The stable name of the situation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bind => "relay_bind",
        }
    }
}

/// A running relay. Dropping it stops it at once.
#[derive(Debug)]
pub struct RelayHandle {
    server: Server,
    addr: SocketAddr,
}

/// Starts a relay that speaks plain HTTP on `bind` (port 0: chosen by the system).
///
/// TLS is the business of a reverse proxy in front of it: what passes is sealed twice already. It
/// serves no metrics and no address discovery.
///
/// # Errors
/// [`RelayError::Bind`] if nobody can listen there.
pub async fn start(bind: SocketAddr) -> Result<RelayHandle, RelayError> {
    let mut relay = RelayConfig::new(bind);
    relay.key_cache_capacity = Some(KEY_CACHE);
    let mut config = ServerConfig::default();
    config.relay = Some(relay);
    config.quic = None;
    let server = Server::spawn(config).await.map_err(|_| RelayError::Bind)?;
    let addr = server.http_addr().ok_or(RelayError::Bind)?;
    Ok(RelayHandle { server, addr })
}

impl RelayHandle {
    /// Where endpoints find it, `http://address:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Stops it; returns when every connection is closed.
    pub async fn shutdown(self) {
        // A relay that failed before has stopped too.
        let _ = self.server.shutdown().await;
    }
}

#[cfg(test)]
mod tests;
