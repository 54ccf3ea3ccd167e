//! The wire format of Solana: payments of SOL and of the profile's tokens (SPL, Token program).
//!
//! [`open`] gives the chain's [`tongtong_chain::Rules`]. Its account has one address, the key `m/44'/501'/0'/0'`;
//! tokens lie in that address's associated accounts, which nobody needs to see. [`question`] is what its client in
//! `net` answers.
//!
//! A payment is one legacy message of a fixed form: the limit and the price of compute units, the payee's associated
//! account where it must be made, the transfer. Reading one back means to write it again from what it says: bytes
//! that differ from that do something else and are refused.
//!
//! | Fact | Where |
//! |---|---|
//! | what a text means | `address` |
//! | what the profile says | `network` |
//! | what is asked and answered | [`question`] |
//! | the bytes of a payment | `message` |
//! | what was taken for true, what is followed | `facts` |
//! | what stands at an address | `account` |
//! | whom and how much can be paid | `pay`, `sum` |
//! | what a look shows | `look` |
//! | how late an answer may be | `memory` |

mod account;
mod address;
mod facts;
mod look;
mod memory;
mod message;
mod network;
mod pay;
pub mod question;
mod rules;
mod seal;
mod sum;

pub use address::{account_path, address_of, associated_account};
pub use network::open;
pub use seal::{Outgoing, id_of, outgoing};

use tongtong_types::Chain;

/// The chain's name in profiles and rows.
pub const CHAIN: Chain = Chain::named("solana");

#[cfg(test)]
mod tests;
