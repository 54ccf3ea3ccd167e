//! Rows as an app reads them: plain records, made by taking every field of the core's rows by name.
//!
//! What holds a name, a text or an address has no `Debug` here; the languages print whatever they have, so an app
//! must not print rows into a log.

pub(crate) mod contact;
pub(crate) mod message;
pub(crate) mod money;
pub(crate) mod review;
