use super::{DH_LEN, SessionError};
use crate::secret::Secret;
use core::fmt;
use tongtong_types::StaticKey;
use zeroize::Zeroizing;

/// A device's X25519 static session key, secret half. Wiped on drop.
pub struct StaticSecret(KeyPair);

impl StaticSecret {
    /// Takes 32 bytes from the vault or from a fresh draw as a key; X25519 clamps them.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<[u8; DH_LEN]>) -> Self {
        Self::from(&*bytes)
    }

    /// The public half, as the device's card names it.
    #[must_use]
    pub fn public(&self) -> StaticKey {
        StaticKey::new(self.0.public)
    }

    pub(super) fn pair(&self) -> &KeyPair {
        &self.0
    }
}

impl From<&[u8; DH_LEN]> for StaticSecret {
    fn from(bytes: &[u8; DH_LEN]) -> Self {
        Self(KeyPair::new(Secret::init_with(|out| *out = *bytes)))
    }
}

impl fmt::Debug for StaticSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaticSecret(..)")
    }
}

/// An X25519 key pair of a handshake, static or ephemeral.
pub(super) struct KeyPair {
    secret: Box<x25519_dalek::StaticSecret>,
    public: [u8; DH_LEN],
}

impl KeyPair {
    pub(super) fn new(secret: Secret<DH_LEN>) -> Self {
        let secret = Box::new(x25519_dalek::StaticSecret::from(*secret.expose()));
        let public = x25519_dalek::PublicKey::from(&*secret).to_bytes();
        Self { secret, public }
    }

    pub(super) fn public(&self) -> &[u8; DH_LEN] {
        &self.public
    }

    /// A second copy of the pair, for a handshake that outlives the borrow of it.
    pub(super) fn duplicate(&self) -> Self {
        Self { secret: self.secret.clone(), public: self.public }
    }

    /// X25519 with `theirs`.
    ///
    /// # Errors
    /// [`SessionError::LowOrder`] if the result is all zero, [`SessionError::KeyEncoding`] if `theirs` is not the
    /// one encoding that an honest device sends: known keys are compared by their bytes.
    pub(super) fn agree(&self, theirs: &[u8; DH_LEN]) -> Result<Secret<DH_LEN>, SessionError> {
        let shared = self.secret.diffie_hellman(&x25519_dalek::PublicKey::from(*theirs));
        if !shared.was_contributory() {
            return Err(SessionError::LowOrder);
        }
        if !is_canonical(theirs) {
            return Err(SessionError::KeyEncoding);
        }
        Ok(Secret::init_with(|out| *out = *shared.as_bytes()))
    }
}

/// Whether the u-coordinate is below 2^255-19 (little endian).
fn is_canonical(u: &[u8; DH_LEN]) -> bool {
    let [low, middle @ .., high] = u;
    let at_least_p = *low >= 0xed && middle.iter().all(|byte| *byte == 0xff) && *high == 0x7f;
    *high <= 0x7f && !at_least_p
}
