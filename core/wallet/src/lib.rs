//! The rules of money: what is asked, how it travels, what it costs, what is signed.
//!
//! A payment goes one road, one file a step: [`intent`], [`route`], [`plan`], [`review`], [`approve`],
//! [`sign`], and then [`Command::Record`]. Everything else that changes the account is a [`Command`] too.
//! Pure: what must be known of the network is said as [`Question`]s and comes back as [`Answer`]s.
//!
//! The rules that keep a transfer from being paid twice (an address that has signed is dead, a payment
//! empties every address it touches, change goes to a fresh one) are kept by [`plan`] and by
//! [`Command::Record`], and by nobody else.

pub mod account;
pub mod approve;
pub mod balance;
pub mod coin;
pub mod fee;
pub mod intent;
pub mod network;
pub mod plan;
pub mod poll;
pub mod profile;
pub mod recognise;
pub mod rescue;
pub mod review;
pub mod road;
pub mod route;
pub mod rows;
pub mod settle;
pub mod sheet;
pub mod sign;

mod announce;
mod asset;
mod draft;
mod income;
mod observe;
mod record;
mod refused;
mod scan;
mod sighting;
mod sources;
mod step;

pub use network::{Answer, AssetRecord, BalanceRecord, Question, TransactionRecord};
pub use plan::Plan;
pub use profile::{Profile, ProfileError};
pub use refused::Refused;
pub use step::{Changes, Command, Event, Facts, Needs, PaymentsNeeded, Step, step};
pub use tongtong_chain::Inclusion;
