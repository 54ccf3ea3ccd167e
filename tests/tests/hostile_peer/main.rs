//! The engine on real parts against a peer written by hand after `docs/protocol.md`: a peer that is honest
//! where a case needs it, and hostile where the case is about it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a fault of the hand-written peer must stop the test at once"
)]

mod contacts;
mod crowds;
mod frames;
mod friend;
mod pairs;
mod peer;
mod strangers;
mod thieves;
mod tight;
mod wire;
