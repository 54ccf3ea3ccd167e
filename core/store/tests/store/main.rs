//! What the store promises, looked at from outside: by its port, by its files, by another process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod contract;
mod crash;
mod differential;
mod fixture;
mod opening;
mod place;
mod secrecy;
mod speed;
mod tampering;
