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
        self.seal_with(&self.keyed(), ad, buffer)
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
        self.open_with(&self.keyed(), ad, buffer, tag)
    }

    /// Seals a frame, then steps the key.
    ///
    /// # Errors
    /// As [`CipherState::seal`].
    pub(super) fn seal_frame(&mut self, buffer: &mut [u8]) -> Result<[u8; TAG_LEN], SessionError> {
        let cipher = self.keyed();
        let tag = self.seal_with(&cipher, &[], buffer)?;
        self.rekey(&cipher)?;
        Ok(tag)
    }

    /// Opens a frame and, if it verifies, steps the key.
    ///
    /// # Errors
    /// As [`CipherState::open`].
    pub(super) fn open_frame(&mut self, buffer: &mut [u8], tag: &[u8; TAG_LEN]) -> Result<(), SessionError> {
        let cipher = self.keyed();
        self.open_with(&cipher, &[], buffer, tag)?;
        self.rekey(&cipher)
    }

    /// The key's schedule, wiped when it is dropped. Made once for a frame and the re-key after it.
    fn keyed(&self) -> Aes256Gcm {
        Aes256Gcm::new(self.key.expose().into())
    }

    fn seal_with(
        &mut self,
        cipher: &Aes256Gcm,
        ad: &[u8],
        buffer: &mut [u8],
    ) -> Result<[u8; TAG_LEN], SessionError> {
        let next = self.nonce.checked_add(1).ok_or(SessionError::LimitReached)?;
        let tag = encrypt(cipher, self.nonce, ad, buffer)?;
        self.nonce = next;
        Ok(tag)
    }

    fn open_with(
        &mut self,
        cipher: &Aes256Gcm,
        ad: &[u8],
        buffer: &mut [u8],
        tag: &[u8; TAG_LEN],
    ) -> Result<(), SessionError> {
        let next = self.nonce.checked_add(1).ok_or(SessionError::LimitReached)?;
        cipher
            .decrypt_inout_detached(&noise_nonce(self.nonce), ad, buffer.into(), tag.into())
            .map_err(|_| SessionError::Unauthentic)?;
        self.nonce = next;
        Ok(())
    }

    /// Noise's Rekey() (4.2, 11.3): a one-way step of the key. The nonce goes on counting.
    fn rekey(&mut self, cipher: &Aes256Gcm) -> Result<(), SessionError> {
        self.key = Secret::try_init_with(|zeros| encrypt(cipher, u64::MAX, &[], zeros).map(|_| ()))?;
        Ok(())
    }
}

fn encrypt(
    cipher: &Aes256Gcm,
    nonce: u64,
    ad: &[u8],
    buffer: &mut [u8],
) -> Result<[u8; TAG_LEN], SessionError> {
    cipher
        .encrypt_inout_detached(&noise_nonce(nonce), ad, buffer.into())
        .map(Into::into)
        .map_err(|_| SessionError::TooLarge)
}

/// 32 zero bits, then the number, big endian (Noise 12.4).
fn noise_nonce(number: u64) -> Nonce<aes_gcm::aes::cipher::consts::U12> {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    [0, 0, 0, 0, a, b, c, d, e, f, g, h].into()
}
