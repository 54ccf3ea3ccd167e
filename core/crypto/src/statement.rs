//! Statements: what a person or a wallet signs outside of any chain, and for which purpose.
//!
//! Every signature is Ed25519 (RFC 8032) over `tongtong/v1/` || purpose || 0x00 || canonical CBOR, and is
//! verified strictly. This file lists every purpose. A key signs one class of purposes: the identity
//! speaks for the person, the pay key for the wallet, and the types keep them apart.

use crate::secret::Secret;
use crate::stack::wiped;
use core::fmt;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tongtong_types::PeerId;

/// What the identity key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityPurpose {
    /// The card that directory, QR code and link carry.
    PublicCard,
    /// A request to the phone directory.
    DirectoryRequest,
}

/// What the pay key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayPurpose {
    /// The addresses made for one contact.
    PayAddresses,
}

/// A purpose, and the public key that may have signed it.
pub trait Purpose: sealed::Sealed + Copy {
    /// The public half of the only key that signs this class.
    type Public: PublicBytes;

    /// The name that stands in the signed bytes.
    fn name(self) -> &'static str;
}

/// A public key that can say its 32 bytes.
pub trait PublicBytes: sealed::Sealed {
    /// The Ed25519 public key.
    fn public_bytes(&self) -> &[u8; 32];
}

impl Purpose for IdentityPurpose {
    type Public = PeerId;

    fn name(self) -> &'static str {
        match self {
            Self::PublicCard => "public-card",
            Self::DirectoryRequest => "directory-request",
        }
    }
}

impl Purpose for PayPurpose {
    type Public = PayPublicKey;

    fn name(self) -> &'static str {
        match self {
            Self::PayAddresses => "pay-addresses",
        }
    }
}

impl PublicBytes for PeerId {
    fn public_bytes(&self) -> &[u8; 32] {
        self.bytes()
    }
}

impl PublicBytes for PayPublicKey {
    fn public_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::IdentityPurpose {}
    impl Sealed for super::PayPurpose {}
    impl Sealed for super::PeerId {}
    impl Sealed for super::PayPublicKey {}
}

/// Why a statement does not count. Drop it, and whatever it came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StatementError {
    /// The public key is no point of the curve, or one of small order.
    #[error("not a public key")]
    PublicKey,
    /// The signature is not this key's over this purpose and body.
    #[error("the signature does not verify")]
    Signature,
}

impl StatementError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PublicKey => "statement_public_key",
            Self::Signature => "statement_signature",
        }
    }
}

/// The public half of a wallet's pay key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PayPublicKey(pub [u8; 32]);

impl fmt::Debug for PayPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.0;
        write!(f, "PayPublicKey({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

/// The key that a person is known by. It signs [`IdentityPurpose`] and nothing else.
pub struct IdentityKey(Box<SigningKey>);

impl IdentityKey {
    /// The key of a derived seed.
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        wiped(|| Self(Box::new(SigningKey::from_bytes(seed.expose()))))
    }

    /// Who this is.
    #[must_use]
    pub fn peer(&self) -> PeerId {
        PeerId::new(self.0.verifying_key().to_bytes())
    }

    /// Signs canonical CBOR for a purpose.
    #[must_use]
    pub fn sign(&self, purpose: IdentityPurpose, body: &[u8]) -> [u8; 64] {
        sign(&self.0, purpose, body)
    }
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("IdentityKey(..)")
    }
}

/// The key that vouches for a wallet's addresses. It signs [`PayPurpose`] and nothing else.
pub struct PayKey(Box<SigningKey>);

impl PayKey {
    /// The key of a derived seed.
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        wiped(|| Self(Box::new(SigningKey::from_bytes(seed.expose()))))
    }

    /// What contacts remember of this wallet.
    #[must_use]
    pub fn public(&self) -> PayPublicKey {
        PayPublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs canonical CBOR for a purpose.
    #[must_use]
    pub fn sign(&self, purpose: PayPurpose, body: &[u8]) -> [u8; 64] {
        sign(&self.0, purpose, body)
    }
}

impl fmt::Debug for PayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("PayKey(..)")
    }
}

/// Checks that the owner of `public` said `body` for `purpose`, strictly: no malleable signature, no key of
/// small order.
///
/// # Errors
/// [`StatementError`] by what is wrong.
pub fn verify<P: Purpose>(
    purpose: P,
    public: &P::Public,
    body: &[u8],
    signature: &[u8; 64],
) -> Result<(), StatementError> {
    let key = VerifyingKey::from_bytes(public.public_bytes()).map_err(|_| StatementError::PublicKey)?;
    if key.is_weak() {
        return Err(StatementError::PublicKey);
    }
    key.verify_strict(&signed_bytes(purpose, body), &Signature::from_bytes(signature))
        .map_err(|_| StatementError::Signature)
}

fn sign<P: Purpose>(key: &SigningKey, purpose: P, body: &[u8]) -> [u8; 64] {
    wiped(|| key.sign(&signed_bytes(purpose, body)).to_bytes())
}

fn signed_bytes<P: Purpose>(purpose: P, body: &[u8]) -> Vec<u8> {
    [b"tongtong/v1/", purpose.name().as_bytes(), &[0], body].concat()
}

#[cfg(test)]
mod tests;
