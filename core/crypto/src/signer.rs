//! Signer: the one way to a chain key. A chain says what is to be signed; it never sees a key.

use crate::hd::{Branch, HdError};
use crate::secp::SecpKey;
use crate::secret::Secret;
use crate::stack::wiped;
use core::fmt;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use thiserror::Error;
use tongtong_types::{KeyPath, RecoverableSignature, SecpPublicKey};

/// What a chain wants signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToSign {
    /// A digest, on secp256k1: RFC 6979, low s.
    SecpDigest([u8; 32]),
    /// A digest, on secp256k1, in TTChain's canonical form: RFC 6979, low s, r and s both in
    /// [2^247, 2^255).
    SecpDigestCanonical([u8; 32]),
    /// A message, on Ed25519.
    Ed25519Message(Vec<u8>),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// On secp256k1.
    Secp(RecoverableSignature),
    /// On Ed25519.
    Ed25519([u8; 64]),
}

impl Signature {
    /// The signature, if it is one of secp256k1.
    #[must_use]
    pub fn secp(&self) -> Option<RecoverableSignature> {
        match self {
            Self::Secp(signature) => Some(*signature),
            Self::Ed25519(_) => None,
        }
    }
}

/// The public half of a chain key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// On secp256k1, in both encodings.
    Secp(SecpPublicKey),
    /// On Ed25519.
    Ed25519([u8; 32]),
}

impl PublicKey {
    /// The key, if it is one of secp256k1.
    #[must_use]
    pub fn secp(&self) -> Option<SecpPublicKey> {
        match self {
            Self::Secp(key) => Some(*key),
            Self::Ed25519(_) => None,
        }
    }
}

/// Why nothing was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// The path leads to a key of the other curve.
    #[error("this path's key is of another curve")]
    Curve,
    /// The path leads to no key.
    #[error(transparent)]
    Path(#[from] HdError),
}

impl SignError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Curve => "sign_curve",
            Self::Path(why) => why.code(),
        }
    }
}

/// Whoever holds chain keys.
pub trait Signer {
    /// Signs with the key at a path.
    ///
    /// # Errors
    /// [`SignError`] by what is wrong with the path.
    fn sign(&self, path: &KeyPath, what: &ToSign) -> Result<Signature, SignError>;

    /// The public half of the key at a path.
    ///
    /// # Errors
    /// [`SignError`] by what is wrong with the path.
    fn public_key(&self, path: &KeyPath) -> Result<PublicKey, SignError>;
}

/// Whether a signature of a message is of this Ed25519 key, strictly: no malleable signature, no weak key.
#[must_use]
pub fn is_signed_by(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| {
        !key.is_weak() && key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
    })
}

/// A curve that chains sign on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Curve {
    Secp256k1,
    Ed25519,
}

/// SLIP-44's coin type of Solana, the one chain here whose tree is Ed25519.
const SOLANA: u32 = 501 | KeyPath::HARDENED;

fn curve(path: &KeyPath) -> Curve {
    if path.steps().get(1) == Some(&SOLANA) { Curve::Ed25519 } else { Curve::Secp256k1 }
}

/// Signs with the tree of a BIP-39 seed.
pub(crate) fn sign_below(seed: &Secret<64>, path: &KeyPath, what: &ToSign) -> Result<Signature, SignError> {
    match (curve(path), what) {
        (Curve::Secp256k1, ToSign::SecpDigest(_) | ToSign::SecpDigestCanonical(_)) => {
            sign_secp(&secp_key(seed, path)?, what)
        }
        (Curve::Ed25519, ToSign::Ed25519Message(message)) => {
            Ok(Signature::Ed25519(ed25519_key(seed, path)?.sign(message).to_bytes()))
        }
        _ => Err(SignError::Curve),
    }
}

/// The public half of a key in the tree of a BIP-39 seed.
pub(crate) fn public_below(seed: &Secret<64>, path: &KeyPath) -> Result<PublicKey, SignError> {
    Ok(match curve(path) {
        Curve::Secp256k1 => PublicKey::Secp(secp_key(seed, path)?.public()),
        Curve::Ed25519 => PublicKey::Ed25519(ed25519_key(seed, path)?.verifying_key().to_bytes()),
    })
}

fn secp_key(seed: &Secret<64>, path: &KeyPath) -> Result<SecpKey, HdError> {
    Ok(SecpKey::from_bytes(Branch::secp(seed.expose(), path)?.key())?)
}

fn ed25519_key(seed: &Secret<64>, path: &KeyPath) -> Result<Box<SigningKey>, HdError> {
    Ok(Box::new(SigningKey::from_bytes(Branch::ed25519(seed.expose(), path)?.key())))
}

fn sign_secp(key: &SecpKey, what: &ToSign) -> Result<Signature, SignError> {
    match what {
        ToSign::SecpDigest(digest) => Ok(Signature::Secp(key.sign(digest))),
        ToSign::SecpDigestCanonical(digest) => Ok(Signature::Secp(key.sign_canonical(digest))),
        ToSign::Ed25519Message(_) => Err(SignError::Curve),
    }
}

/// One secp256k1 key by itself, imported (WIF) or given to the known-answer tool. It answers for any path.
pub struct RawKey(SecpKey);

impl RawKey {
    /// The key of 32 bytes.
    ///
    /// # Errors
    /// [`SecpError::PrivateKey`](crate::secp::SecpError::PrivateKey) for zero or a number not below the order.
    pub fn new(bytes: &Secret<32>) -> Result<Self, crate::secp::SecpError> {
        wiped(|| SecpKey::from_bytes(bytes.expose()).map(Self))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> SecpPublicKey {
        wiped(|| self.0.public())
    }
}

impl Signer for RawKey {
    fn sign(&self, _: &KeyPath, what: &ToSign) -> Result<Signature, SignError> {
        wiped(|| sign_secp(&self.0, what))
    }

    fn public_key(&self, _: &KeyPath) -> Result<PublicKey, SignError> {
        Ok(PublicKey::Secp(self.public()))
    }
}

impl fmt::Debug for RawKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("RawKey(..)")
    }
}

#[cfg(test)]
mod tests;
