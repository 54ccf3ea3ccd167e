//! The wire format of Solana.
