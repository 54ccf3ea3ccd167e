//! What must hold across crates.
//!
//! The tests are in `tests/`, one target for each subject; `vectors/` is data with its sources named
//! inside. `house_rules` reads the tree itself.
