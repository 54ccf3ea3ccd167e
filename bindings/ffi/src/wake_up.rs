//! Waking a contact's device through the app's push service.

use async_trait::async_trait;
use std::sync::Arc;
use thiserror::Error;
use tongtong_ports::{WakeUp, WakeUpError};

/// Why nobody was woken, as the app says it. Anything else that it throws counts as `Offline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum WakeUpFailure {
    /// This device has no way to wake others.
    #[error("no push service on this device")]
    Unsupported,
    /// The push service does not answer.
    #[error("the push service does not answer")]
    Offline,
    /// The capability was revoked.
    #[error("the other side no longer wants to be woken")]
    Revoked,
}

impl WakeUpFailure {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported => "wake_up_unsupported",
            Self::Offline => "wake_up_offline",
            Self::Revoked => "wake_up_revoked",
        }
    }
}

impl From<uniffi::UnexpectedUniFFICallbackError> for WakeUpFailure {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Offline
    }
}

impl From<WakeUpFailure> for WakeUpError {
    fn from(failure: WakeUpFailure) -> Self {
        match failure {
            WakeUpFailure::Unsupported => Self::Unsupported,
            WakeUpFailure::Offline => Self::Offline,
            WakeUpFailure::Revoked => Self::Revoked,
        }
    }
}

/// Foreign trait: asks the push service to wake a contact's device. It never carries a message. Called on
/// threads that may block. In this version nothing wakes anybody yet: what waits goes out when both are online.
#[uniffi::export(foreign)]
pub trait ForeignWakeUp: Send + Sync {
    /// Wakes whoever gave us this capability. Waking twice is harmless.
    ///
    /// # Errors
    /// [`WakeUpFailure`].
    fn wake(&self, capability: Vec<u8>) -> Result<(), WakeUpFailure>;
}

/// An app's push service behind the port.
pub(crate) struct Adapter(pub(crate) Arc<dyn ForeignWakeUp>);

#[async_trait]
impl WakeUp for Adapter {
    async fn wake(&self, capability: &[u8]) -> Result<(), WakeUpError> {
        let (service, capability) = (Arc::clone(&self.0), capability.to_vec());
        match tokio::task::spawn_blocking(move || service.wake(capability)).await {
            Ok(woken) => Ok(woken?),
            Err(_) => Err(WakeUpError::Offline),
        }
    }
}
