//! Every coin of the wallet on its real node, through the whole device: what arrives, what goes out, what is
//! refused, what a crash and a faulty endpoint leave behind.
//!
//! Each test has a world of its own: a devnet, one node of another chain, and devices that are processes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a fault of the world must stop the test at once"
)]

mod bitcoin;
mod coin;
mod contacts;
mod depth;
mod device;
mod endpoints;
mod ethereum;
mod faults;
mod program;
mod solana;
mod story;
mod unconfigured;
mod world;
