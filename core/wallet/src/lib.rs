//! The rules of money.
