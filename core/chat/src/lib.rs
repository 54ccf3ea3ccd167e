//! The rules of messages.
