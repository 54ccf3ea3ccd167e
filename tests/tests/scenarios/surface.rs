//! What the facade exports, read from its sources: so a method that is added there is missed here at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The exported functions that scenarios can call, and the type of each argument.
pub(crate) struct Surface {
    /// Methods of a device, without `open` and `subscribe`, which have steps of their own.
    pub(crate) methods: BTreeMap<String, Function>,
    /// Functions that belong to no object.
    pub(crate) free: BTreeMap<String, Function>,
    /// Everything that a scenario must call, as `Device.say`, `PassPhrase.from_utf8` or `version`.
    pub(crate) all: BTreeSet<String>,
}

/// An exported function: its arguments in order, as name and type.
pub(crate) struct Function {
    pub(crate) arguments: Vec<(String, String)>,
}

/// The sources of the facade.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/ffi/src")
}

impl Surface {
    /// Reads the facade as it ships.
    pub(crate) fn read() -> Self {
        let root = fs::read_to_string(sources().join("lib.rs")).unwrap();
        let mut text = String::new();
        gather(&sources(), &unshipped(&root), &mut text);
        Self::of(&text)
    }

    /// Takes the exports out of formatted source text.
    fn of(text: &str) -> Self {
        let mut surface = Self { methods: BTreeMap::new(), free: BTreeMap::new(), all: BTreeSet::new() };
        let mut pieces = text.split("\n#[uniffi::export]\n");
        let _before = pieces.next();
        for piece in pieces {
            let item = piece.trim_start_matches("#[must_use]\n");
            if let Some(block) = item.strip_prefix("impl ") {
                let (object, rest) = block.split_once(" {").unwrap();
                let body = rest.split("\n}").next().unwrap();
                surface.object(object, body);
            } else {
                let (name, function) = function(item);
                surface.all.insert(name.clone());
                surface.free.insert(name, function);
            }
        }
        surface
    }

    fn object(&mut self, object: &str, body: &str) {
        let mut constructor = false;
        for (at, line) in
            body.match_indices("\n    ").map(|(at, _)| (at, body[at + 1..].lines().next().unwrap()))
        {
            if line.trim() == "#[uniffi::constructor]" {
                constructor = true;
            } else if line.starts_with("    pub ") {
                let (name, function) = function(body[at + 1..].trim_start());
                if object == "Device" || constructor {
                    self.all.insert(format!("{object}.{name}"));
                }
                if object == "Device" && !constructor && name != "subscribe" {
                    self.methods.insert(name, function);
                }
                constructor = false;
            }
        }
    }

    /// What was never called.
    pub(crate) fn missing(&self, called: &BTreeSet<String>) -> Vec<String> {
        self.all.difference(called).cloned().collect()
    }
}

/// The modules that only a feature compiles.
fn unshipped(root: &str) -> Vec<String> {
    let gated = root.split("#[cfg(feature").skip(1);
    let module = |rest: &str| {
        let line = rest.lines().nth(1).unwrap_or_default();
        line.trim_start_matches("pub ").strip_prefix("mod ").map(|name| name.replace(';', ".rs"))
    };
    gated.filter_map(module).collect()
}

fn gather(folder: &Path, without: &[String], text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &[], text);
        } else if !without.contains(&name) {
            text.push_str(&fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// Reads `pub async fn name(&self, argument: Type, ..)`.
fn function(text: &str) -> (String, Function) {
    let (_, signature) = text.split_once("fn ").unwrap();
    let (name, rest) = signature.split_once('(').unwrap();
    let mut arguments = vec![String::new()];
    let mut depth = 0_u32;
    for c in rest.chars() {
        match c {
            ')' if depth == 0 => break,
            ',' if depth == 0 => arguments.push(String::new()),
            c => {
                depth = match c {
                    '(' | '<' => depth + 1,
                    ')' | '>' => depth - 1,
                    _ => depth,
                };
                arguments.last_mut().unwrap().push(c);
            }
        }
    }
    let named = |argument: &String| {
        let (name, kind) = argument.trim().split_once(": ")?;
        Some((name.to_owned(), kind.to_owned()))
    };
    (name.to_owned(), Function { arguments: arguments.iter().filter_map(named).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
#[uniffi::export]
impl Device {
    /// Opens.
    #[uniffi::constructor]
    pub async fn open(profile: String) -> Result<Arc<Self>, TongTongError> {
        run(async move { compose(&profile) }).await
    }

    /// Made up.
    pub async fn dance(
        &self,
        peer: PeerId,
        steps: HashMap<String, u32>,
    ) -> Result<(), TongTongError> {
        let engine = self.engine()?;
    }
}

impl Device {
    pub fn hidden(&self) {}
}

#[uniffi::export]
impl PassPhrase {
    #[uniffi::constructor]
    pub fn from_utf8(bytes: &[u8]) -> Result<Arc<Self>, TongTongError> {
    }
    pub fn wipe(&self) {
    }
}

#[uniffi::export]
#[must_use]
pub fn version() -> String {
}
"#;

    #[test]
    fn a_made_up_method_is_found_missing() {
        let surface = Surface::of(SOURCE);
        let called = ["Device.open", "PassPhrase.from_utf8", "version"].map(str::to_owned);
        assert_eq!(surface.missing(&called.into()), ["Device.dance"]);
        let arguments = &surface.methods["dance"].arguments;
        assert_eq!(arguments[0], ("peer".to_owned(), "PeerId".to_owned()));
        assert_eq!(arguments[1].0, "steps");
        assert_eq!(surface.all.len(), 4);
    }

    #[test]
    fn the_facade_has_its_well_known_methods_and_nothing_that_only_tests_call() {
        let surface = Surface::read();
        assert!(surface.methods.contains_key("say") && surface.methods.contains_key("approve"));
        assert!(surface.free.contains_key("version") && surface.free.contains_key("word_list"));
        assert!(surface.all.contains("RecoveryWords.from_utf8") && surface.all.contains("Device.subscribe"));
        assert!(!surface.all.iter().any(|name| name.contains("contract_")));
    }
}
