use crate::Refused;
use serde::{Deserialize, Serialize};
use tongtong_chain::{Fault, KeyTree, Keys};
use tongtong_crypto::AccountPublic;
use tongtong_crypto::keys::SpendingKeys;
use tongtong_crypto::signer::{PublicKey, SignError, Signer};
use tongtong_types::SecpPublicKey;

/// The public halves of an account's keys on one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PublicKeys {
    /// A tree on secp256k1, from the account down.
    Secp(AccountPublic),
    /// The one key on Ed25519.
    Ed25519([u8; 32]),
}

impl PublicKeys {
    pub(crate) fn of(tree: &KeyTree, root: &SpendingKeys) -> Result<Self, Refused> {
        match tree {
            KeyTree::Secp { account } => Ok(Self::Secp(root.account_at(account)?)),
            KeyTree::Ed25519 { key } => match root.public_key(key)? {
                PublicKey::Ed25519(key) => Ok(Self::Ed25519(key)),
                PublicKey::Secp(_) => Err(SignError::Curve.into()),
            },
        }
    }
}

impl Keys for PublicKeys {
    fn secp(&self, branch: u32, index: u32) -> Result<SecpPublicKey, Fault> {
        match self {
            Self::Secp(account) => account.child(branch, index).map_err(|_| Fault::NoKey),
            Self::Ed25519(_) => Err(Fault::NoKey),
        }
    }

    fn ed25519(&self) -> Result<[u8; 32], Fault> {
        match self {
            Self::Ed25519(key) => Ok(*key),
            Self::Secp(_) => Err(Fault::NoKey),
        }
    }
}
