//! The conversation of two devices, step by step: stories, refusals by name, and a simulation
//! (`docs/protocol.md`, 3).

mod copies;
mod device;
mod refusals;
mod simulation;
mod story;
mod strangers;
