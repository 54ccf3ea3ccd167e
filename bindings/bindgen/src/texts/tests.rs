use super::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// The sources that ship, below some folders: tests are left out.
fn sources(folders: &[&str]) -> Vec<String> {
    let mut waiting: Vec<_> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut sources = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                // Of a room only its sources ship, and a room may hold rooms.
                if !["tests", "benches", "examples", "fuzz"].contains(&name.as_str()) {
                    waiting.push(path);
                }
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = std::fs::read_to_string(&path).unwrap();
                let shipped = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                sources.push(shipped.to_owned());
            }
        }
    }
    sources
}

/// The part of a text between a begin and the first end that follows it.
fn block<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let rest = text.split_once(begin)?.1;
    rest.split_once(end).map(|(block, _)| block)
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty())
}

/// The texts in quotation marks that can be codes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let is_code = |text: &&str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.split('"').skip(1).step_by(2).filter(is_code)
}

/// What a type that has a `code()` says of itself.
#[derive(Default)]
struct Coded {
    codes: BTreeSet<String>,
    holds: BTreeSet<String>,
}

/// Every type of the core that has a `code()`, by its name. Types of one name count as one.
fn coded(sources: &[String]) -> BTreeMap<String, Coded> {
    let mut coded = BTreeMap::<String, Coded>::new();
    for source in sources {
        for part in source.split("\nimpl ").skip(1) {
            let Some((name, _)) = part.split_once(" {\n") else { continue };
            let Some(body) = part
                .split("\n}\n")
                .next()
                .and_then(|part| block(part, "fn code(&self) -> &'static str {", "\n    }"))
            else {
                continue;
            };
            let holds = block(source, &format!("pub enum {name} {{"), "\n}").unwrap_or_default();
            let one = coded.entry(name.to_owned()).or_default();
            one.codes.extend(quoted(body).map(str::to_owned));
            one.holds.extend(names(holds).map(str::to_owned));
        }
    }
    coded
}

/// The types that the border turns into its own error: each `impl From<T> for TongTongError`, and what the two
/// lists there name.
fn at_the_border(border: &str) -> Vec<String> {
    let mut types: Vec<_> = border
        .split("impl From<")
        .skip(1)
        .filter_map(|rest| rest.split_once("> for TongTongError").map(|(name, _)| name))
        .filter(|name| name.len() < 60)
        .collect();
    for list in ["\nmalformed!(", "\nby_the_engine!("] {
        types.extend(names(block(border, list, ");").unwrap_or_else(|| panic!("{list} is gone"))));
    }
    types.into_iter().filter(|name| !name.starts_with('$')).map(str::to_owned).collect()
}

/// Every code that can reach the border.
fn codes() -> BTreeSet<String> {
    let coded = coded(&sources(&["core"]));
    let mut waiting = at_the_border(&read("bindings/ffi/src/error.rs"));
    assert!(waiting.iter().any(|name| name == "EngineError"), "{waiting:?}");
    let mut codes = BTreeSet::new();
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        if let Some(one) = coded.get(&name) {
            codes.extend(one.codes.iter().cloned());
            waiting.extend(one.holds.iter().filter(|held| coded.contains_key(*held)).cloned());
        }
    }
    for name in ["Unreadable", "WireError", "AddressError", "PassPhraseError", "AssetError", "NameError"] {
        assert!(seen.contains(name) && coded.contains_key(name), "{name} was not found");
    }
    // What the border itself says. What the tests' own exports say is for no person.
    for source in sources(&["bindings/ffi/src"]) {
        for maker in [
            "TongTongError::input(",
            "TongTongError::state(",
            "TongTongError::storage(",
            "TongTongError::later(",
            "::new(ErrorKind::",
        ] {
            for rest in source.split(maker).skip(1) {
                codes.extend(rest.split(')').next().and_then(|text| quoted(text).next()).map(str::to_owned));
            }
        }
    }
    codes
}

fn kinds() -> BTreeSet<String> {
    let border = read("bindings/ffi/src/error.rs");
    let variants = block(&border, "pub enum ErrorKind {", "\n}").unwrap().lines().map(str::trim);
    let variants = variants.filter(|line| !line.starts_with("//")).filter_map(|line| line.strip_suffix(','));
    variants.map(|name| format!("kind.{name}")).collect()
}

#[test]
fn every_code_that_reaches_the_border_has_a_line_and_no_line_is_left_over() {
    let table = read("bindings/texts/errors.tsv");
    let table = lines(&table).unwrap();
    let written: BTreeSet<_> = table.iter().map(|line| line.code.to_owned()).collect();
    let (codes, kinds) = (codes(), kinds());
    assert!(codes.len() > 150 && kinds.len() > 10, "the sources were read: {} {}", codes.len(), kinds.len());
    let wanted: BTreeSet<_> = codes.union(&kinds).cloned().collect();
    let missing: Vec<_> = wanted.difference(&written).collect();
    let left_over: Vec<_> = written.difference(&wanted).collect();
    assert!(missing.is_empty() && left_over.is_empty(), "missing: {missing:?}, left over: {left_over:?}");
}

