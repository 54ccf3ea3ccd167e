//! Keys: every derived key of TongTong, from what, and who may use it.
//!
//! Three independent random roots; none can be computed from another. A key is
//! HKDF-SHA-512(salt `tongtong/v1/keys`, its parent, label || 0x00 || context), cut to its length; the
//! chain keys follow BIP-32, BIP-39 and SLIP-10 instead.
//!
//! | key | label | bytes | parent | context | who uses it |
//! | --- | --- | --- | --- | --- | --- |
//! | rendezvous endpoint, generation n | `rendezvous endpoint` | 32 | background root | u32 n | p2p: first contact |
//! | conversation endpoint, generation n | `conversation endpoint` | 32 | background root | u32 n | p2p: accepted contacts |
//! | static session key, generation n | `static session` | 32 | background root | u32 n | session: handshakes |
//! | store master key | `store` | 32 | reading root | - | parent of the table keys |
//! | table key | `store table` | 32 | store master key | table name | store: cells of one table |
//! | look-up key | `store lookup` | 32 | store master key | column name | store: equality look-ups |
//! | identity key | `identity` | 32 | reading root | - | statements of the person |
//! | BIP-39 seed | - | 64 | spending root | - | parent of what follows |
//! | pay key | `pay` | 32 | BIP-39 seed | - | statements of the wallet |
//! | chain keys | - | 32 | BIP-39 seed | path | `Signer`: wallet's sign step |
//!
//! Tier of a key is the tier of the root it comes from.

mod background;
mod reading;
mod spending;

pub use background::{BackgroundRoot, EndpointKey};
pub use reading::{ReadingRoot, StoreKey};
pub use spending::{SpendingKeys, SpendingRoot};

use crate::kdf::hkdf_sha512;
use crate::secret::{Secret, SecretBytes};
use thiserror::Error;
use zeroize::Zeroizing;

pub use tongtong_types::Tier;

/// One line of the table above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    /// What tells this key from every other of its parent.
    pub label: &'static str,
    /// Its length in bytes.
    pub length: usize,
    /// What it is derived from.
    pub parent: Parent,
    /// Who may use it.
    pub used_by: &'static str,
}

/// What a key is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// The background root.
    BackgroundRoot,
    /// The reading root.
    ReadingRoot,
    /// The store's master key, of the reading tier.
    StoreMaster,
    /// The BIP-39 seed, of the spending tier.
    Seed,
}

impl Parent {
    /// The tier of keys with this parent.
    #[must_use]
    pub fn tier(self) -> Tier {
        match self {
            Self::BackgroundRoot => Tier::Background,
            Self::ReadingRoot | Self::StoreMaster => Tier::Reading,
            Self::Seed => Tier::Spending,
        }
    }
}

macro_rules! keys {
    ($($name:ident: $label:literal, $length:literal, $parent:ident, $used_by:literal;)*) => {
        $(const $name: Derived =
            Derived { label: $label, length: $length, parent: Parent::$parent, used_by: $used_by };)*

        /// Every key that HKDF derives.
        pub const DERIVED: &[Derived] = &[$($name),*];
    };
}

keys! {
    RENDEZVOUS_ENDPOINT: "rendezvous endpoint", 32, BackgroundRoot, "p2p: first contact";
    CONVERSATION_ENDPOINT: "conversation endpoint", 32, BackgroundRoot, "p2p: accepted contacts";
    STATIC_SESSION: "static session", 32, BackgroundRoot, "session: handshakes";
    STORE: "store", 32, ReadingRoot, "parent of the table keys";
    STORE_TABLE: "store table", 32, StoreMaster, "store: cells of one table";
    STORE_LOOKUP: "store lookup", 32, StoreMaster, "store: equality look-ups";
    IDENTITY: "identity", 32, ReadingRoot, "statements of the person";
    PAY: "pay", 32, Seed, "statements of the wallet";
}

const SALT: &[u8] = b"tongtong/v1/keys";

fn derive(parent: &[u8], key: &Derived, context: &[u8]) -> Secret<32> {
    hkdf_sha512(SALT, &[parent], &[key.label.as_bytes(), &[0], context])
}

/// Why the content of an envelope is not a root: it was written by another version, or is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RootError {
    /// Not the length of this root.
    #[error("a root of another length")]
    Length,
    /// Another root, or a format, language or length inside that this version does not know.
    #[error("a root of another format")]
    Format,
}

impl RootError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "root_length",
            Self::Format => "root_format",
        }
    }
}

/// A random root as its envelope holds it: u8 tier, 32 bytes. The tier keeps one root from passing for the
/// other when envelopes are exchanged.
fn random_root_bytes(root: &Secret<32>, tier: Tier) -> SecretBytes {
    let mut out = Zeroizing::new(vec![0; 33]);
    let (head, tail) = out.split_at_mut(1);
    head.copy_from_slice(&[tier.tag()]);
    tail.copy_from_slice(root.expose());
    SecretBytes::new(out)
}

fn random_root(bytes: &SecretBytes, tier: Tier) -> Result<Secret<32>, RootError> {
    let bytes: &[u8; 33] = bytes.expose().try_into().map_err(|_| RootError::Length)?;
    let (head, tail) = bytes.split_at(1);
    if head != [tier.tag()] {
        return Err(RootError::Format);
    }
    Ok(Secret::init_with(|out| out.copy_from_slice(tail)))
}

#[cfg(test)]
mod tests;
