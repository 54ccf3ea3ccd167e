//! Secrets: values that cannot be printed, cloned, compared or serialised by accident.

use core::fmt;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// `N` secret bytes on the heap, filled in place and wiped when dropped.
///
/// Boxed, so that moving the value leaves no copy on the stack.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// A secret that `fill` writes where it will stay.
    pub fn init_with(fill: impl FnOnce(&mut [u8; N])) -> Self {
        let mut secret = Self(Box::new([0; N]));
        fill(&mut secret.0);
        secret
    }

    /// A secret that `fill` writes where it will stay, unless it fails.
    ///
    /// # Errors
    /// The error of `fill`; what it had written is wiped.
    pub fn try_init_with<E>(fill: impl FnOnce(&mut [u8; N]) -> Result<(), E>) -> Result<Self, E> {
        let mut secret = Self(Box::new([0; N]));
        fill(&mut secret.0)?;
        Ok(secret)
    }

    /// The bytes, for the one computation that needs them.
    #[must_use]
    pub fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        write!(f, "Secret<{N}>(..)")
    }
}

/// Why a text is not a pass phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PassPhraseError {
    /// Nothing was typed.
    #[error("the pass phrase is empty")]
    Empty,
    /// Longer than [`PassPhrase::MAX_BYTES`] when decomposed.
    #[error("the pass phrase is too long")]
    TooLong,
    /// Bytes that are not UTF-8, or a line break or another control character: it could not be
    /// typed again.
    #[error("the pass phrase has a character that cannot be typed")]
    Character,
}

impl PassPhraseError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "pass_phrase_empty",
            Self::TooLong => "pass_phrase_too_long",
            Self::Character => "pass_phrase_character",
        }
    }
}

/// A text that a person keeps secret: a pass phrase, a PIN, the extension of a word list.
///
/// Kept in NFKD, as BIP-39 wants it, so that every keyboard gives the same bytes.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct PassPhrase(String);

impl PassPhrase {
    /// The longest pass phrase in bytes of NFKD: 56 Hangul syllables or 512 Latin letters.
    pub const MAX_BYTES: usize = 512;

    /// The pass phrase that was typed. Spaces count.
    ///
    /// # Errors
    /// [`PassPhraseError`] by the rule it breaks.
    pub fn new(text: &str) -> Result<Self, PassPhraseError> {
        if text.is_empty() {
            return Err(PassPhraseError::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(PassPhraseError::Character);
        }
        // Room for all that is accepted, so that the text never moves and leaves a copy behind.
        let mut phrase = Self(String::with_capacity(Self::MAX_BYTES));
        for c in text.nfkd() {
            if phrase.0.len() + c.len_utf8() > Self::MAX_BYTES {
                return Err(PassPhraseError::TooLong);
            }
            phrase.0.push(c);
        }
        Ok(phrase)
    }

    /// The pass phrase as a file or a terminal gave it.
    ///
    /// # Errors
    /// [`PassPhraseError`] by the rule it breaks.
    pub fn from_utf8(bytes: &[u8]) -> Result<Self, PassPhraseError> {
        Self::new(core::str::from_utf8(bytes).map_err(|_| PassPhraseError::Character)?)
    }

    /// The NFKD text, for a key derivation.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PassPhrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("PassPhrase(..)")
    }
}

/// Secret bytes of any length: a root as its envelope holds it.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes over a buffer. It must have been allocated at its full length, so that growing left no copy.
    #[must_use]
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// The bytes, for the one computation that needs them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("SecretBytes(..)")
    }
}

#[cfg(test)]
mod tests;
