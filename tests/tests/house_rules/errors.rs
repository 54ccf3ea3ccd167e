//! An error that leaves a room has a code, so that an app can find its words without reading English.

use crate::tree::{File, Tree};

/// The public error enums of what ships that have no `code()`.
pub(crate) fn without_code(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for file in tree.files.iter().filter(|file| file.is_shipped_rust()) {
        for name in public_error_enums(file) {
            let room = room_of(&file.path);
            let mut neighbours = tree.files.iter().filter(|other| room_of(&other.path) == room);
            if !neighbours.any(|other| gives_code(other, &name)) {
                faults.push(format!("{}: {name} has no `pub fn code(&self) -> &'static str`", file.path));
            }
        }
    }
    faults
}

fn room_of(path: &str) -> &str {
    path.split_once("/src/").map_or(path, |(room, _)| room)
}

/// Enums that are `pub`, and are called an error or derive one.
fn public_error_enums(file: &File) -> Vec<String> {
    let mut names = Vec::new();
    let mut derives_error = false;
    for line in file.text.lines().map(str::trim) {
        if line.starts_with("#[derive(") {
            derives_error = line.split(|c: char| !c.is_alphanumeric()).any(|word| word == "Error");
        } else if let Some(rest) = line.strip_prefix("pub enum ") {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            if derives_error || name.ends_with("Error") {
                names.push(name);
            }
            derives_error = false;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            derives_error = false;
        }
    }
    names
}

/// Whether an `impl` block of the type has the method.
fn gives_code(file: &File, name: &str) -> bool {
    let mut inside = false;
    for line in file.text.lines() {
        if line.starts_with("impl") {
            inside = line == format!("impl {name} {{");
        }
        if inside
            && (line.contains("pub fn code(&self) -> &'static str")
                || line.contains("pub const fn code(&self) -> &'static str")
                // The one error of the foreign border carries the code that it was given.
                || line.contains("pub fn code(&self) -> &str {"))
        {
            return true;
        }
        if line == "}" {
            inside = false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITH: &str = "\
/// Why not.
#[derive(Debug, Error)]
pub enum Refused {
    /// It was late.
    Late,
}

impl Refused {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        \"late\"
    }
}
";

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        without_code(&Tree { files: files.iter().map(|(path, text)| File::new(path, text)).collect() })
    }

    #[test]
    fn an_error_with_a_code_beside_it_or_in_its_room() {
        assert!(found(&[("core/a/src/lib.rs", WITH)]).is_empty());
        let (declared, given) = WITH.split_once("\n\n").unwrap_or_default();
        assert!(found(&[("core/a/src/lib.rs", declared), ("core/a/src/code.rs", given)]).is_empty());
        assert_eq!(found(&[("core/a/src/lib.rs", declared), ("core/b/src/code.rs", given)]).len(), 1);
    }

    #[test]
    fn an_error_without_a_code() {
        assert_eq!(found(&[("core/a/src/lib.rs", &WITH.replace("fn code", "fn other"))]).len(), 1);
        assert_eq!(found(&[("core/a/src/lib.rs", "pub enum WireError {\n}\n")]).len(), 1);
    }

    #[test]
    fn the_code_of_another_type() {
        assert_eq!(found(&[("core/a/src/lib.rs", &WITH.replace("impl Refused", "impl Accepted"))]).len(), 1);
    }

    #[test]
    fn a_code_that_is_not_stable_text() {
        assert_eq!(found(&[("core/a/src/lib.rs", &WITH.replace("&'static str", "String"))]).len(), 1);
    }

    #[test]
    fn enums_that_are_no_public_error() {
        for text in [
            "pub enum State {\n}\n",
            "pub(crate) enum WireError {\n}\n",
            "#[derive(Error)]\nstruct X;\npub enum Y {}",
        ] {
            assert!(found(&[("core/a/src/lib.rs", text)]).is_empty(), "{text}");
        }
    }
}
