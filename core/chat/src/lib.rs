//! The rules of messages: cards, conversations, receipts.
//!
//! Pure: facts, a command, the time and entropy come in; changes, frames and events come out. The
//! database, the session and the network are elsewhere.

pub mod card;
pub mod rows;
mod step;

pub use step::{Changes, Command, Event, Facts, Incoming, Needs, Outgoing, Refused, Step, Why};
