//! The wire format of Bitcoin.
