//! The JSON form of a transaction, in and out.

mod read;
mod write;

pub(crate) use read::{FormError, read_transaction, whole};
pub(crate) use write::{condition_form, number, transaction_form, unsigned};
