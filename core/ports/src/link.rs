//! The transport between devices: ordered encrypted streams between endpoint keys.

use async_trait::async_trait;
use std::sync::Arc;
use thiserror::Error;
use tongtong_types::{EndpointAddress, EndpointId};
use zeroize::Zeroizing;

/// Which of a device's two endpoints is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// For first contact, named in the public card: through a relay only, so that a stranger never
    /// learns an IP address.
    Rendezvous,
    /// For accepted contacts, named in the contact card: direct paths too, if the user allows them.
    Conversation,
}

/// How bytes travel just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Through a relay, which sees neither content nor the IP address of the other side's device.
    Relay,
    /// From device to device.
    Direct,
}

/// What went wrong with a transport. None of them carries an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// Nobody answered at that endpoint: try again later.
    #[error("the other device is not reachable now")]
    Unreachable,
    /// The connection is over: what was not acknowledged goes over the next one.
    #[error("the connection ended")]
    Closed,
    /// The address has no endpoint or relay that this transport can use.
    #[error("not an endpoint address of this network")]
    BadAddress,
    /// Our own endpoint could not be opened.
    #[error("the network endpoint could not be opened")]
    Endpoint,
    /// The link was shut down.
    #[error("the link is shut down")]
    Shutdown,
}

impl LinkError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "peer_unreachable",
            Self::Closed => "connection_closed",
            Self::BadAddress => "endpoint_address_invalid",
            Self::Endpoint => "endpoint_unavailable",
            Self::Shutdown => "link_shutdown",
        }
    }
}

/// Writes bytes to the other side, in order.
#[async_trait]
pub trait LinkWriter: Send {
    /// Hands all bytes to the transport.
    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), LinkError>;
    /// Ends the connection after what was written has been acknowledged, or after two seconds.
    async fn close(&mut self);
}

/// Reads bytes from the other side, in order.
#[async_trait]
pub trait LinkReader: Send {
    /// Fills the buffer or fails.
    async fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), LinkError>;
}

/// Tells by which path a connection runs at this moment.
pub trait PathWatch: Send + Sync {
    /// The path now.
    fn current(&self) -> Path;
}

/// One connection: one ordered stream each way, no byte of it yet trusted.
pub struct Connection {
    /// Our own endpoint.
    pub local: EndpointId,
    /// The endpoint at the other side, proven by TLS.
    pub remote: EndpointId,
    /// 32 bytes of TLS exporter, label `EXPORTER-tongtong-session`, the same on both sides.
    pub exporter: [u8; 32],
    /// To the other side.
    pub writer: Box<dyn LinkWriter>,
    /// From the other side.
    pub reader: Box<dyn LinkReader>,
    /// By which path.
    pub path: Arc<dyn PathWatch>,
}

/// Port: the transport. Implemented by `p2p`; in memory for tests of order.
#[async_trait]
pub trait Link: Send + Sync {
    /// Our own address at one of our doors, as a card names it.
    fn address(&self, door: Door) -> EndpointAddress;
    /// Connects to another device from one of our doors.
    async fn dial(&self, from: Door, to: &EndpointAddress) -> Result<Connection, LinkError>;
    /// Waits for the next connection that somebody else opened at this door. A crowd at one door leaves
    /// the other free.
    async fn accept(&self, door: Door) -> Result<Connection, LinkError>;
    /// Whether this device can be reached just now: it holds a relay. A dial that failed without was not
    /// the other side's doing.
    async fn has_network(&self) -> bool;
    /// Allows or forbids direct paths at the conversation door. Live connections there end.
    async fn allow_direct(&self, allowed: bool) -> Result<(), LinkError>;
    /// Ends everything.
    async fn shutdown(&self);
}

/// The secret halves of a device's endpoint keys, derived from its background root.
pub struct LinkSeeds {
    /// Of the rendezvous endpoint.
    pub rendezvous: Zeroizing<[u8; 32]>,
    /// Of the conversation endpoint.
    pub conversation: Zeroizing<[u8; 32]>,
}

/// Port: opens the transport once the keys are there.
#[async_trait]
pub trait LinkOpener: Send + Sync {
    /// Opens both doors. `direct` allows direct paths at the conversation door.
    async fn open(
        &self,
        seeds: LinkSeeds,
        relays: &[String],
        direct: bool,
    ) -> Result<Arc<dyn Link>, LinkError>;
}
