//! Waking the other side's device.

use async_trait::async_trait;
use thiserror::Error;

/// Why nobody was woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WakeUpError {
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

impl WakeUpError {
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

/// Port: asks the push service to wake a contact's device. It never carries a message.
#[async_trait]
pub trait WakeUp: Send + Sync {
    /// Wakes whoever gave us this capability. Waking twice is harmless.
    async fn wake(&self, capability: &[u8]) -> Result<(), WakeUpError>;
}

/// A device that cannot wake others, such as a terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWakeUp;

#[async_trait]
impl WakeUp for NoWakeUp {
    async fn wake(&self, _capability: &[u8]) -> Result<(), WakeUpError> {
        Err(WakeUpError::Unsupported)
    }
}
