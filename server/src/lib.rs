//! What the company or a volunteer runs: the relay that carries sealed bytes between two devices.

pub mod relay;
