//! The transport between devices: QUIC through relays and direct paths.
//!
//! A device has two endpoints. The *rendezvous* endpoint owns no IP socket at all, so a stranger who
//! dials it learns no address; the *conversation* endpoint may use direct paths if its owner allows
//! them. Both are built from an empty preset: our relays only, no public DNS, no look-up service, no
//! port mapping.

mod accept;
mod door;
mod link;
mod names;
mod stream;

pub use link::{IrohLink, IrohOpener};
pub use names::{NameLog, Names};
