//! The wire format of Ethereum.
