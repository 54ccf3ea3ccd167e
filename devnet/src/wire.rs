//! The node's own reading of the wire format: bytes, texts, JSON form, hashes.
//!
//! Written from the protocol page and the node's captures, and shared with nobody: the wallet has
//! its own. Where both agree they agree because of the format, not because of a common mistake.

pub(crate) mod bytes;
pub(crate) mod condition;
pub(crate) mod form;
pub(crate) mod hash;
pub(crate) mod operation;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod transaction;

#[cfg(test)]
mod tests;
