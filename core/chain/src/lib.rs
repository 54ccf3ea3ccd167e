//! What the wallet asks of a chain, and what a chain answers.
//!
//! A chain is a room of its own that implements [`Rules`]. It is pure: what must be known of its network it says
//! as [`Query`]s, and its client in `net` brings [`Reply`]s. It holds no key: it says what is [`ToSign`], and gets
//! signatures. Everything that only the chain itself understands, such as queries, replies, state, drafts and
//! tracks, crosses the wallet as bytes; everything that a rule of money needs is said in the words of this crate.
//!
//! The road of a payment is [`Rules::ask`] until nothing more must be known, [`Rules::draft`],
//! [`Rules::effects`] (what the very bytes do), [`Rules::to_sign`], [`Rules::seal`]. The road of what arrives is
//! [`Rules::look`] and [`Rules::saw`].

mod address;
mod fault;
mod keys;
mod pay;
mod query;
mod rules;
mod sight;

pub use address::{AddressFault, Kind, Reading};
pub use fault::Fault;
pub use keys::{KeyTree, Keys};
pub use pay::{Cost, Draft, Effects, Note, Order, Sealed, Signable, Signature, ToSign, Wanted};
pub use query::{Query, Reply};
pub use rules::{AssetOnChain, ConfigError, ROUNDS, Rules};
pub use sight::{Flight, Holding, Inclusion, Moved, Outcome, Sight, Tip, View};
