//! Clients of servers: TongTong Chain nodes and the phone directory.
//!
//! A server is hostile until what it says has been compared: answers are bounded in size and time, read
//! strictly, and given on as claims.

mod bitcoin;
mod chains;
mod client;
mod directory;
mod ethereum;
mod http;
mod rpc;
mod solana;
mod ttchain;

pub use chains::Chains;
pub use directory::DirectoryClient;
pub use http::{Http, HttpError, tls};
