//! The device's own safe: keys that cannot leave the hardware, and the few bits that must not be
//! rolled back with a copied folder.

use thiserror::Error;
use tongtong_types::{Duration, RowId, Tier, Timestamp};
use zeroize::Zeroizing;

/// What this device's safe can do. An app shows it; the core refuses a PIN where `hardware` is false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Keys live in hardware that they cannot leave.
    pub hardware: bool,
    /// The hardware can demand the user's presence for the spending key.
    pub presence: bool,
    /// There is a true PRF; otherwise only wrap and unwrap.
    pub prf: bool,
}

/// What ties a store to this device, so that a copied store is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Which store.
    pub store: RowId,
    /// Its generation as last committed here.
    pub generation: u64,
}

/// Wrong pass phrases so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many since the last success.
    pub count: u32,
    /// The wall clock at the last one.
    pub last: Option<Timestamp>,
    /// The boot clock at the last one.
    pub last_boot: Option<Duration>,
}

/// What went wrong with the safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyVaultError {
    /// The hardware threw its keys away (new fingerprint, screen lock removed): words or a backup bring
    /// the data back.
    #[error("the device's secure hardware has invalidated its keys")]
    HardwareKeyInvalidated,
    /// The user did not show presence.
    #[error("the user cancelled")]
    Cancelled,
    /// It cannot be done on this device; see [`Capability`].
    #[error("this device cannot do that")]
    Unsupported,
    /// What is to be unwrapped was not wrapped here, or was changed.
    #[error("not wrapped by this device")]
    NotOurs,
    /// The safe's storage failed.
    #[error("the device's key storage failed")]
    Storage,
    /// Another process has it.
    #[error("another process holds the key storage")]
    Held,
}

impl KeyVaultError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::HardwareKeyInvalidated => "hardware_key_invalidated",
            Self::Cancelled => "user_cancelled",
            Self::Unsupported => "key_vault_unsupported",
            Self::NotOurs => "key_vault_not_ours",
            Self::Storage => "key_vault_storage",
            Self::Held => "key_vault_held",
        }
    }
}

/// Port: the device's safe. May show a biometric prompt, so it is called on blocking threads only.
///
/// Every write is durable when the call returns.
pub trait KeyVault: Send + Sync {
    /// What it can do.
    fn capability(&self) -> Capability;
    /// HMAC of the input by the tier's key; the same input gives the same 32 bytes or more.
    fn prf(&self, tier: Tier, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyVaultError>;
    /// Encrypts under the tier's key, where only that exists.
    fn wrap(&self, tier: Tier, secret: &[u8]) -> Result<Vec<u8>, KeyVaultError>;
    /// Decrypts what [`KeyVault::wrap`] made.
    fn unwrap(&self, tier: Tier, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyVaultError>;
    /// The marker, if one was set.
    fn marker(&self) -> Result<Option<Marker>, KeyVaultError>;
    /// Sets the marker.
    fn set_marker(&self, marker: Marker) -> Result<(), KeyVaultError>;
    /// Wrong pass phrases so far.
    fn attempts(&self) -> Result<Attempts, KeyVaultError>;
    /// Counts one more, before the pass phrase is checked.
    fn raise_attempts(&self, now: Timestamp, since_boot: Duration) -> Result<Attempts, KeyVaultError>;
    /// Forgets them, after a success.
    fn clear_attempts(&self) -> Result<(), KeyVaultError>;
    /// Destroys every key: nothing sealed by them can be opened again.
    fn delete(&self) -> Result<(), KeyVaultError>;
}
