//! What every [`Logger`] keeps.

use crate::{Level, LogEntry, Logger};
use tongtong_types::Timestamp;

/// Runs the suite: every line is taken, from several threads at once.
///
/// # Panics
/// Where the contract is broken.
pub fn check(logger: &dyn Logger) {
    let lines = |thread: u64| {
        for level in [Level::Debug, Level::Info, Level::Warn, Level::Error] {
            for count in [None, Some(0), Some(u64::MAX)] {
                let at = Timestamp::from_millis(thread);
                logger.log(LogEntry { at, level, code: "contract_check", count });
            }
        }
    };
    std::thread::scope(|scope| {
        for thread in [0, u64::MAX] {
            scope.spawn(move || lines(thread));
        }
    });
}
