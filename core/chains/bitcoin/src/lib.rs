//! The wire format of Bitcoin.
//!
//! One account of single keys (BIP-84): money comes to P2WPKH addresses and leaves from them, to whatever address
//! the network carries. Pure: what must be known of the network is an [`Ask`], and its client answers with a
//! [`Found`].
//!
//! | Fact | Where |
//! |---|---|
//! | what a text means (BIP-173, BIP-350, base58check) | `address` |
//! | what is asked and answered | [`Ask`], [`Found`] |
//! | what is remembered, and which addresses are watched | `state`, `window` |
//! | what a look shows | `sight` |
//! | how high the chain is | `tip` |
//! | what of it only a whole transaction shows | `proof` |
//! | which coins are spent, and what the network takes | `select` |
//! | a draft: a PSBT (BIP-174) that proves the amount of every input | `form` |

mod address;
mod form;
mod listing;
mod network;
mod order;
mod proof;
mod query;
mod rules;
mod seal;
mod select;
mod sight;
mod state;
mod tip;
mod window;

pub use address::address_of;
pub use network::{account_path, open};
pub use query::{Ask, Coin, Found, Look, Place, Point, Purse, Seen, Spend, Spender, Work};
pub use seal::id_of;

use tongtong_types::Chain;

/// The chain's name in profiles and rows.
pub const CHAIN: Chain = Chain::named("bitcoin");

#[cfg(test)]
mod tests;
