//! SOL, and TTCL, which is a token there.

mod sol;
mod ttcl;
