use core::fmt;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name that a person chose for the screens of their contacts: 1 to 40 characters, no control
/// characters, no text-direction overrides. `Debug` hides it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

/// Why a text is not a display name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a name has 1 to 40 characters and no control characters")]
pub struct NameError;

impl NameError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "name_invalid"
    }
}

impl DisplayName {
    /// The most characters of a name.
    pub const MAX_CHARS: usize = 40;

    /// Checks a name.
    ///
    /// # Errors
    /// [`NameError`] if it is empty, too long, or holds a character that a screen cannot show safely.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        let unsafe_char = |c: char| {
            c.is_control()
                || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        };
        if text.is_empty() || text.chars().count() > Self::MAX_CHARS || text.chars().any(unsafe_char) {
            return Err(NameError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name, for the screen.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisplayName(..)")
    }
}

impl TryFrom<String> for DisplayName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}
