//! One declaration of a generated source: its words, whether an app sees it, and what it opens.

use super::Language;

/// A declaration that an app may name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    /// The names from the outermost to the declaration that holds it; its own, if it holds others.
    pub(super) path: String,
    /// What it says, in one line.
    pub(super) text: String,
}

/// Where a declaration stands.
pub(super) struct Scope {
    /// The names from the outermost.
    pub(super) path: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A file, a class, an object, a struct, an extension.
    Plain,
    /// All inside of a Swift protocol is as public as the protocol.
    AllPublic,
    /// The cases of a Swift enum are as public as the enum.
    Cases,
    /// A Kotlin enum class: its entries come first, without a keyword.
    Entries,
}

impl Scope {
    /// The file itself.
    pub(super) fn top() -> Self {
        Self { path: String::new(), kind: Kind::Plain }
    }
}

const MODIFIERS: &[&str] = &[
    "public",
    "open",
    "abstract",
    "override",
    "suspend",
    "data",
    "sealed",
    "inline",
    "value",
    "const",
    "lateinit",
    "final",
    "required",
    "convenience",
    "static",
    "mutating",
    "internal",
    "private",
    "fileprivate",
    "protected",
    "nonisolated",
    "operator",
    "indirect",
    "companion",
    "external",
];

const HOLDERS: &[&str] = &["class", "interface", "object", "enum", "struct", "protocol", "extension"];
const MEMBERS: &[&str] =
    &["fun", "val", "var", "typealias", "constructor", "func", "init", "let", "case", "subscript"];

/// Names of the generator's own machinery.
const MACHINERY: &[&str] = &["RustBuffer", "ForeignBytes", "Disposable", "NoHandle", "T.use", "destroy"];
const MACHINERY_BEGINS: &[&str] = &["FfiConverter", "Uniffi", "uniffi"];
/// Parameters that only the machinery passes.
const MACHINERY_WORDS: &[&str] =
    &["UniffiWithHandle", "NoHandle", "unsafeFromHandle", "UniffiRustCallStatus", "RustBuffer"];

/// Whether there is nothing but attributes and modifiers yet.
pub(super) fn only_modifiers(head: &str) -> bool {
    split(head).1.is_empty()
}

/// The entries of a Kotlin enum class, if this is where they stand.
pub(super) fn entries(language: Language, scope: &Scope, head: &str) -> Vec<Declaration> {
    let (_, rest) = split(head);
    let first = rest.split(|c: char| !is_name(c)).next().unwrap_or_default();
    let keyword = HOLDERS.contains(&first) || MEMBERS.contains(&first);
    if language != Language::Kotlin || scope.kind != Kind::Entries || keyword {
        return Vec::new();
    }
    let names = rest.split(',').map(tidy).filter(|name| !name.is_empty());
    names.map(|text| Declaration { path: scope.path.clone(), text }).collect()
}

/// What a head declares: the line for the surface, if an app sees it, and the scope that it opens, if what is
/// inside of it may be seen. None for what is no declaration.
pub(super) fn read(
    language: Language,
    scope: &Scope,
    head: &str,
) -> Option<(Option<Declaration>, Option<Scope>)> {
    let (modifiers, rest) = split(head);
    let keyword = rest.split(|c: char| !is_name(c)).next().unwrap_or_default();
    let holder = HOLDERS.contains(&keyword);
    if !holder && !MEMBERS.contains(&keyword) {
        return None;
    }
    let text = tidy(&shown(&modifiers, cut(keyword, holder, rest)));
    let name = name(keyword, rest);
    let companion = modifiers.contains(&"companion");
    let seen = match language {
        Language::Kotlin => {
            !modifiers.iter().any(|word| matches!(*word, "internal" | "private" | "protected" | "override"))
        }
        // An extension is as public as what it says inside; what it adds to the type is public with the type.
        Language::Swift => {
            let said = modifiers.iter().any(|word| matches!(*word, "public" | "open"));
            let hidden = modifiers.iter().any(|word| matches!(*word, "internal" | "private" | "fileprivate"));
            said || (!hidden
                && match scope.kind {
                    Kind::AllPublic => true,
                    Kind::Cases => keyword == "case",
                    Kind::Plain | Kind::Entries => keyword == "extension",
                })
        }
    };
    if !seen || machinery(&name, &text) {
        return Some((None, None));
    }
    if !holder {
        return Some((Some(Declaration { path: path_of_member(scope, &name), text }), None));
    }
    let name = if companion && name.is_empty() { "Companion".to_owned() } else { name };
    let path = if scope.path.is_empty() { name } else { format!("{}.{name}", scope.path) };
    let kind = match (language, keyword) {
        (Language::Kotlin, "enum") => Kind::Entries,
        (Language::Swift, "protocol") => Kind::AllPublic,
        (Language::Swift, "enum") => Kind::Cases,
        _ => Kind::Plain,
    };
    let line = (!companion).then(|| Declaration { path: path.clone(), text });
    Some((line, Some(Scope { path, kind })))
}

