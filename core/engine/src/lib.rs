//! The order of steps: read, decide, commit, effect, tell.
//!
//! Every write, from whatever side it comes (screen, push, timer, peer), takes the one road in
//! [`steps`](crate::Step): facts are read, a pure room decides, one transaction commits, then effects run,
//! then listeners are told. The engine knows no message kind and no chain.

mod account;
mod contacts;
mod conversation;
mod endpoints;
mod engine;
mod error;
mod event;
mod facts;
mod parts;
mod session;
mod sheets;
mod steps;
mod vault;
mod wallet;
mod workers;

pub use conversation::Conversation;
pub use engine::{Engine, Events};
pub use error::EngineError;
pub use event::Event;
pub use facts::Fact;
pub use parts::{NoProbe, Parts, Probe, Step};
pub use vault::usual_work;
pub use wallet::{WalletView, Words};
