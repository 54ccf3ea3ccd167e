//! What the company or a volunteer runs: the phone directory, which leads from a number to a public
//! card, and the relay, which carries sealed bytes between two devices.

pub mod directory;
pub mod relay;
