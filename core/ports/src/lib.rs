//! What the core asks of the outside, and the contract each answer must keep.

pub mod link;
