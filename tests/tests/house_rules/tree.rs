//! What the rules read: the files of the checkout, and cargo's own account of the workspace.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a test of this target returns.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// What a rule found, one fault on a line.
struct Faults(Vec<String>);

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} faults:\n  {}", self.0.len(), self.0.join("\n  "))
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Faults {}

/// Success if there is no fault.
pub(crate) fn none(faults: Vec<String>) -> Outcome {
    if faults.is_empty() { Ok(()) } else { Err(Box::new(Faults(faults))) }
}

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// One text file, its path relative to the top of the checkout.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether it is Rust that ships: not a test, not a test's support.
    pub(crate) fn is_shipped_rust(&self) -> bool {
        self.path.ends_with(".rs")
            && !self.path.ends_with("/tests.rs")
            && !self.path.starts_with("tests/")
            && !self.path.contains("/tests/")
    }

    /// Its lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

/// Every text file that git tracks, and every new one that it does not ignore.
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
}

impl Tree {
    pub(crate) fn read() -> Outcome<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root())
            .output()?;
        if !listed.status.success() {
            return Err("git ls-files failed: the house rules need a checkout".into());
        }
        let listed = String::from_utf8(listed.stdout)?;
        let paths: BTreeSet<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
        let files: Vec<File> = paths
            .into_iter()
            .filter_map(|path| {
                let bytes = std::fs::read(root().join(path)).ok()?;
                Some(File::new(path, &String::from_utf8(bytes).ok()?))
            })
            .collect();
        if files.iter().any(|file| file.path == "Cargo.toml") {
            Ok(Self { files })
        } else {
            Err("the tree that was read has no Cargo.toml".into())
        }
    }

    pub(crate) fn read_one(path: &str) -> Outcome<String> {
        std::fs::read_to_string(root().join(path)).map_err(|why| format!("{path}: {why}").into())
    }

    /// The faults of a rule over every file.
    pub(crate) fn each(&self, rule: impl Fn(&File) -> Vec<String>) -> Vec<String> {
        self.files.iter().flat_map(rule).collect()
    }
}

/// A crate of the workspace and what its manifest names.
pub(crate) struct Member {
    /// Its folder, relative to the top of the checkout.
    pub(crate) room: String,
    /// The rooms it names, and whether only for its tests.
    pub(crate) rooms: Vec<(String, Use)>,
    /// The third-party crates it ships with.
    pub(crate) crates: Vec<String>,
}

/// What a dependency is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Shipped,
    TestsOnly,
}

/// Asks cargo what the workspace is made of.
pub(crate) fn members() -> Outcome<Vec<Member>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let told = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--no-deps"])
        .current_dir(root())
        .output()?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned().into());
    }
    let top = root().canonicalize()?;
    members_of(&serde_json::from_slice(&told.stdout)?, &top)
}

fn members_of(metadata: &serde_json::Value, top: &Path) -> Outcome<Vec<Member>> {
    let within = |path: &str| -> Outcome<String> {
        let path = Path::new(path).canonicalize()?;
        let folder = path.strip_prefix(top)?.to_str().ok_or("a path that is not text")?;
        Ok(folder.to_owned())
    };
    let mut members = Vec::new();
    for package in metadata["packages"].as_array().ok_or("no packages")? {
        let manifest = package["manifest_path"].as_str().ok_or("no manifest path")?;
        let folder = manifest.strip_suffix("Cargo.toml").ok_or("not a manifest")?;
        let mut member = Member { room: within(folder)?, rooms: Vec::new(), crates: Vec::new() };
        for dependency in package["dependencies"].as_array().ok_or("no dependencies")? {
            let what = if dependency["kind"] == "dev" { Use::TestsOnly } else { Use::Shipped };
            if let Some(path) = dependency["path"].as_str() {
                member.rooms.push((within(path)?, what));
            } else if what == Use::Shipped {
                member.crates.push(dependency["name"].as_str().ok_or("no name")?.to_owned());
            }
        }
        members.push(member);
    }
    if members.is_empty() { Err("cargo lists no package".into()) } else { Ok(members) }
}

#[test]
fn cargo_tells_this_crate_and_its_rooms() -> Outcome {
    let members = members()?;
    let tests = members.iter().find(|member| member.room == "tests").ok_or("tests is missing")?;
    assert!(tests.rooms.iter().any(|(room, what)| room == "devnet" && *what == Use::Shipped));
    let net = members.iter().find(|member| member.room == "core/net").ok_or("core/net is missing")?;
    assert!(net.rooms.iter().any(|(room, what)| room == "server" && *what == Use::TestsOnly));
    Ok(())
}

#[test]
fn the_tree_holds_this_file_and_not_the_build() -> Outcome {
    let tree = Tree::read()?;
    assert!(tree.files.iter().any(|file| file.path == "tests/tests/house_rules/tree.rs"));
    assert!(!tree.files.iter().any(|file| file.path.starts_with("target/")));
    Ok(())
}

#[test]
fn a_fault_fails_the_test_that_finds_it() {
    assert!(none(vec!["something".to_owned()]).is_err());
    assert!(none(Vec::new()).is_ok());
}