/// A member stands under what holds it; a function of the file under its own name.
fn path_of_member(scope: &Scope, name: &str) -> String {
    if scope.path.is_empty() { name.to_owned() } else { scope.path.clone() }
}

fn machinery(name: &str, text: &str) -> bool {
    MACHINERY.contains(&name)
        || MACHINERY_BEGINS.iter().any(|begin| name.starts_with(begin))
        || MACHINERY_WORDS.iter().any(|word| text.contains(word))
}

/// The modifiers that stand first, attributes left out, and what follows them.
fn split(head: &str) -> (Vec<&str>, &str) {
    let mut modifiers = Vec::new();
    let mut rest = head.trim();
    loop {
        if let Some(attribute) = rest.strip_prefix('@') {
            let after = attribute.trim_start_matches(is_name);
            rest = arguments(after).trim_start();
            continue;
        }
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        match rest.split_at_checked(end) {
            Some((word, after)) if MODIFIERS.contains(&word) => {
                modifiers.push(word);
                rest = after.trim_start();
            }
            _ => return (modifiers, rest),
        }
    }
}

/// What follows the arguments of an attribute, if it has any.
fn arguments(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return text.get(if c == ')' { at + 1.. } else { at.. }).unwrap_or_default();
        }
    }
    text
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The declared name, with its receiver if it is an extension.
fn name(keyword: &str, rest: &str) -> String {
    let after = rest.get(keyword.len()..).unwrap_or_default().trim_start();
    // Kotlin says `enum class`.
    let after = after.strip_prefix("class ").filter(|_| keyword == "enum").unwrap_or(after).trim_start();
    // Kotlin's type parameters stand before the name.
    let after =
        if after.starts_with('<') { after.split_once('>').map_or(after, |(_, rest)| rest) } else { after };
    let name = after.trim_start().split(|c: char| !is_name(c) && c != '.' && c != '`').next();
    let name = name.unwrap_or_default().replace('`', "");
    if name.is_empty() && matches!(keyword, "init" | "constructor") { keyword.to_owned() } else { name }
}

/// The declaration without a value, a body, or a getter.
fn cut<'a>(keyword: &str, holder: bool, rest: &'a str) -> &'a str {
    if holder || matches!(keyword, "typealias" | "case") {
        return rest;
    }
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '[' => depth = depth.saturating_add(1),
            ')' | ']' => depth = depth.saturating_sub(1),
            '=' if depth == 0 => return rest.get(..at).unwrap_or(rest),
            _ => {}
        }
        let tail = rest.get(at..).unwrap_or_default();
        if depth == 0 && (tail.starts_with(" get()") || tail.starts_with(" by ")) {
            return rest.get(..at).unwrap_or(rest);
        }
    }
    rest
}

/// Its words with the modifiers that matter: what is listed is public anyway.
fn shown(modifiers: &[&str], rest: &str) -> String {
    let mut words: Vec<_> = modifiers.iter().copied().filter(|word| *word != "public").collect();
    words.push(rest);
    words.join(" ")
}

/// One line with its spaces where a person puts them, without the quotes around names.
fn tidy(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars().filter(|c| *c != '`') {
        let last = line.chars().last();
        match c {
            c if c.is_whitespace() => {
                if last.is_some_and(|last| !matches!(last, ' ' | '(' | '[')) {
                    line.push(' ');
                }
            }
            ')' | ']' | ',' | ':' => {
                line.truncate(line.trim_end().len());
                if matches!(c, ')' | ']') && line.ends_with(',') {
                    line.pop();
                }
                line.push(c);
            }
            '(' => {
                line.truncate(line.trim_end().len());
                line.push(c);
            }
            c => {
                if is_name(c) && last == Some(')') {
                    line.push(' ');
                }
                line.push(c);
            }
        }
    }
    line.trim().to_owned()
}
