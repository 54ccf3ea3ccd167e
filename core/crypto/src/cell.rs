//! Cells: how one value of the store is sealed (XAES-256-GCM, C2SP) and looked up (a keyed hash).

use crate::kdf::hmac_sha512_256;
use crate::secret::Secret;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use core::fmt;
use thiserror::Error;
use xaes_256_gcm::Xaes256Gcm;
use zeroize::Zeroizing;

/// Bytes of the random nonce that stands before a sealed cell.
pub const NONCE: usize = 24;
/// Bytes that sealing adds: nonce and tag.
pub const OVERHEAD: usize = NONCE + 16;

/// Why a cell could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CellError {
    /// Shorter than nonce and tag: the row is damaged.
    #[error("a sealed cell is cut short")]
    Truncated,
    /// Another key, another place (row, column, clear columns) or altered bytes.
    #[error("a sealed cell does not open here")]
    Refused,
    /// Longer than the cipher takes.
    #[error("a cell is too long")]
    TooLong,
}

impl CellError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "cell_truncated",
            Self::Refused => "cell_refused",
            Self::TooLong => "cell_too_long",
        }
    }
}

/// The key of one table's cells.
pub struct CellKey(Secret<32>);

impl CellKey {
    /// Takes a derived key.
    #[must_use]
    pub fn new(key: Secret<32>) -> Self {
        Self(key)
    }

    /// Seals a value for the place that `aad` names. The nonce is 24 fresh random bytes; it stands
    /// before the ciphertext.
    ///
    /// # Errors
    /// [`CellError::TooLong`].
    pub fn seal(&self, aad: &[u8], plaintext: &[u8], nonce: [u8; NONCE]) -> Result<Vec<u8>, CellError> {
        let sealed = self
            .cipher()
            .encrypt((&nonce).into(), Payload { msg: plaintext, aad })
            .map_err(|_| CellError::TooLong)?;
        let mut out = Vec::with_capacity(NONCE + sealed.len());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens a cell at the place that `aad` names.
    ///
    /// # Errors
    /// [`CellError::Truncated`] or [`CellError::Refused`]; nothing of the value is given out then.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CellError> {
        if sealed.len() < OVERHEAD {
            return Err(CellError::Truncated);
        }
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>().ok_or(CellError::Truncated)?;
        let opened =
            self.cipher().decrypt(nonce.into(), Payload { msg, aad }).map_err(|_| CellError::Refused)?;
        Ok(Zeroizing::new(opened))
    }

    fn cipher(&self) -> Xaes256Gcm {
        Xaes256Gcm::new(self.0.expose().into())
    }
}

impl fmt::Debug for CellKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("CellKey(..)")
    }
}

/// The key of one column's equality look-ups.
pub struct LookupKey(Secret<32>);

impl LookupKey {
    /// Takes a derived key.
    #[must_use]
    pub fn new(key: Secret<32>) -> Self {
        Self(key)
    }
}

impl fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("LookupKey(..)")
    }
}

/// The keyed hash under which equal values of one column are found: 128 bits of HMAC-SHA-512/256.
#[must_use]
pub fn lookup_hash(key: &LookupKey, value: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&hmac_sha512_256(key.0.expose(), &[value])[..16]);
    out
}

#[cfg(test)]
mod tests;