/// The facts that each code carries, as `facts.rs` of the engine gives them.
const FACTS: &[(&str, &[&str])] = &[
    ("kind.Wait", &["wait_seconds"]),
    ("pass_phrase_wrong", &["failures", "wait_seconds"]),
    ("pass_phrase_wait", &["wait_seconds"]),
    ("word_unknown", &["position"]),
    ("word_count", &["found"]),
    ("store_held", &["pid"]),
    ("store_foreign", &["kept"]),
    ("sms_code_wrong", &["left"]),
    ("directory_limited", &["wait_seconds"]),
    ("node_refused", &["node_code"]),
    ("text_length", &["max"]),
    ("memo_too_long", &["over", "limit"]),
    ("not_enough", &["missing", "coming"]),
    ("not_enough_for_fee", &["asset", "missing", "coming"]),
    ("only_twin_held", &["twin"]),
    ("payee_other_chain", &["chain"]),
    ("contact_no_address_on_chain", &["chain"]),
    ("amount_too_little", &["least"]),
    ("internal", &["place"]),
];

/// The facts that the border itself adds, in `bindings/ffi/src/error.rs`.
const BORDER_FACTS: &[(&str, &[&str])] = &[
    ("amount_too_precise", &["decimals"]),
    ("profile_malformed", &["line", "column"]),
    ("qr_too_long", &["max"]),
];

#[test]
fn a_text_names_only_facts_that_its_code_carries() {
    let table = read("bindings/texts/errors.tsv");
    for line in lines(&table).unwrap() {
        let carried = FACTS
            .iter()
            .chain(BORDER_FACTS)
            .find(|(code, _)| *code == line.code)
            .map_or(&[][..], |(_, facts)| facts);
        let named = placeholders(line.english);
        assert!(named.iter().all(|fact| carried.contains(fact)), "{}: {named:?}", line.code);
    }
}

#[test]
fn the_facts_are_those_of_the_engine() {
    let facts = read("core/engine/src/facts.rs");
    let given: BTreeSet<_> = block(&facts, "pub fn facts(&self)", "\n    }\n")
        .unwrap()
        .split("(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let known: BTreeSet<_> = FACTS.iter().flat_map(|(_, facts)| facts.iter().copied()).collect();
    assert_eq!(given, known);
}

#[test]
fn the_facts_of_the_border_are_given_there() {
    let border = read("bindings/ffi/src/error.rs");
    for fact in BORDER_FACTS.iter().flat_map(|(_, facts)| facts.iter()) {
        assert!(border.contains(&format!("(\"{fact}\", ")), "{fact}");
    }
}

#[test]
fn korean_is_polite_in_one_way() {
    let table = read("bindings/texts/errors.tsv");
    for line in lines(&table).unwrap() {
        // A name at the end follows a sentence that is whole already.
        let sentence = line.korean.split(": ").next().unwrap_or_default().trim_end_matches('.');
        let polite = ["니다", "세요"].iter().any(|end| sentence.ends_with(end));
        assert!(polite, "{}: {}", line.code, line.korean);
        assert!(!line.korean.contains("어요") && !line.korean.contains("해요"), "{}", line.code);
    }
}

#[test]
fn no_text_names_a_command() {
    let table = read("bindings/texts/errors.tsv");
    for line in lines(&table).unwrap() {
        for text in [line.english, line.korean] {
            assert!(!text.contains("--") && !text.contains("tongtong "), "{}: {text}", line.code);
        }
    }
}

#[test]
fn a_table_that_cannot_be_used_is_refused() {
    for (table, fault) in [
        ("a\tb", "line 1 has 2 columns instead of 3"),
        ("# x\n\na b\tc\t가", "line 3: this is no code"),
        ("a\t\t가", "line 1: a language is missing"),
        ("a\t가\tb", "line 1: English stands before Korean"),
        ("a\t{x}\t가 {y}", "line 1: the languages do not name the same facts"),
        ("a\tb\t가\na\tc\t나", "line 2: a has a line already"),
    ] {
        assert_eq!(lines(table).unwrap_err(), fault);
    }
}

#[test]
fn nothing_in_a_text_is_code() {
    let table = "a\tsays \"${x}\" \\(y) {z}\t가 {x} {z}\n";
    let table = lines(table).unwrap();
    assert!(kotlin(&table).contains(r#"        "a" -> "says \"\${x}\" \\(y) {z}""#), "{}", kotlin(&table));
    assert!(swift(&table).contains(r#"        case "a": "says \"${x}\" \\(y) {z}""#), "{}", swift(&table));
}

#[test]
fn both_languages_get_their_file() {
    let folder = tempfile::tempdir().unwrap();
    write(&root().join("bindings/texts/errors.tsv"), folder.path()).unwrap();
    let kotlin = std::fs::read_to_string(folder.path().join("kotlin/io/tongtong/ErrorTexts.kt")).unwrap();
    let swift = std::fs::read_to_string(folder.path().join("swift/ErrorTexts/ErrorTexts.swift")).unwrap();
    assert!(kotlin.contains("package io.tongtong\n") && kotlin.contains("internal object ErrorTexts {"));
    assert!(swift.contains("\nenum ErrorTexts {"));
}
