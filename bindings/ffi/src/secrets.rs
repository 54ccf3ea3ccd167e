//! Secrets at the border: in as bytes, out one word at a time, wiped by Rust.
//!
//! None of these objects can be printed, compared or copied.

use crate::TongTongError;
use crate::runtime::guard;
use std::sync::{Arc, Mutex, PoisonError};
use tongtong_crypto::words::{Language, Phrase};
use tongtong_engine::{EngineError, Words};
use zeroize::Zeroizing;

/// A place that is taken at most once.
struct Once<T>(Mutex<Option<T>>);

impl<T> Once<T> {
    fn holding(value: T) -> Self {
        Self(Mutex::new(Some(value)))
    }

    fn take(&self) -> Result<T, TongTongError> {
        self.lock().take().ok_or_else(|| TongTongError::state("secret_used"))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pass phrase on its way in. One call uses it up; a second use is the error `secret_used`.
#[derive(uniffi::Object)]
pub struct PassPhrase(Once<tongtong_crypto::secret::PassPhrase>);

#[uniffi::export]
impl PassPhrase {
    /// Takes the UTF-8 bytes that the user typed. Wipe your buffer afterwards.
    ///
    /// # Errors
    /// Kind `PassPhrase`: empty, too long, or not text.
    #[uniffi::constructor]
    pub fn from_utf8(bytes: &[u8]) -> Result<Arc<Self>, TongTongError> {
        guard(|| {
            let pass = tongtong_crypto::secret::PassPhrase::from_utf8(bytes)?;
            Ok(Arc::new(Self(Once::holding(pass))))
        })
    }
}

impl PassPhrase {
    /// What the engine is given.
    pub(crate) fn take(&self) -> Result<tongtong_crypto::secret::PassPhrase, TongTongError> {
        self.0.take()
    }
}

/// A wallet's words on their way in. One call uses them up; a second use is the error `secret_used`.
#[derive(uniffi::Object)]
pub struct RecoveryWords(Once<Phrase>);

#[uniffi::export]
impl RecoveryWords {
    /// Takes the words as UTF-8 bytes with spaces between them, in either language. Wipe your buffer afterwards.
    ///
    /// # Errors
    /// Kind `Words`: `word_unknown` with the fact `position`, counted from 1;
    /// `word_count`; `word_checksum`.
    #[uniffi::constructor]
    pub fn from_utf8(bytes: &[u8]) -> Result<Arc<Self>, TongTongError> {
        guard(|| {
            let text = std::str::from_utf8(bytes).map_err(|_| TongTongError::input("not_utf8"))?;
            let phrase = Phrase::parse(text).map_err(EngineError::from)?;
            Ok(Arc::new(Self(Once::holding(phrase))))
        })
    }
}

impl RecoveryWords {
    /// What the engine is given.
    pub(crate) fn take(&self) -> Result<Phrase, TongTongError> {
        self.0.take()
    }
}

/// A wallet's words, to be shown to the user: the only way by which a secret leaves this library.
#[derive(uniffi::Object)]
pub struct Reveal(Mutex<Option<Words>>);

impl Reveal {
    pub(crate) fn of(words: Words) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some(words))))
    }
}

#[uniffi::export]
impl Reveal {
    /// How many words there are; 0 once they are wiped.
    pub fn count(&self) -> u32 {
        let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        words.as_ref().map_or(0, |words| u32::try_from(words.count()).unwrap_or_default())
    }

    /// One of them, from 0. Show it and keep no copy.
    ///
    /// # Errors
    /// `secret_used` once they are wiped; `word_place` if there are fewer.
    pub fn word(&self, place: u32) -> Result<String, TongTongError> {
        guard(|| {
            let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let words = words.as_ref().ok_or_else(|| TongTongError::state("secret_used"))?;
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            words.word(place).map(str::to_owned).ok_or_else(|| TongTongError::input("word_place"))
        })
    }

    /// Wipes them now instead of when this object goes.
    pub fn wipe(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Where a key vault puts a secret that it made or opened: memory that Rust owns and wipes.
#[derive(uniffi::Object)]
pub struct SecretSink(Mutex<Option<Zeroizing<Vec<u8>>>>);

/// The longest secret that a key vault may hand over.
const MOST_BYTES: usize = 4_096;

#[uniffi::export]
impl SecretSink {
    /// Puts the bytes in; the last ones put in count. Wipe your buffer afterwards.
    ///
    /// # Errors
    /// `secret_too_long` over 4,096 bytes.
    pub fn put(&self, bytes: &[u8]) -> Result<(), TongTongError> {
        guard(|| {
            if bytes.len() > MOST_BYTES {
                return Err(TongTongError::input("secret_too_long"));
            }
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Zeroizing::new(bytes.to_vec()));
            Ok(())
        })
    }
}

impl SecretSink {
    pub(crate) fn empty() -> Arc<Self> {
        Arc::new(Self(Mutex::new(None)))
    }

    pub(crate) fn take(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The words of a list, in its order, as users write them: public data, for a keyboard that completes words.
#[uniffi::export]
#[must_use]
pub fn word_list(language: Language) -> Vec<String> {
    language.words()
}
