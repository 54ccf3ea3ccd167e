//! Key trees: BIP-32 on secp256k1, SLIP-10 on Ed25519.
//!
//! Written over `k256` and not with the crate `bip32`, which leaves the tweak and the chain code unwiped on
//! the stack; that crate's published vectors are the tests here.

use crate::kdf::hmac_sha512;
use crate::secp::{SecpError, SecpKey, decode, encode};
use crate::secret::Secret;
use core::fmt;
use k256::elliptic_curve::PrimeField;
use k256::elliptic_curve::sec1::ToSec1Point;
use k256::{ProjectivePoint, PublicKey, Scalar};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tongtong_types::{KeyPath, SecpPublicKey};
use zeroize::{Zeroize, Zeroizing};

/// Why a tree has no key at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HdError {
    /// A hardened step needs the private key.
    #[error("a hardened step cannot be taken from a public key")]
    Hardened,
    /// Every step of an Ed25519 tree is hardened.
    #[error("an Ed25519 tree has only hardened steps")]
    NotHardened,
    /// The one index in 2^127 that gives no key: take the next one.
    #[error("this index gives no key")]
    Unusable,
    /// The stored public key is no point of the curve.
    #[error("not an account's public key")]
    PublicKey,
}

impl HdError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Hardened => "hd_hardened",
            Self::NotHardened => "hd_not_hardened",
            Self::Unusable => "hd_unusable",
            Self::PublicKey => "hd_public_key",
        }
    }
}

impl From<SecpError> for HdError {
    fn from(_: SecpError) -> Self {
        Self::Unusable
    }
}

/// A private key of the tree with its chain code behind it.
pub(crate) struct Branch(Secret<64>);

impl Branch {
    /// The key at a path below a seed, on secp256k1.
    pub(crate) fn secp(seed: &[u8], path: &KeyPath) -> Result<Self, HdError> {
        let root = Self(hmac_sha512(b"Bitcoin seed", &[seed]));
        SecpKey::from_bytes(root.key())?;
        path.steps().iter().try_fold(root, |branch, step| branch.secp_child(*step))
    }

    /// The key at a path below a seed, on Ed25519.
    pub(crate) fn ed25519(seed: &[u8], path: &KeyPath) -> Result<Self, HdError> {
        let root = Self(hmac_sha512(b"ed25519 seed", &[seed]));
        path.steps().iter().try_fold(root, |branch, step| {
            if step & KeyPath::HARDENED == 0 {
                return Err(HdError::NotHardened);
            }
            Ok(Self(hmac_sha512(branch.chain_code(), &[&[0], branch.key(), &step.to_be_bytes()])))
        })
    }

    /// The private key, for the one computation that needs it.
    pub(crate) fn key(&self) -> &[u8; 32] {
        halves(self.0.expose()).0
    }

    pub(crate) fn chain_code(&self) -> &[u8; 32] {
        halves(self.0.expose()).1
    }

    fn secp_child(&self, step: u32) -> Result<Self, HdError> {
        let index = step.to_be_bytes();
        let tweak = if step & KeyPath::HARDENED == 0 {
            let public = SecpKey::from_bytes(self.key())?.public().compressed;
            hmac_sha512(self.chain_code(), &[&public, &index])
        } else {
            hmac_sha512(self.chain_code(), &[&[0], self.key(), &index])
        };
        let (left, chain_code) = halves(tweak.expose());
        let mut sum = scalar(left)?;
        let mut parent = scalar(self.key())?;
        sum += &parent;
        parent.zeroize();
        let bytes = Zeroizing::new(<[u8; 32]>::from(sum.to_repr()));
        sum.zeroize();
        // Refuses the sum zero.
        SecpKey::from_bytes(&bytes)?;
        Ok(Self(Secret::init_with(|out| {
            let (key, code) = out.split_at_mut(32);
            key.copy_from_slice(bytes.as_slice());
            code.copy_from_slice(chain_code);
        })))
    }
}

impl fmt::Debug for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("Branch(..)")
    }
}

/// An account's extended public key: every receive and change address of the account comes from it, and
/// nothing can be spent with it. It shows all of the account's addresses, so it is stored sealed in the
/// reading tier and never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct AccountPublic {
    key: PublicKey,
    chain_code: [u8; 32],
}

impl AccountPublic {
    pub(crate) fn of(branch: &Branch) -> Result<Self, HdError> {
        let public = SecpKey::from_bytes(branch.key())?.public();
        Ok(Self { key: decode(&public.compressed)?, chain_code: *branch.chain_code() })
    }

    /// The key of an address: chain 0 is handed out, chain 1 is change; both are plain steps.
    ///
    /// # Errors
    /// [`HdError::Hardened`] for a step of 2^31 or more, [`HdError::Unusable`] for one index in 2^127.
    pub fn child(&self, chain: u32, index: u32) -> Result<SecpPublicKey, HdError> {
        Ok(encode(&self.step(chain)?.step(index)?.key))
    }

    fn step(&self, step: u32) -> Result<Self, HdError> {
        if step & KeyPath::HARDENED != 0 {
            return Err(HdError::Hardened);
        }
        let tweak =
            hmac_sha512(&self.chain_code, &[self.key.to_sec1_point(true).as_bytes(), &step.to_be_bytes()]);
        let (left, chain_code) = halves(tweak.expose());
        let point = ProjectivePoint::GENERATOR * scalar(left)? + self.key.to_projective();
        let key = PublicKey::from_affine(point.to_affine()).map_err(|_| HdError::Unusable)?;
        Ok(Self { key, chain_code: *chain_code })
    }
}

impl fmt::Debug for AccountPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key: _, chain_code: _ } = self;
        f.write_str("AccountPublic(..)")
    }
}

/// An account's public key in its cell of the store.
#[derive(Serialize, Deserialize)]
struct Stored {
    key: Vec<u8>,
    chain_code: [u8; 32],
}

impl TryFrom<Stored> for AccountPublic {
    type Error = HdError;

    fn try_from(stored: Stored) -> Result<Self, HdError> {
        let key = decode(&stored.key).map_err(|_| HdError::PublicKey)?;
        Ok(Self { key, chain_code: stored.chain_code })
    }
}

impl From<AccountPublic> for Stored {
    fn from(account: AccountPublic) -> Self {
        Self { key: encode(&account.key).compressed.to_vec(), chain_code: account.chain_code }
    }
}

fn halves(bytes: &[u8; 64]) -> (&[u8; 32], &[u8; 32]) {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(left), Some(right)) => (left, right),
        _ => unreachable!("64 bytes have two halves"),
    }
}

fn scalar(bytes: &[u8; 32]) -> Result<Scalar, HdError> {
    Option::from(Scalar::from_repr((*bytes).into())).ok_or(HdError::Unusable)
}

#[cfg(test)]
mod tests;
