//! What every [`Clock`] keeps.

use crate::Clock;

/// 2020-01-01: no device of ours ran before it.
const FIRST: u64 = 1_577_836_800_000;

/// Runs the suite.
///
/// # Panics
/// Where the contract is broken.
pub fn check(clock: &dyn Clock) {
    assert!(clock.now().millis() > FIRST, "milliseconds since 1970, not seconds");
    let mut boot = clock.since_boot();
    for _ in 0..1_000 {
        let next = clock.since_boot();
        assert!(next >= boot, "the boot clock is never set back");
        boot = next;
    }
}
