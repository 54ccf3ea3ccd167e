//! Rules that need only the words and the names of one file.

use crate::tree::File;

/// The most lines of a source file; tests are not counted.
const MAX_LINES: usize = 400;

/// A source file that should be split by noun or by step.
pub(crate) fn too_long(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    if file.is_shipped_rust() && lines > MAX_LINES {
        vec![format!("{} has {lines} lines, {MAX_LINES} is the most", file.path)]
    } else {
        Vec::new()
    }
}

/// What says that something is not done, or makes a warning go away. Put together here, so that this
/// file does not find itself.
const POSTPONED: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const POSTPONED_CODE: [&str; 6] = [
    concat!("to", "do!"),
    concat!("unimple", "mented!"),
    concat!("#[ign", "ore"),
    concat!("dead", "_code"),
    concat!("allow(un", "used"),
    concat!("allow(clippy::", "all"),
];

/// Marks of unfinished work anywhere, and silenced tests and warnings in code. Data that others
/// published is left as it is.
pub(crate) fn postponed_or_silenced(file: &File) -> Vec<String> {
    if is_others_data(&file.path) {
        return Vec::new();
    }
    let words = POSTPONED.iter().chain(POSTPONED_CODE.iter().filter(|_| file.path.ends_with(".rs")));
    let words: Vec<&str> = words.copied().collect();
    lines_with(file, |line| words.iter().copied().find(|word| holds_word(line, word)))
}

/// A file or folder whose name says nothing.
pub(crate) fn named_after_nothing(path: &str) -> Vec<String> {
    const EMPTY_NAMES: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "misc", "shared"];
    let empty = |part: &str| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or(part));
    if path.split('/').any(empty) { vec![format!("{path}: name it after what it is")] } else { Vec::new() }
}

const MACHINE: [&str; 6] = [
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/tm", "p/"),
    concat!("C:\\Us", "ers\\"),
];
const REGISTRY: [&str; 8] = ["deb", "registry", "index", "static", "proxy", "repo", "repo1", "files"];

/// A path that exists on one machine only, or the address of a package registry.
pub(crate) fn machine_or_registry(file: &File) -> Vec<String> {
    if file.path == "Cargo.lock" {
        return Vec::new();
    }
    lines_with(file, |line| {
        let path = MACHINE.iter().copied().find(|path| starts_somewhere(line, path));
        path.or_else(|| {
            line.split("://").skip(1).find_map(|rest| {
                let first = rest.split('.').next().filter(|first| first.len() < rest.len())?;
                REGISTRY.iter().copied().find(|host| *host == first)
            })
        })
    })
}

fn is_others_data(path: &str) -> bool {
    path.starts_with("tests/vectors/") || path == "Cargo.lock"
}

fn lines_with(file: &File, found: impl Fn(&str) -> Option<&str>) -> Vec<String> {
    let fault = |(number, line)| found(line).map(|what| format!("{}:{number}: {what}", file.path));
    file.lines().filter_map(fault).collect()
}

fn is_part_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the word stands in the line, not as a part of a longer one.
fn holds_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.strip_prefix(word).unwrap_or_default();
        let goes_on_before = before.ends_with(is_part_of_a_word) && word.starts_with(is_part_of_a_word);
        let goes_on_after = after.starts_with(is_part_of_a_word) && word.ends_with(is_part_of_a_word);
        !goes_on_before && !goes_on_after
    })
}

/// Whether an absolute path starts in the line: `/x/` and not `a/x/` or `$HOME/x/`.
fn starts_somewhere(line: &str, path: &str) -> bool {
    let goes_on = |c: char| is_part_of_a_word(c) || matches!(c, '$' | '}' | '.' | '~' | '>' | '*' | '/');
    line.match_indices(path).any(|(at, _)| !line.split_at(at).0.ends_with(goes_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUST: &str = "core/wallet/src/plan.rs";

    #[test]
    fn a_file_of_401_lines() {
        assert_eq!(too_long(&File::new(RUST, &"x\n".repeat(400))), Vec::<String>::new());
        assert_eq!(too_long(&File::new(RUST, &"x\n".repeat(401))).len(), 1);
        for test in ["core/wallet/src/plan/tests.rs", "tests/tests/story.rs", "core/net/tests/node.rs"] {
            assert_eq!(too_long(&File::new(test, &"x\n".repeat(401))), Vec::<String>::new());
        }
    }

    #[test]
    fn unfinished_work_in_code_and_on_a_page() {
        for word in POSTPONED {
            for path in [RUST, "README.md", "scripts/test"] {
                let found = postponed_or_silenced(&File::new(path, &format!("fine\nx // {word}: later\n")));
                assert_eq!(found, [format!("{path}:2: {word}")]);
            }
            assert!(postponed_or_silenced(&File::new(RUST, &format!("{word}S"))).is_empty());
            assert!(postponed_or_silenced(&File::new("tests/vectors/x.json", word)).is_empty());
        }
    }

    #[test]
    fn a_silenced_warning_or_test() {
        for word in POSTPONED_CODE {
            assert_eq!(
                postponed_or_silenced(&File::new(RUST, &format!("    {word}(x)]"))).len(),
                1,
                "{word}"
            );
            assert!(postponed_or_silenced(&File::new("CONTRIBUTING.md", word)).is_empty());
        }
        let expected = format!("#![expect({}{}, reason = \"\")]", "dead", "_code");
        assert_eq!(postponed_or_silenced(&File::new(RUST, &expected)).len(), 1);
    }

    #[test]
    fn a_file_or_folder_named_after_nothing() {
        for path in [
            "core/chat/src/utils.rs",
            "core/net/src/common/mod.rs",
            "android/Helper.kt".to_lowercase().as_str(),
        ] {
            assert_eq!(named_after_nothing(path).len(), 1, "{path}");
        }
        for path in ["core/chat/src/commons.rs", "core/net/src/uncommon.rs"] {
            assert!(named_after_nothing(path).is_empty(), "{path}");
        }
    }

    #[test]
    fn a_path_of_one_machine() {
        for path in MACHINE {
            let page = File::new("docs/x.md", &format!("run it in `{path}anna/x`"));
            assert_eq!(machine_or_registry(&page).len(), 1, "{path}");
            assert_eq!(machine_or_registry(&File::new("tests/vectors/x.json", &page.text)).len(), 1);
        }
        for relative in ["$HOME", "a", "..", "https://example.org"] {
            let page = File::new("docs/x.md", &format!("{relative}{}x", concat!("/wo", "rk/")));
            assert!(machine_or_registry(&page).is_empty(), "{relative}");
        }
    }

    #[test]
    fn the_host_of_a_registry() {
        for host in REGISTRY {
            let fault = File::new("scripts/test", &format!("curl https://{host}.example.org/x"));
            assert_eq!(machine_or_registry(&fault).len(), 1, "{host}");
            assert!(machine_or_registry(&File::new("Cargo.lock", &fault.text)).is_empty());
        }
        assert!(
            machine_or_registry(&File::new("README.md", "https://rustup.rs and https://indexed.org"))
                .is_empty()
        );
    }
}
