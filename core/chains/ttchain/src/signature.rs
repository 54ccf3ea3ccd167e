use thiserror::Error;
use tongtong_types::RecoverableSignature;

/// Why a signature has no form on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// The recovery id is not 0 to 3.
    #[error("the recovery id is not 0 to 3")]
    RecoveryId,
    /// The first byte is not 27 to 34.
    #[error("the first byte is not 27 to 34")]
    FirstByte,
}

impl SignatureError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::RecoveryId => "signature_recovery_id",
            Self::FirstByte => "signature_first_byte",
        }
    }
}

/// First byte of a signature by an uncompressed key; 4 more for a compressed one.
const FIRST: u8 = 27;
const COMPRESSED: u8 = 4;

/// The chain's form of a signature by a compressed key: 27 + 4 + recovery id, r, s.
///
/// # Errors
/// [`SignatureError::RecoveryId`].
pub fn signature_bytes(signature: &RecoverableSignature) -> Result<[u8; 65], SignatureError> {
    if signature.recovery_id > 3 {
        return Err(SignatureError::RecoveryId);
    }
    let mut bytes = [0; 65];
    let (first, rest) = bytes.split_at_mut(1);
    let (r, s) = rest.split_at_mut(32);
    first.fill(FIRST + COMPRESSED + signature.recovery_id);
    r.copy_from_slice(&signature.r);
    s.copy_from_slice(&signature.s);
    Ok(bytes)
}

/// Reads the chain's form. The node takes first bytes of compressed and uncompressed keys alike, and so does
/// this: the recovered key is the same.
///
/// # Errors
/// [`SignatureError::FirstByte`].
pub fn recoverable(bytes: &[u8; 65]) -> Result<RecoverableSignature, SignatureError> {
    let [first, rest @ ..] = bytes;
    let id = first.checked_sub(FIRST).filter(|id| *id < 2 * COMPRESSED).ok_or(SignatureError::FirstByte)?;
    let (mut r, mut s) = ([0; 32], [0; 32]);
    let (left, right) = rest.split_at(32);
    r.copy_from_slice(left);
    s.copy_from_slice(right);
    Ok(RecoverableSignature { r, s, recovery_id: id % COMPRESSED })
}
