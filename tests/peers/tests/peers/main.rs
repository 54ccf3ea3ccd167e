//! The peers as a test of the wallet meets them: funded, spent from, faulty, and gone in the end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a fault of the world must stop the test at once"
)]

mod bitcoin;
mod driver;
mod ethereum;
mod faults;
mod life;
mod solana;
