//! The device's safe, implemented by the app: Keystore, Secure Enclave, or software on a computer.

use crate::secrets::SecretSink;
use std::sync::Arc;
use thiserror::Error;
use tongtong_ports::{Attempts, Capability, KeyVault, KeyVaultError, Marker};
use tongtong_types::{Duration, Tier, Timestamp};
use zeroize::Zeroizing;

/// What went wrong with the safe, as the app says it. Anything else that it throws counts as `Storage`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum VaultError {
    /// The hardware threw its keys away.
    #[error("the device's secure hardware has invalidated its keys")]
    HardwareKeyInvalidated,
    /// The user did not show presence.
    #[error("the user cancelled")]
    Cancelled,
    /// It cannot be done on this device.
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

impl VaultError {
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

impl From<uniffi::UnexpectedUniFFICallbackError> for VaultError {
    /// What was thrown is dropped: it may hold anything.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Storage
    }
}

impl From<VaultError> for KeyVaultError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::HardwareKeyInvalidated => Self::HardwareKeyInvalidated,
            VaultError::Cancelled => Self::Cancelled,
            VaultError::Unsupported => Self::Unsupported,
            VaultError::NotOurs => Self::NotOurs,
            VaultError::Storage => Self::Storage,
            VaultError::Held => Self::Held,
        }
    }
}

/// Foreign trait: the device's safe. It is called on threads that may block, never on the app's main thread, so
/// it may show a biometric prompt. Every write is durable when the call returns. Wipe what you are given where your
/// language lets you. Do not call the device from here: it waits for your answer.
#[uniffi::export(foreign)]
pub trait ForeignKeyVault: Send + Sync {
    /// What it can do.
    ///
    /// # Errors
    /// [`VaultError`], as for every method here.
    fn capability(&self) -> Result<Capability, VaultError>;
    /// Puts the HMAC-SHA-256 of the input by the tier's key into `output`: at least 32 bytes, the same for
    /// the same input.
    fn prf(&self, tier: Tier, input: Vec<u8>, output: Arc<SecretSink>) -> Result<(), VaultError>;
    /// Encrypts under the tier's key, where there is no PRF.
    fn wrap(&self, tier: Tier, secret: Vec<u8>) -> Result<Vec<u8>, VaultError>;
    /// Puts what `wrap` encrypted into `output`; `NotOurs` for anything else.
    fn unwrap(&self, tier: Tier, wrapped: Vec<u8>, output: Arc<SecretSink>) -> Result<(), VaultError>;
    /// The marker, if one was set.
    fn marker(&self) -> Result<Option<Marker>, VaultError>;
    /// Sets the marker.
    fn set_marker(&self, marker: Marker) -> Result<(), VaultError>;
    /// Wrong pass phrases so far.
    fn attempts(&self) -> Result<Attempts, VaultError>;
    /// Counts one more and returns the new count with both times kept.
    fn raise_attempts(&self, now: Timestamp, since_boot: Duration) -> Result<Attempts, VaultError>;
    /// Forgets them, after a success.
    fn clear_attempts(&self) -> Result<(), VaultError>;
    /// Destroys every key, the marker and the count.
    fn delete(&self) -> Result<(), VaultError>;
}

/// An app's safe behind the port.
pub(crate) struct Adapter(pub(crate) Arc<dyn ForeignKeyVault>);

impl KeyVault for Adapter {
    /// A safe that cannot say counts as one that can do nothing: then a strong pass phrase is demanded.
    fn capability(&self) -> Capability {
        let nothing = Capability { hardware: false, presence: false, prf: false };
        self.0.capability().unwrap_or(nothing)
    }

    fn prf(&self, tier: Tier, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyVaultError> {
        let output = SecretSink::empty();
        self.0.prf(tier, input.to_vec(), Arc::clone(&output))?;
        output.take().ok_or(KeyVaultError::Storage)
    }

    fn wrap(&self, tier: Tier, secret: &[u8]) -> Result<Vec<u8>, KeyVaultError> {
        Ok(self.0.wrap(tier, secret.to_vec())?)
    }

    fn unwrap(&self, tier: Tier, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyVaultError> {
        let output = SecretSink::empty();
        self.0.unwrap(tier, wrapped.to_vec(), Arc::clone(&output))?;
        output.take().ok_or(KeyVaultError::Storage)
    }

    fn marker(&self) -> Result<Option<Marker>, KeyVaultError> {
        Ok(self.0.marker()?)
    }

    fn set_marker(&self, marker: Marker) -> Result<(), KeyVaultError> {
        Ok(self.0.set_marker(marker)?)
    }

    fn attempts(&self) -> Result<Attempts, KeyVaultError> {
        Ok(self.0.attempts()?)
    }

    fn raise_attempts(&self, now: Timestamp, since_boot: Duration) -> Result<Attempts, KeyVaultError> {
        Ok(self.0.raise_attempts(now, since_boot)?)
    }

    fn clear_attempts(&self) -> Result<(), KeyVaultError> {
        Ok(self.0.clear_attempts()?)
    }

    fn delete(&self) -> Result<(), KeyVaultError> {
        Ok(self.0.delete()?)
    }
}
