//! The steps, one file each.

pub(super) mod chat;
pub(super) mod crash;
pub(super) mod devices;
pub(super) mod payment;
pub(super) mod refusals;
pub(super) mod world;

mod lines;
