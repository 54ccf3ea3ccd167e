//! What must hold across crates.
//!
//! The tests are in `tests/`, one target for each subject; `vectors/` is data with its sources named
//! inside. `house_rules` reads the tree itself. This library is the world that the others share: a devnet,
//! and devices on real parts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a fault of the world must stop the test at once"
)]

mod device;
mod world;

pub use device::{Codes, Crash, Device};
pub use world::{World, wait_for};
