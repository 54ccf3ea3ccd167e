//! Every key of TongTong and every primitive that touches one.
//!
//! Pure: entropy, time and the answers of the device's key store come in as arguments. The one door to
//! the operating system is [`entropy::OsEntropy`].

pub mod entropy;
pub mod secret;
pub mod session;
