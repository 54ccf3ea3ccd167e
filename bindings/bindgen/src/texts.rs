//! The texts of errors: one table for people, rendered as one source for each language.

use std::collections::BTreeSet;
use std::path::Path;

/// What a person reads for one code.
#[derive(Debug, PartialEq, Eq)]
struct Line<'a> {
    code: &'a str,
    english: &'a str,
    korean: &'a str,
}

/// Renders the table as `kotlin/io/tongtong/ErrorTexts.kt` and `swift/ErrorTexts/ErrorTexts.swift` of a folder.
/// A file that says the same already is left as it is.
///
/// # Errors
/// A sentence for the person at the terminal.
pub(crate) fn write(table: &Path, folder: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(table).map_err(|why| format!("{}: {why}", table.display()))?;
    let lines = lines(&text)?;
    for (file, source) in [
        ("kotlin/io/tongtong/ErrorTexts.kt", kotlin(&lines)),
        ("swift/ErrorTexts/ErrorTexts.swift", swift(&lines)),
    ] {
        let path = folder.join(file);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == source) {
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, source))
            .map_err(|why| format!("{}: {why}", path.display()))?;
    }
    Ok(())
}

/// The lines of a table. Empty ones and those that begin with `#` say nothing.
///
/// # Errors
/// What is wrong with it, with the number of the line.
fn lines(table: &str) -> Result<Vec<Line<'_>>, String> {
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, line) in (1_u32..).zip(table.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let columns: Vec<_> = line.split('\t').collect();
        let &[code, english, korean] = columns.as_slice() else {
            return Err(format!("line {number} has {} columns instead of 3", columns.len()));
        };
        let line = Line { code, english, korean };
        if let Some(fault) = fault(&line) {
            return Err(format!("line {number}: {fault}"));
        }
        if !seen.insert(code) {
            return Err(format!("line {number}: {code} has a line already"));
        }
        lines.push(line);
    }
    Ok(lines)
}

fn fault(line: &Line<'_>) -> Option<&'static str> {
    let of_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let is_hangul = |c: char| ('가'..='힣').contains(&c);
    if line.code.is_empty() || !line.code.chars().all(of_code) {
        Some("this is no code")
    } else if line.english.trim().is_empty() || line.korean.trim().is_empty() {
        Some("a language is missing")
    } else if line.english.chars().any(is_hangul) || !line.korean.chars().any(is_hangul) {
        Some("English stands before Korean")
    } else if placeholders(line.english) == placeholders(line.korean) {
        None
    } else {
        Some("the languages do not name the same facts")
    }
}

/// The names in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// The Kotlin source. A `when` over texts takes some twenty bytes a line in the class file, and the texts lie
/// outside of the method: it stays far from the JVM's limit of 64 KB.
fn kotlin(lines: &[Line<'_>]) -> String {
    let function = |language: &str, text: fn(&Line<'_>) -> String| {
        let cases: String = lines
            .iter()
            .map(|line| format!("        {} -> {}\n", kotlin_text(line.code), text(line)))
            .collect();
        format!(
            "    fun {language}(code: String): String? = when (code) {{\n{cases}        else -> null\n    }}\n"
        )
    };
    format!(
        "// Rendered from bindings/texts/errors.tsv.\n\npackage io.tongtong\n\n\
         /** What a person reads for the code of an error; a name in braces is a fact of it. */\n\
         internal object ErrorTexts {{\n{}\n{}}}\n",
        function("english", |line| kotlin_text(line.english)),
        function("korean", |line| kotlin_text(line.korean)),
    )
}

/// The Swift source.
fn swift(lines: &[Line<'_>]) -> String {
    let function = |language: &str, text: fn(&Line<'_>) -> String| {
        let cases: String = lines
            .iter()
            .map(|line| format!("        case {}: {}\n", swift_text(line.code), text(line)))
            .collect();
        format!(
            "    static func {language}(_ code: String) -> String? {{\n        switch code {{\n{cases}        \
             default: nil\n        }}\n    }}\n"
        )
    };
    format!(
        "// Rendered from bindings/texts/errors.tsv.\n\n\
         /// What a person reads for the code of an error; a name in braces is a fact of it.\n\
         enum ErrorTexts {{\n{}\n{}}}\n",
        function("english", |line| swift_text(line.english)),
        function("korean", |line| swift_text(line.korean)),
    )
}

/// A text between quotation marks, in which nothing means more than itself.
fn swift_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The same for Kotlin, where `$` begins a template.
fn kotlin_text(text: &str) -> String {
    swift_text(text).replace('$', "\\$")
}

#[cfg(test)]
mod tests;
