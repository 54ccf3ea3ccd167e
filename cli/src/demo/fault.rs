//! Why a step of the story did not come out.

use crate::failure::Failure;
use serde_json::Value;

/// What a check found wrong, or what stood in its way.
#[derive(Debug)]
pub(super) struct Fault {
    /// The stable code.
    pub(super) code: &'static str,
    /// What belongs to it: an operation, a refusal's code, two numbers that should be equal.
    pub(super) detail: String,
}

impl Fault {
    /// A fault by its code.
    pub(super) fn new(code: &'static str) -> Self {
        Self { code, detail: String::new() }
    }

    /// With something that belongs to it.
    pub(super) fn with(mut self, detail: impl ToString) -> Self {
        self.detail = detail.to_string();
        self
    }
}

/// A device, or this process, refused something that the story needs.
impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::new("not_possible").with(failure.code)
    }
}

/// What an operation of a device came to, if it was not done.
#[derive(Debug)]
pub(super) enum Answer {
    /// It was refused, with this error.
    Refused(Value),
    /// Nothing was said in time, or the process is gone.
    Silence,
}

impl Answer {
    /// The code of the refusal.
    pub(super) fn code(&self) -> &str {
        match self {
            Self::Refused(error) => error.get("code").and_then(Value::as_str).unwrap_or_default(),
            Self::Silence => "silence",
        }
    }
}

/// The fault of a check that found two things different.
pub(super) fn same<T: PartialEq + core::fmt::Debug>(
    code: &'static str,
    found: &T,
    expected: &T,
) -> Result<(), Fault> {
    if found == expected {
        Ok(())
    } else {
        Err(Fault::new(code).with(format!("{found:?} is not {expected:?}")))
    }
}

/// The fault of a check that does not hold.
pub(super) fn ensure(holds: bool, code: &'static str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault::new(code)) }
}
