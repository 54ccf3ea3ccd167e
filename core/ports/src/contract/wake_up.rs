//! What every [`WakeUp`] keeps.

use crate::{WakeUp, WakeUpError};

/// Runs the suite with a capability that works, if this device can wake at all, and one that was revoked.
///
/// # Panics
/// Where the contract is broken.
pub async fn check(wake_up: &dyn WakeUp, good: Option<&[u8]>, revoked: &[u8]) {
    let Some(good) = good else {
        assert_eq!(wake_up.wake(revoked).await, Err(WakeUpError::Unsupported));
        return;
    };
    assert_eq!(wake_up.wake(good).await, Ok(()));
    assert_eq!(wake_up.wake(good).await, Ok(()), "waking twice is harmless");
    assert_eq!(wake_up.wake(revoked).await, Err(WakeUpError::Revoked));
}
