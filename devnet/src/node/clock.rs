//! What time it is for the node.

use std::time::{SystemTime, UNIX_EPOCH};

/// The node's clock, in whole seconds since 1970 as on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's.
    System,
    /// Stands still at this moment, to replay what was captured then.
    Fixed(u32),
}

impl Clock {
    /// Now, by this clock.
    pub(crate) fn now(self) -> u32 {
        match self {
            Self::Fixed(seconds) => seconds,
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|age| u32::try_from(age.as_secs()).ok())
                .unwrap_or(0),
        }
    }
}
