//! The live session between two devices: `Noise_XKhfs_25519+MLKEM1024_AESGCM_SHA512`.
//!
//! Pure: bytes in, bytes out, entropy as a 32-byte seed. `docs/protocol.md`, section 1, is the law here.
//! An [`Initiator`] or a [`Responder`] becomes [`Established`]; its [`Sealer`] and its [`Opener`] may live
//! in two tasks. The first error ends a handshake. In a session it ends its direction here, and whoever
//! sees it closes both.

mod cipher;
mod error;
mod established;
mod frame;
mod hello;
mod initiator;
mod kdf;
mod kem;
mod opener;
mod prologue;
mod responder;
mod sealer;
mod static_secret;
mod symmetric;
#[cfg(test)]
mod tests;

pub use error::SessionError;
pub use established::{Established, Exporter};
pub use frame::{Frame, Limit, MAX_BODY};
pub use hello::{Hello, MAX_VERSIONS};
pub use initiator::Initiator;
pub use opener::Opener;
pub use prologue::Prologue;
pub use responder::Responder;
pub use sealer::Sealer;
pub use static_secret::StaticSecret;

/// The version of the session protocol that this code speaks.
pub const VERSION: u16 = 1;
/// What QUIC negotiates, and the first field of the prologue.
pub const ALPN: &[u8] = b"tongtong/1";
/// Bytes of message 1, which has an empty payload.
pub const MESSAGE1_LEN: usize = DH_LEN + (kem::KEY_LEN + TAG_LEN) + TAG_LEN;
/// Bytes of message 2, which has an empty payload.
pub const MESSAGE2_LEN: usize = DH_LEN + (kem::CIPHERTEXT_LEN + TAG_LEN) + TAG_LEN;
/// Bytes of message 3 beside its payload.
pub const MESSAGE3_OVERHEAD: usize = (DH_LEN + TAG_LEN) + TAG_LEN;
/// The largest payload of message 3.
pub const MAX_PAYLOAD3: usize = MAX_MESSAGE - MESSAGE3_OVERHEAD;
/// The largest message or ciphertext (Noise 3).
pub const MAX_MESSAGE: usize = 65_535;

/// The name hashed into the transcript.
const PROTOCOL_NAME: &str = "Noise_XKhfs_25519+MLKEM1024_AESGCM_SHA512";
/// Bytes of an X25519 public key and of its result.
const DH_LEN: usize = 32;
/// Bytes of a GCM tag.
const TAG_LEN: usize = 16;
/// Bytes of a SHA-512 output.
const HASH_LEN: usize = 64;
