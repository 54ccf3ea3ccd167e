//! Every key of TongTong and every primitive that touches one.
//!
//! Pure: entropy, time and the answers of the device's key store come in as arguments. The one door to
//! the operating system is [`entropy::OsEntropy`]. [`keys`] lists every key and what it comes from.

pub mod cell;
pub mod commitment;
pub mod entropy;
pub mod envelope;
pub mod keys;
pub mod passphrase;
pub mod safety;
pub mod secp;
pub mod secret;
pub mod session;
pub mod signer;
pub mod statement;
pub mod words;

mod hd;
mod kdf;
mod stack;

pub use hd::{AccountPublic, HdError};

#[cfg(test)]
mod testing;
