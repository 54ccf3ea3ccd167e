//! The wire format of Ethereum: EIP-1559 transfers, and what must be known of the network for them.
//!
//! [`open`] gives the chain's [`tongtong_chain::Rules`]. Its account has one address, the key `m/44'/60'/0'/0/0`.
//! [`question`] is what its client in `net` answers. [`Unsigned`] signs any transaction in the JSON-RPC form,
//! for known answers.

mod address;
mod facts;
mod json;
mod look;
mod moment;
mod network;
mod pay;
pub mod question;
mod rules;
mod state;
mod transfer;

pub use address::{account_path, address_of};
pub use json::{TxJsonError, Unsigned};
pub use network::open;
pub use transfer::hash_of;

use tongtong_types::Chain;

/// The chain.
pub const CHAIN: Chain = Chain::named("ethereum");

#[cfg(test)]
mod tests;
