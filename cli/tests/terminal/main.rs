//! The commands one by one, as two people in two terminals type them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod bad_input;
mod by_hand;
mod drawing;
mod world;
