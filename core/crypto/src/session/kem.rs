//! ML-KEM-1024 (FIPS 203) as the session uses it: keys and ciphertexts are plain bytes.

use super::SessionError;
use crate::secret::Secret;
use ml_kem::ml_kem_1024::{Ciphertext, DecapsulationKey, EncapsulationKey};
use ml_kem::{Decapsulate, KeyExport};
use zeroize::Zeroizing;

/// Bytes of an encapsulation key.
pub(super) const KEY_LEN: usize = 1_568;
/// Bytes of a ciphertext.
pub(super) const CIPHERTEXT_LEN: usize = 1_568;
/// Bytes of the shared secret.
const SHARED_LEN: usize = 32;

/// The initiator's half: made for one handshake, wiped with it.
pub(super) struct Decapsulator(DecapsulationKey);

impl Decapsulator {
    /// Key generation from d || z (FIPS 203, 7.1).
    pub(super) fn new(seed: &Secret<64>) -> Self {
        Self(DecapsulationKey::from_seed((*seed.expose()).into()))
    }

    pub(super) fn key(&self) -> Vec<u8> {
        self.0.encapsulation_key().to_bytes().to_vec()
    }

    /// The shared secret in `ciphertext`. A changed ciphertext gives another secret, not an error.
    ///
    /// # Errors
    /// [`SessionError::Length`] if the ciphertext has another length.
    pub(super) fn open(&self, ciphertext: &[u8]) -> Result<Secret<SHARED_LEN>, SessionError> {
        let ciphertext = Ciphertext::try_from(ciphertext).map_err(|_| SessionError::Length)?;
        let shared = Zeroizing::new(self.0.decapsulate(&ciphertext));
        Ok(Secret::init_with(|out| out.copy_from_slice(&shared)))
    }
}

/// The other side's key, checked.
pub(super) struct Encapsulator(EncapsulationKey);

impl Encapsulator {
    /// Reads a key and does the checks of FIPS 203, 7.2.
    ///
    /// # Errors
    /// [`SessionError::KemKey`] if it has another length or a coefficient out of range.
    pub(super) fn parse(key: &[u8]) -> Result<Self, SessionError> {
        let key = key.try_into().map_err(|_| SessionError::KemKey)?;
        EncapsulationKey::new(key).map(Self).map_err(|_| SessionError::KemKey)
    }

    /// Encapsulation with the randomness `m` (FIPS 203, 6.2), which is used for nothing else.
    pub(super) fn seal(&self, m: &Secret<32>) -> (Vec<u8>, Secret<SHARED_LEN>) {
        let (ciphertext, shared) = self.0.encapsulate_deterministic(m.expose().into());
        let shared = Zeroizing::new(shared);
        (ciphertext.to_vec(), Secret::init_with(|out| out.copy_from_slice(&shared)))
    }
}
