//! What people read, in their language, from a code.
//!
//! A table for each language; `{name}` in a text is filled with a fact. Errors stand under `error.CODE`;
//! what English has no line for is said as the error itself says it.

mod en;
mod ko;

use crate::failure::Failure;
use clap::ValueEnum;
use serde_json::Value;

/// Code and text.
type Table = &'static [(&'static str, &'static str)];

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Korean (한국어).
    Ko,
}

impl Lang {
    /// The language that this system is set to.
    pub(crate) fn of_system() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| {
            let value = std::env::var(name).ok()?;
            (!value.is_empty()).then_some(value)
        });
        if set.is_some_and(|set| set.starts_with("ko")) { Self::Ko } else { Self::En }
    }

    /// The text of a code, unfilled.
    pub(crate) fn text(self, code: &str) -> Option<&'static str> {
        let tables = match self {
            Self::En => en::TABLES,
            Self::Ko => ko::TABLES,
        };
        tables.iter().flat_map(|table| table.iter()).find(|(known, _)| *known == code).map(|(_, text)| *text)
    }

    /// The text of a code, filled with facts. A code without a text is said as it is.
    pub(crate) fn say(self, code: &str, facts: &[(&str, &str)]) -> String {
        let text = self.text(code).unwrap_or(code);
        let text = facts
            .iter()
            .fold(text.to_owned(), |text, (name, fact)| text.replace(&format!("{{{name}}}"), fact));
        text.trim_end().to_owned()
    }

    /// Why a command did not do as asked.
    pub(crate) fn failure(self, failure: &Failure) -> String {
        let fact = |(name, value): (&String, &Value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                value => value.to_string(),
            };
            (name.clone(), text)
        };
        let facts: Vec<(String, String)> = failure.facts.iter().map(fact).collect();
        let facts: Vec<(&str, &str)> =
            facts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let code = format!("error.{}", failure.code);
        let said = if self.text(&code).is_some() { self.say(&code, &facts) } else { failure.plain.clone() };
        said.replace(['\n', '\r'], " ")
    }
}

#[cfg(test)]
mod tests;
