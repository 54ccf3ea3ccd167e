//! The node's JSON form of transactions and conditions, read and written.
//!
//! The node writes integers over 2^32-1 as texts and smaller ones as numbers, in the same field; both are
//! read. Times are ISO without zone. Members that are not known are refused, because they could mean
//! something.

mod condition;
mod members;
mod number;
mod operation;
mod time;
mod transaction;

pub use number::{read_i64, read_u64, write_i64, write_u64};
pub use time::{read_time, write_time};

use crate::AddressError;
use thiserror::Error;

/// Why JSON is not what was asked for. It names the member, never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum JsonError {
    /// A member is missing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A member that is not known here stands in this object.
    #[error("an unknown member in {0}")]
    UnknownMember(&'static str),
    /// A value of another kind, or out of its range.
    #[error("`{0}` is of another kind or out of range")]
    Value(&'static str),
    /// An address, key or id with a fault.
    #[error("`{0}`: {1}")]
    Text(&'static str, AddressError),
    /// An operation that this room does not read.
    #[error("an operation that is not supported")]
    Operation,
    /// A withdraw condition that this room does not read.
    #[error("a withdraw condition that is not supported")]
    Condition,
    /// Public data of another kind than nothing or a text.
    #[error("public data that is not supported")]
    PublicData,
    /// An owner, balance or member that stands twice.
    #[error("`{0}` holds something twice")]
    Twice(&'static str),
    /// More elements or bytes than the limit.
    #[error("`{0}` is over the limit")]
    TooMany(&'static str),
}

impl JsonError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "json_missing",
            Self::UnknownMember(_) => "json_unknown_member",
            Self::Value(_) => "json_value",
            Self::Text(_, error) => error.code(),
            Self::Operation => "operation_unsupported",
            Self::Condition => "condition_unsupported",
            Self::PublicData => "public_data_unsupported",
            Self::Twice(_) => "json_twice",
            Self::TooMany(_) => "json_too_many",
        }
    }
}
