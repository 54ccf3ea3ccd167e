//! Live sessions: from a connection to a verified peer, and what flows after that.

pub(crate) mod handshake;
mod io;
pub(crate) mod live;
pub(crate) mod table;

pub(crate) use io::Broken;
