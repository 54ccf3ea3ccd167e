use super::kdf;
use super::symmetric::Split;
use super::{HASH_LEN, Opener, Sealer};
use crate::secret::Secret;
use core::fmt;
use tongtong_types::StaticKey;
use zeroize::Zeroizing;

/// A finished handshake. The peer has proved `remote_static`; that it is the card's is the caller's check.
#[must_use]
pub struct Established {
    /// The other device's static key.
    pub remote_static: StaticKey,
    /// The hash of the whole handshake, the same on both sides and on no other connection.
    pub handshake_hash: [u8; HASH_LEN],
    /// Seals what this side sends.
    pub sealer: Sealer,
    /// Opens what the other side sends.
    pub opener: Opener,
    /// Keys for other purposes, the same on both sides.
    pub exporter: Exporter,
}

impl Established {
    pub(super) fn of_initiator(remote_static: StaticKey, split: Split) -> Self {
        let Split { hash, initiator, responder, exporter } = split;
        Self {
            remote_static,
            handshake_hash: hash,
            sealer: Sealer::new(initiator),
            opener: Opener::new(responder),
            exporter: Exporter(exporter),
        }
    }

    pub(super) fn of_responder(remote_static: StaticKey, split: Split) -> Self {
        let Split { hash, initiator, responder, exporter } = split;
        Self {
            remote_static,
            handshake_hash: hash,
            sealer: Sealer::new(responder),
            opener: Opener::new(initiator),
            exporter: Exporter(exporter),
        }
    }
}

impl fmt::Debug for Established {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { remote_static: _, handshake_hash: _, sealer: _, opener: _, exporter: _ } = self;
        f.write_str("Established(..)")
    }
}

/// The session exporter: the third output of Split. Wiped on drop.
pub struct Exporter(Secret<HASH_LEN>);

impl Exporter {
    /// A key for the purpose that `label` names. Two labels give independent keys.
    #[must_use]
    pub fn derive(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        let key: Secret<32> = kdf::expand(&self.0, &[b"tongtong/1 session export", &[0], label]);
        Zeroizing::new(*key.expose())
    }
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exporter(..)")
    }
}
