//! The public surface of the generated sources: every declaration that an app may name, one line each.
//!
//! It reads the regular text that the generator writes, not any Kotlin or Swift. What it cannot follow is an
//! error, never a shorter list.

mod declaration;
mod plain;
mod walk;

use declaration::Declaration;
use std::collections::BTreeSet;
use std::path::Path;

/// A language that the generator writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Public is what says nothing else.
    Kotlin,
    /// Public is what says so.
    Swift,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
        }
    }
}

/// The surface of both languages in a folder that `scripts/bindings` made, sorted.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) fn of_folder(folder: &Path) -> Result<Vec<String>, String> {
    let files = [
        (Language::Kotlin, "kotlin/io/tongtong/core/tongtong.kt"),
        (Language::Swift, "swift/CoreBindings/CoreBindings.swift"),
    ];
    let mut lines = BTreeSet::new();
    for (language, file) in files {
        let path = folder.join(file);
        let source = std::fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
        lines.extend(of(language, &source).map_err(|why| format!("{file}: {why}"))?);
    }
    Ok(lines.into_iter().collect())
}

/// The surface of one source.
fn of(language: Language, source: &str) -> Result<BTreeSet<String>, String> {
    let declarations = walk::declarations(language, &plain::plain(language, source)?)?;
    let kept = declarations.iter().filter(|one| !repeats(one, &declarations));
    Ok(kept.map(|one| format!("{} {}: {}", language.name(), one.path, one.text)).collect())
}

/// Whether a method of a Swift class only says again what the protocol beside it says.
fn repeats(one: &Declaration, all: &[Declaration]) -> bool {
    let Some(text) = one.text.strip_prefix("open ").filter(|text| text.starts_with("func ")) else {
        return false;
    };
    let twins = [format!("{}Protocol", one.path), one.path.trim_end_matches("Impl").to_owned()];
    all.iter().any(|other| other.text == text && other.path != one.path && twins.contains(&other.path))
}

#[cfg(test)]
mod tests;
