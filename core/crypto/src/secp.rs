//! secp256k1: signing digests, recovering and checking, and the canonical form that TTChain wants.

use core::fmt;
use ecdsa::hazmat::{sign_prehashed_rfc6979, verify_prehashed};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use k256::elliptic_curve::sec1::ToSec1Point;
use k256::{NonZeroScalar, PublicKey, Secp256k1};
use sha2::Sha256;
use thiserror::Error;
use tongtong_types::{RecoverableSignature, SecpPublicKey};

/// Why key or signature bytes of secp256k1 are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SecpError {
    /// Zero, or not below the order of the curve.
    #[error("not a private key")]
    PrivateKey,
    /// Not a point of the curve in a known encoding.
    #[error("not a public key")]
    PublicKey,
    /// r, s or the recovery id are out of range, or no key gives this signature.
    #[error("not a signature")]
    Signature,
    /// A signature of another key or over another digest.
    #[error("the signature does not verify")]
    Mismatch,
}

impl SecpError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PrivateKey => "secp_private_key",
            Self::PublicKey => "secp_public_key",
            Self::Signature => "secp_signature",
            Self::Mismatch => "secp_mismatch",
        }
    }
}

/// A private key: a scalar on the heap, wiped when dropped.
pub(crate) struct SecpKey(Box<k256::SecretKey>);

impl SecpKey {
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SecpError> {
        k256::SecretKey::from_slice(bytes).map(|key| Self(Box::new(key))).map_err(|_| SecpError::PrivateKey)
    }

    pub(crate) fn public(&self) -> SecpPublicKey {
        encode(&self.0.public_key())
    }

    /// RFC 6979 with low s.
    pub(crate) fn sign(&self, digest: &[u8; 32]) -> RecoverableSignature {
        self.sign_with(digest, &[])
    }

    /// RFC 6979 with low s, and r and s both canonical: while they are not, once more with a 32-byte
    /// counter from 1 as additional data.
    pub(crate) fn sign_canonical(&self, digest: &[u8; 32]) -> RecoverableSignature {
        let mut signature = self.sign(digest);
        let mut counter = 0u64;
        while !is_canonical(&signature) {
            counter += 1;
            let mut extra = [0; 32];
            extra[24..].copy_from_slice(&counter.to_be_bytes());
            signature = self.sign_with(digest, &extra);
        }
        signature
    }

    fn sign_with(&self, digest: &[u8; 32], extra: &[u8]) -> RecoverableSignature {
        let scalar: NonZeroScalar = self.0.to_nonzero_scalar();
        let (signature, id) = sign_prehashed_rfc6979::<Secp256k1, Sha256>(&scalar, digest, extra);
        let (r, s) = signature.split_bytes();
        RecoverableSignature { r: r.into(), s: s.into(), recovery_id: id.to_byte() }
    }
}

impl fmt::Debug for SecpKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("SecpKey(..)")
    }
}

/// Whether r and s both lie in [2^247, 2^255): the first bit clear and no needless zero byte, as TTChain's
/// nodes demand.
#[must_use]
pub fn is_canonical(signature: &RecoverableSignature) -> bool {
    let canonical = |n: &[u8; 32]| n[0] < 0x80 && (n[0] != 0 || n[1] >= 0x80);
    canonical(&signature.r) && canonical(&signature.s)
}

/// The key that made a signature over a digest. High s is accepted, as others' transactions may carry it.
///
/// # Errors
/// [`SecpError::Signature`] if there is no such key.
pub fn recover(digest: &[u8; 32], signature: &RecoverableSignature) -> Result<SecpPublicKey, SecpError> {
    let id = RecoveryId::from_byte(signature.recovery_id).ok_or(SecpError::Signature)?;
    let key = VerifyingKey::recover_from_prehash(digest, &scalars(signature)?, id)
        .map_err(|_| SecpError::Signature)?;
    Ok(encode(&PublicKey::from(&key)))
}

/// Checks that `key` made a signature over a digest.
///
/// # Errors
/// [`SecpError`] by what is wrong.
pub fn verify(
    key: &SecpPublicKey,
    digest: &[u8; 32],
    signature: &RecoverableSignature,
) -> Result<(), SecpError> {
    let key = decode(&key.compressed)?;
    verify_prehashed::<Secp256k1>(&key.to_projective(), digest, &scalars(signature)?)
        .map_err(|_| SecpError::Mismatch)
}

/// Both encodings of a public key that was given in either one.
///
/// # Errors
/// [`SecpError::PublicKey`] if the bytes are no point of the curve.
pub fn public_key(sec1: &[u8]) -> Result<SecpPublicKey, SecpError> {
    decode(sec1).map(|key| encode(&key))
}

pub(crate) fn decode(sec1: &[u8]) -> Result<PublicKey, SecpError> {
    let known = matches!((sec1.len(), sec1.first()), (33, Some(2 | 3)) | (65, Some(4)));
    if !known {
        return Err(SecpError::PublicKey);
    }
    PublicKey::from_sec1_bytes(sec1).map_err(|_| SecpError::PublicKey)
}

pub(crate) fn encode(key: &PublicKey) -> SecpPublicKey {
    let mut out = SecpPublicKey { compressed: [0; 33], uncompressed: [0; 65] };
    out.compressed.copy_from_slice(key.to_sec1_point(true).as_bytes());
    out.uncompressed.copy_from_slice(key.to_sec1_point(false).as_bytes());
    out
}

fn scalars(signature: &RecoverableSignature) -> Result<Signature, SecpError> {
    Signature::from_scalars(signature.r, signature.s).map_err(|_| SecpError::Signature)
}

#[cfg(test)]
mod tests;
