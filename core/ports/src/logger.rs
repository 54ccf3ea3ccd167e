//! Where the core says what it did, in words that are safe to keep.

use tongtong_types::Timestamp;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For those who look for a fault.
    Debug,
    /// The ordinary course.
    Info,
    /// Something failed and will be tried again, or was refused.
    Warn,
    /// Something is wrong with this device.
    Error,
}

/// One line: a stable code and small numbers. It cannot carry a text, a name or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// How much it matters.
    pub level: Level,
    /// What, from the core's own list.
    pub code: &'static str,
    /// A count that goes with it.
    pub count: Option<u64>,
}

/// Port: the app's log.
pub trait Logger: Send + Sync {
    /// Takes a line. Must not block and must not fail.
    fn log(&self, entry: LogEntry);
}
