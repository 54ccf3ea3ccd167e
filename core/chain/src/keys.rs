use crate::Fault;
use tongtong_types::{KeyPath, SecpPublicKey};

/// Which keys of the spending root a chain's account hangs on. The wallet keeps their public halves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyTree {
    /// A BIP-32 account on secp256k1: all keys `account/branch/index`, branch 0 handed out, 1 change.
    Secp {
        /// Such as `m/84'/0'/0'`.
        account: KeyPath,
    },
    /// One Ed25519 key (SLIP-10), all steps hardened.
    Ed25519 {
        /// Such as `m/44'/501'/0'/0'`.
        key: KeyPath,
    },
}

/// The public halves that the wallet keeps for a chain.
pub trait Keys {
    /// The key at `account/branch/index`.
    ///
    /// # Errors
    /// [`Fault::NoKey`] if the chain's tree is not of secp256k1.
    fn secp(&self, branch: u32, index: u32) -> Result<SecpPublicKey, Fault>;

    /// The one key.
    ///
    /// # Errors
    /// [`Fault::NoKey`] if the chain's tree is not of Ed25519.
    fn ed25519(&self) -> Result<[u8; 32], Fault>;
}
