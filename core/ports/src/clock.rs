//! The time, told by the device.

use tongtong_types::{Duration, Timestamp};

/// Port: the clocks of the device.
pub trait Clock: Send + Sync {
    /// The wall clock. The user can set it; rules that matter look at [`Clock::since_boot`] too.
    fn now(&self) -> Timestamp;
    /// Time since the device started; never set back, begins anew at a reboot.
    fn since_boot(&self) -> Duration;
}
