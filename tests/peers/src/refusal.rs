use std::fmt::Display;
use thiserror::Error;

/// Why something was not done, for the line that says so.
#[derive(Debug, Error)]
#[error("{text} ({code})")]
pub(crate) struct Refusal {
    /// A stable word.
    pub(crate) code: &'static str,
    /// What happened, in words.
    pub(crate) text: String,
}

impl Refusal {
    /// One with this code and these words.
    pub(crate) fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }

    /// A node that answers what it never should.
    pub(crate) fn nonsense(what: impl Display) -> Self {
        Self::new("nonsense", format!("the node answers nonsense: {what}"))
    }
}

impl From<std::io::Error> for Refusal {
    fn from(why: std::io::Error) -> Self {
        Self::new("machine", why.to_string())
    }
}
