//! A source without its comments, without what its texts say, and without compiler directives.

use super::Language;

/// The source with each comment as a space, each text as `""`, and each line that begins with `#` in Swift
/// left out: what remains can be read by its brackets.
///
/// # Errors
/// A comment or a text that does not end.
pub(super) fn plain(language: Language, source: &str) -> Result<String, String> {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        if let Some(line) = rest.strip_prefix("//") {
            rest = line.find('\n').and_then(|end| line.get(end..)).unwrap_or_default();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = after_comment(comment).ok_or("a comment does not end")?;
            out.push(' ');
        } else if let Some(text) = rest.strip_prefix("\"\"\"") {
            rest = text.split_once("\"\"\"").ok_or("a text does not end")?.1;
            out.push_str("\"\"");
        } else if let Some(text) = rest.strip_prefix('"') {
            rest = after_text(text).ok_or("a text does not end")?;
            out.push_str("\"\"");
        } else {
            out.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    if language == Language::Swift {
        out = out.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
    }
    Ok(out)
}

/// What follows a comment whose `/*` has been read. Comments nest in both languages.
fn after_comment(text: &str) -> Option<&str> {
    let mut depth = 1_u32;
    let mut rest = text;
    while depth > 0 {
        let at = rest.find(['/', '*'])?;
        rest = rest.get(at..)?;
        let step = match rest.get(..2)? {
            "*/" => -1,
            "/*" => 1,
            _ => 0,
        };
        depth = depth.checked_add_signed(step)?;
        rest = rest.get(if step == 0 { 1.. } else { 2.. })?;
    }
    Some(rest)
}

/// What follows a text whose first quotation mark has been read.
fn after_text(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\n' => return None,
            '"' if !escaped => return text.get(at + 1..),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}
