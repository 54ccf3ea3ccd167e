use super::{SessionError, TAG_LEN};
use crate::secret::Secret;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};

/// Noise's CipherState over AES-256-GCM: a key and the number of the next message under it.
pub(super) struct CipherState {
    key: Secret<32>,
    nonce: u64,
}

impl CipherState {
    pub(super) fn new(key: Secret<32>) -> Self {
        Self { key, nonce: 0 }
    }

    /// Encrypts `buffer` in place and gives its tag.
    ///
    /// # Errors
    /// [`SessionError::LimitReached`] after 2^64-1 messages.
    pub(super) fn seal(&mut self, ad: &[u8], buffer: &mut [u8]) -> Result<[u8; TAG_LEN], SessionError> {
        let next = self.nonce.checked_add(1).ok_or(SessionError::LimitReached)?;
        let tag = encrypt(&self.key, self.nonce, ad, buffer)?;
        self.nonce = next;
        Ok(tag)
    }

    /// Decrypts `buffer` in place. On an error the nonce has not moved and `buffer` is unchanged.
    ///
    /// # Errors
    /// [`SessionError::Unauthentic`] if the tag does not verify, [`SessionError::LimitReached`] after 2^64-1
    /// messages.
    pub(super) fn open(
        &mut self,
        ad: &[u8],
        buffer: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), SessionError> {
        let next = self.nonce.checked_add(1).ok_or(SessionError::LimitReached)?;
        Aes256Gcm::new(self.key.expose().into())
            .decrypt_inout_detached(&noise_nonce(self.nonce), ad, buffer.into(), tag.into())
            .map_err(|_| SessionError::Unauthentic)?;
        self.nonce = next;
        Ok(())
    }

    /// Noise's Rekey() (4.2, 11.3): a one-way step of the key. The nonce goes on counting.
    ///
    /// # Errors
    /// None in practice: 32 bytes are never too long for GCM.
    pub(super) fn rekey(&mut self) -> Result<(), SessionError> {
        let mut result = Ok([0; TAG_LEN]);
        let next = Secret::init_with(|zeros| result = encrypt(&self.key, u64::MAX, &[], zeros));
        result?;
        self.key = next;
        Ok(())
    }
}

fn encrypt(
    key: &Secret<32>,
    nonce: u64,
    ad: &[u8],
    buffer: &mut [u8],
) -> Result<[u8; TAG_LEN], SessionError> {
    Aes256Gcm::new(key.expose().into())
        .encrypt_inout_detached(&noise_nonce(nonce), ad, buffer.into())
        .map(Into::into)
        .map_err(|_| SessionError::TooLarge)
}

/// 32 zero bits, then the number, big endian (Noise 12.4).
fn noise_nonce(number: u64) -> Nonce<aes_gcm::aes::cipher::consts::U12> {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    [0, 0, 0, 0, a, b, c, d, e, f, g, h].into()
}
