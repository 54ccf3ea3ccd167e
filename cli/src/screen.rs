//! Where everything that a person or a program reads goes out.

use crate::failure::Failure;
use crate::texts::Lang;
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// How a command speaks: in which language, and to whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// The language.
    pub(crate) lang: Lang,
    /// To a program: one JSON object on a line.
    pub(crate) json: bool,
}

impl Screen {
    /// Says a text of the tables to a person.
    pub(crate) fn say(self, code: &str, facts: &[(&str, &str)]) {
        if !self.json {
            put(&self.lang.say(code, facts));
        }
    }

    /// Says a line to a person.
    pub(crate) fn line(self, line: &str) {
        if !self.json {
            put(line);
        }
    }

    /// Gives an object to a program.
    pub(crate) fn object(self, object: &Value) {
        if self.json {
            put(&object.to_string());
        }
    }

    /// Says why a command was refused or failed, once, and gives the exit code.
    pub(crate) fn fail(self, failure: &Failure) -> ExitCode {
        let message = self.lang.failure(failure);
        if failure.told {
            return ExitCode::from(failure.exit);
        }
        if self.json {
            put(&json!({ "error": failure.json(&message) }).to_string());
        } else {
            note(&format!("error[{}]: {message}", failure.code));
        }
        ExitCode::from(failure.exit)
    }
}

/// A line on standard output. Nobody reading it is no fault.
pub(crate) fn put(line: &str) {
    let mut out = std::io::stdout().lock();
    let _read = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A line beside the output proper.
pub(crate) fn note(line: &str) {
    let _read = writeln!(std::io::stderr().lock(), "{line}");
}

/// Whether a person can be asked.
pub(crate) fn is_answered_by_a_person() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}
