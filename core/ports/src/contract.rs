//! The contract of every port as a suite that each implementation runs in its tests.
//!
//! A suite panics where the contract is broken, and says which sentence. Suites of ports that wait for a
//! network are futures and need no particular runtime.

#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, reason = "suites are test code")]

pub mod clock;
pub mod directory;
pub mod key_vault;
pub mod link;
pub mod logger;
pub mod network;
pub mod rows;
pub mod store;
pub mod wake_up;
