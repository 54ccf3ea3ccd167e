//! The time, told by the device.

use std::time::{SystemTime, UNIX_EPOCH};
use tongtong_types::{Duration, Timestamp};

/// Port: the clocks of the device.
pub trait Clock: Send + Sync {
    /// The wall clock. The user can set it; rules that matter look at [`Clock::since_boot`] too.
    fn now(&self) -> Timestamp;
    /// Time since the device started; never set back, begins anew at a reboot.
    fn since_boot(&self) -> Duration;
}

/// The clocks that every system has.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    /// Counts the time that the device sleeps, too.
    fn since_boot(&self) -> Duration {
        let up = rustix::time::clock_gettime(BOOT);
        let millis = i128::from(up.tv_sec) * 1_000 + i128::from(up.tv_nsec) / 1_000_000;
        Duration::from_millis(u64::try_from(millis).unwrap_or_default())
    }
}

/// Linux's monotonic clock stands still while the device sleeps; Apple's goes on.
#[cfg(any(target_os = "linux", target_os = "android"))]
const BOOT: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const BOOT: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
