use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A path down a key tree (BIP-32), each step with its hardened bit set or not: `m/44'/666'/0'/0/5`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyPath(Vec<u32>);

/// Why a text is not a key path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a derivation path such as m/44'/666'/0'/0/0")]
pub struct PathError;

impl PathError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "key_path"
    }
}

impl KeyPath {
    /// The bit that marks a hardened step.
    pub const HARDENED: u32 = 0x8000_0000;
    /// The deepest path that is read.
    pub const MAX_DEPTH: usize = 10;

    /// A path by its steps.
    #[must_use]
    pub fn new(steps: &[u32]) -> Self {
        Self(steps.to_vec())
    }

    /// The steps, hardened bit included.
    #[must_use]
    pub fn steps(&self) -> &[u32] {
        &self.0
    }

    /// This path and one plain step more.
    #[must_use]
    pub fn child(&self, index: u32) -> Self {
        let mut steps = self.0.clone();
        steps.push(index);
        Self(steps)
    }
}

impl FromStr for KeyPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut parts = text.split('/');
        if parts.next() != Some("m") {
            return Err(PathError);
        }
        let mut steps = Vec::new();
        for part in parts {
            let (digits, bit) = match part.strip_suffix('\'') {
                Some(digits) => (digits, Self::HARDENED),
                None => (part, 0),
            };
            let plain = digits.bytes().all(|b| b.is_ascii_digit());
            let index: u32 = digits.parse().map_err(|_| PathError)?;
            if !plain || index >= Self::HARDENED || steps.len() == Self::MAX_DEPTH {
                return Err(PathError);
            }
            steps.push(index | bit);
        }
        Ok(Self(steps))
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("m")?;
        for step in &self.0 {
            let mark = if step & Self::HARDENED == 0 { "" } else { "'" };
            write!(f, "/{}{mark}", step & !Self::HARDENED)?;
        }
        Ok(())
    }
}

impl fmt::Debug for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPath({self})")
    }
}

impl TryFrom<String> for KeyPath {
    type Error = PathError;

    fn try_from(text: String) -> Result<Self, PathError> {
        text.parse()
    }
}

impl From<KeyPath> for String {
    fn from(path: KeyPath) -> Self {
        path.to_string()
    }
}
