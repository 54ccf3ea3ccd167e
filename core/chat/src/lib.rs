//! The rules of messages: cards, conversations, receipts.
//!
//! Pure: facts, a command, the time and entropy come in; changes, frames and events come out. The
//! database, the session and the network are elsewhere. What travels is written down in
//! `docs/protocol.md`, 2 and 3.

pub mod body;
pub mod card;
pub mod frame;
pub mod greeting;
pub mod header;
pub mod log;
pub mod rows;

mod command;
mod content;
mod step;

pub use body::Body;
pub use command::{Command, Refused, Why};
pub use content::Content;
pub use log::conversation_id;
pub use step::{Changes, Event, Facts, Incoming, Needs, Outgoing, Step, check_text, step};
