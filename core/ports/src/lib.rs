//! What the core asks of the outside, and the contract each answer must keep.
//!
//! A port is a trait. The contract that every implementation must keep is code too: the module
//! `contract` (feature `contract`) has one suite for each port, and the tests of every
//! implementation run it.

pub mod clock;
#[cfg(feature = "contract")]
pub mod contract;
pub mod directory;
pub mod key_vault;
pub mod link;
pub mod logger;
#[cfg(feature = "contract")]
pub mod memory;
pub mod network;
pub mod store;
pub mod wake_up;

pub use clock::{Clock, SystemClock};
pub use directory::{DirectoryError, PhoneDirectory};
pub use key_vault::{Attempts, Capability, KeyVault, KeyVaultError, Marker};
pub use link::{
    Connection, Door, Link, LinkError, LinkOpener, LinkReader, LinkSeeds, LinkWriter, Path, PathWatch,
};
pub use logger::{Level, LogEntry, Logger};
pub use network::{Network, NetworkError};
pub use store::{Changes, KeyChanges, Outbox, Store, StoreError};
pub use wake_up::{NoWakeUp, WakeUp, WakeUpError};
