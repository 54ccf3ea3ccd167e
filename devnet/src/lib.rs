//! Everything the core talks to, in one process, with a TongTong Chain node of its own.

pub mod node;

mod wire;

#[cfg(test)]
mod captures;
