//! The known-answer tool, as the program that compares itself with it sees it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod asking;
mod ethereum;
mod keys;
mod lines;
mod profile;
mod random;
mod routing;
mod ttchain;
