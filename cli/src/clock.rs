//! The clocks of this machine.

use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tongtong_ports::Clock;
use tongtong_types::{Duration, Timestamp};

/// The wall clock, and the time since the machine started.
#[derive(Debug)]
pub(crate) struct SystemClock {
    opened: Instant,
}

impl SystemClock {
    /// The clocks from now on.
    pub(crate) fn new() -> Self {
        Self { opened: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    /// Where the system tells no time since boot, the time since this process began: the engine then takes
    /// every start for a reboot and counts a whole wait again, which is the safe side.
    fn since_boot(&self) -> Duration {
        let up = std::fs::read_to_string("/proc/uptime").ok().and_then(|text| millis(&text));
        let up = up.unwrap_or_else(|| u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX));
        Duration::from_millis(up)
    }
}

/// Reads `350735.47 234388.90`: seconds with two places.
fn millis(uptime: &str) -> Option<u64> {
    let (seconds, hundredths) = uptime.split_whitespace().next()?.split_once('.')?;
    let hundredths: u64 = hundredths.get(..2)?.parse().ok()?;
    seconds.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(hundredths.checked_mul(10)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_uptime_of_the_system() {
        assert_eq!(millis("350735.47 234388.90\n"), Some(350_735_470));
        assert_eq!(millis("nonsense"), None);
    }
}
