//! Everything the core talks to, in one process, with a TongTong Chain node of its own.
//!
//! [`start`] brings up a node, a relay and a phone directory on ports of 127.0.0.1 that the system
//! chooses, and writes the profile by which a wallet finds them. Nothing here knows the wallet: the
//! node decodes and judges by itself, so that it cannot agree with the wallet by sharing a mistake.

pub mod node;

mod profile;
mod wire;

#[cfg(test)]
mod captures;
#[cfg(test)]
mod tests;

use core::future::Future;
use core::net::SocketAddr;
use node::{Genesis, NodeConfig, NodeError, NodeHandle};
use std::path::{Path, PathBuf};
use thiserror::Error;
use tokio::sync::mpsc;
use tongtong_server::directory::{Budget, DirectoryError, DirectoryHandle, Limits};
use tongtong_server::relay::{RelayError, RelayHandle};
use tongtong_server::{directory, relay};
use tongtong_types::Duration;

pub use tongtong_server::directory::SmsCode;

/// Every device of a devnet asks from the one address 127.0.0.1.
const ASKED_AN_HOUR: u32 = 10_000;

/// What a devnet is started with.
#[derive(Debug)]
pub struct Config {
    /// Its folder: `ledger/`, `directory/` and `profile.json`. Created where it is missing.
    pub dir: PathBuf,
    /// Who receives the SMS codes.
    pub codes: mpsc::Sender<SmsCode>,
}

/// Why there is no devnet.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DevnetError {
    /// The chain's node.
    #[error("the node: {0}")]
    Node(#[from] NodeError),
    /// The relay.
    #[error("the relay: {0}")]
    Relay(#[from] RelayError),
    /// The phone directory.
    #[error("the directory: {0}")]
    Directory(#[from] DirectoryError),
    /// The profile could not be written.
    #[error("the profile cannot be written")]
    Profile(#[source] std::io::Error),
}

impl DevnetError {
    /// The stable name of the situation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Node(error) => error.code(),
            Self::Relay(error) => error.code(),
            Self::Directory(error) => error.code(),
            Self::Profile(_) => "profile_disk",
        }
    }
}

/// A running devnet; dropping it stops it too.
#[derive(Debug)]
pub struct Devnet {
    /// What `profile.json` says.
    pub profile: serde_json::Value,
    /// Where `profile.json` is.
    pub profile_path: PathBuf,
    /// The node's RPC, `http://127.0.0.1:PORT/rpc`.
    pub node_url: String,
    /// The relay, `http://127.0.0.1:PORT`.
    pub relay_url: String,
    /// The phone directory, `http://127.0.0.1:PORT`.
    pub directory_url: String,
    node: NodeHandle,
    relay: RelayHandle,
    directory: DirectoryHandle,
}

impl Devnet {
    /// New coins for an address, in the next block, in smallest units: the transaction's id. `asset` is the
    /// code of one in the profile. None if the text is no address, the amount is nothing, or there is no such
    /// asset.
    #[must_use]
    pub fn faucet(&self, address: &str, units: i64, asset: &str) -> Option<String> {
        let asset = (asset != profile::COIN).then_some(asset);
        self.node.faucet(address, units, asset)
    }

    /// Stops all three; returns when the ledger is closed.
    pub async fn shutdown(self) {
        self.directory.shutdown().await;
        self.relay.shutdown().await;
        self.node.shutdown().await;
    }
}

/// Starts node, relay and directory and then writes the profile.
///
/// After a restart in the same folder the chain goes on, the directory knows whom it knew, and the ports
/// are the same if they are still free: devices find their contacts again. Otherwise the system chooses
/// others, and the profile says which.
///
/// # Errors
/// [`DevnetError`]; nothing then listens.
pub async fn start(config: Config) -> Result<Devnet, DevnetError> {
    let Config { dir, codes } = config;
    let [node_bind, relay_bind, bind] = profile::last_addresses(&dir).map(free_or_any);
    let genesis = Genesis { assets: profile::assets(), ..Genesis::default() };
    let config = NodeConfig { bind: node_bind, genesis, ..NodeConfig::new(dir.join("ledger")) };
    let node = node::start(config).await?;
    let relay = relay::start(relay_bind).await?;
    let directory = directory::Config { bind, dir: dir.join("directory"), codes, limits: limits() };
    let directory = directory::start(directory).await?;
    let (node_url, relay_url, directory_url) = (node.url.clone(), relay.url(), directory.url());
    let profile = profile::of(&node.chain_id, &node_url, &relay_url, &directory_url);
    let profile_path = write_profile(&dir, &profile)?;
    Ok(Devnet { profile, profile_path, node_url, relay_url, directory_url, node, relay, directory })
}

/// Runs a devnet until `stop` is done. `ready` is told once, when everything answers.
///
/// # Errors
/// [`DevnetError`], before `ready`.
pub async fn run(
    config: Config,
    ready: impl FnOnce(&Devnet),
    stop: impl Future<Output = ()>,
) -> Result<(), DevnetError> {
    let devnet = start(config).await?;
    ready(&devnet);
    stop.await;
    devnet.shutdown().await;
    Ok(())
}

/// The last address if nobody else listens there by now, else any port of loopback.
fn free_or_any(last: Option<SocketAddr>) -> SocketAddr {
    let free = |address: &SocketAddr| std::net::TcpListener::bind(address).is_ok();
    last.filter(free).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)))
}

fn write_profile(dir: &Path, profile: &serde_json::Value) -> Result<PathBuf, DevnetError> {
    profile::write(dir, profile).map_err(DevnetError::Profile)
}

fn limits() -> Limits {
    let budget = Budget { count: ASKED_AN_HOUR, per: Duration::from_secs(3600) };
    Limits { codes: budget, registrations: budget, publications: budget, look_ups: budget }
}
