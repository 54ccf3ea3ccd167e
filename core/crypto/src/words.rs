//! Words: the phrase that a wallet is written down as and comes back from (BIP-39), in English or Korean.
//!
//! The lists are those of the crate `bip39`; entropy and words are turned into each other here, so that no
//! step leaves a copy on the stack.

mod lists;
mod suggest;

pub use lists::Language;

use crate::entropy::{Entropy, EntropyError};
use crate::kdf::pbkdf2_sha512;
use crate::secret::{PassPhrase, Secret};
use crate::stack::wiped;
use core::fmt;
use sha2::{Digest, Sha256};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The longest text that is read as a phrase, in bytes of NFKD. The longest Korean phrase has about 900.
pub const MAX_TEXT: usize = 4_096;

const BITS_PER_WORD: usize = 11;
const MAX_WORDS: usize = 24;
const SEED_ROUNDS: u32 = 2_048;

/// How many words a phrase has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordCount {
    /// 128 bits.
    Twelve,
    /// 160 bits.
    Fifteen,
    /// 192 bits.
    Eighteen,
    /// 224 bits.
    TwentyOne,
    /// 256 bits.
    TwentyFour,
}

impl WordCount {
    /// Every count, from the smallest.
    pub const ALL: [Self; 5] =
        [Self::Twelve, Self::Fifteen, Self::Eighteen, Self::TwentyOne, Self::TwentyFour];

    /// The count as a number.
    #[must_use]
    pub fn words(self) -> usize {
        match self {
            Self::Twelve => 12,
            Self::Fifteen => 15,
            Self::Eighteen => 18,
            Self::TwentyOne => 21,
            Self::TwentyFour => 24,
        }
    }

    /// Bytes of entropy behind that many words.
    #[must_use]
    pub fn entropy_len(self) -> usize {
        self.words() / 3 * 4
    }

    /// The count of that number of words.
    #[must_use]
    pub fn from_words(words: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|count| count.words() == words)
    }

    fn from_entropy_len(bytes: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|count| count.entropy_len() == bytes)
    }

    /// Bits of the checksum, all in one byte.
    fn checksum_mask(self) -> u8 {
        !(0xff_u8.checked_shr(u32::try_from(self.words() / 3).unwrap_or(8)).unwrap_or(0))
    }
}

/// Why a text is not a phrase.
#[derive(Clone, PartialEq, Eq, Error)]
pub enum WordError {
    /// A word is in no list. Show the place and offer the suggestion.
    #[error("word {position} is not in the list")]
    Unknown {
        /// Which word, counted from 1.
        position: usize,
        /// The word that was probably meant, as users write it. It is part of a secret: show it, do not log it.
        suggestion: Option<String>,
    },
    /// Not 12, 15, 18, 21 or 24 words.
    #[error("{found} words, where 12, 15, 18, 21 or 24 are expected")]
    Count {
        /// How many words there are.
        found: usize,
    },
    /// Every word is in the list, but they do not belong together: two swapped, or one wrong.
    #[error("the words do not belong together")]
    Checksum,
    /// Longer than [`MAX_TEXT`].
    #[error("the text is too long for a phrase")]
    TooLong,
    /// Entropy of another length than 16, 20, 24, 28 or 32 bytes.
    #[error("entropy of a length that no phrase has")]
    EntropyLength,
}

impl WordError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "word_unknown",
            Self::Count { .. } => "word_count",
            Self::Checksum => "word_checksum",
            Self::TooLong => "words_too_long",
            Self::EntropyLength => "word_entropy_length",
        }
    }
}

/// Without the suggestion, which is a word of the phrase.
impl fmt::Debug for WordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { position, suggestion: _ } => write!(f, "Unknown {{ position: {position}, .. }}"),
            Self::Count { found } => write!(f, "Count {{ found: {found} }}"),
            Self::Checksum => f.write_str("Checksum"),
            Self::TooLong => f.write_str("TooLong"),
            Self::EntropyLength => f.write_str("EntropyLength"),
        }
    }
}

/// A wallet's words. It gives out one at a time and wipes itself.
pub struct Phrase {
    /// The entropy, then the byte whose first bits are the checksum, then zeros.
    bits: Secret<33>,
    count: WordCount,
    language: Language,
}

impl Phrase {
    /// The phrase of 16, 20, 24, 28 or 32 random bytes.
    ///
    /// # Errors
    /// [`WordError::EntropyLength`] for any other number.
    pub fn generate(entropy: &[u8], language: Language) -> Result<Self, WordError> {
        let count = WordCount::from_entropy_len(entropy.len()).ok_or(WordError::EntropyLength)?;
        let bits = wiped(|| {
            Secret::init_with(|bits| {
                let (head, tail) = bits.split_at_mut(entropy.len());
                head.copy_from_slice(entropy);
                tail[0] = checksum(entropy) & count.checksum_mask();
            })
        });
        Ok(Self { bits, count, language })
    }

    /// A new phrase from a source of entropy.
    ///
    /// # Errors
    /// [`EntropyError`] of the source.
    pub fn random(source: &dyn Entropy, count: WordCount, language: Language) -> Result<Self, EntropyError> {
        let bits = wiped(|| {
            Secret::try_init_with(|bits: &mut [u8; 33]| {
                let (head, tail) = bits.split_at_mut(count.entropy_len());
                source.fill(head)?;
                tail[0] = checksum(head) & count.checksum_mask();
                Ok(())
            })
        })?;
        Ok(Self { bits, count, language })
    }

    /// The phrase that a person typed, in whichever list most of its words are: composed or decomposed,
    /// with any white space and capitals.
    ///
    /// # Errors
    /// [`WordError`] by the first rule that the text breaks: length, count, words, checksum.
    pub fn parse(text: &str) -> Result<Self, WordError> {
        wiped(|| Self::read(text))
    }

    fn read(text: &str) -> Result<Self, WordError> {
        let text = normalised(text)?;
        let found = text.split_whitespace().count();
        let count = WordCount::from_words(found).ok_or(WordError::Count { found })?;
        let language = Language::of(&text);
        let mut indices = Zeroizing::new([0; MAX_WORDS]);
        let mut unknown: Option<(usize, &str)> = None;
        let mut unknowns = 0;
        for ((place, word), index) in text.split_whitespace().enumerate().zip(indices.iter_mut()) {
            if let Some(found) = language.find(word) {
                *index = found;
            } else {
                unknown.get_or_insert((place, word));
                unknowns += 1;
            }
        }
        if let Some((place, word)) = unknown {
            // With one unknown word the checksum tells which of the near ones can be meant.
            let fits = |index| {
                let mut tried = indices.clone();
                tried[place] = index;
                unknowns == 1 && joined(&tried, count).is_ok()
            };
            let suggestion = suggest::likely(word, language, fits);
            return Err(WordError::Unknown { position: place + 1, suggestion });
        }
        Ok(Self { bits: joined(&indices, count)?, count, language })
    }

    /// How many words there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a phrase is never empty")]
    pub fn len(&self) -> usize {
        self.count.words()
    }

    /// How many words there are, as a type.
    #[must_use]
    pub fn count(&self) -> WordCount {
        self.count
    }

    /// Which list the words are from.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// One word, counted from 0, as users write it (NFC).
    #[must_use]
    pub fn word(&self, place: usize) -> Option<&str> {
        (place < self.len()).then(|| self.language.written(take(self.bits.expose(), place))).flatten()
    }

    /// The entropy behind the words, for the envelope of the spending root.
    #[must_use]
    pub fn to_entropy(&self) -> &[u8] {
        self.bits.expose().split_at(self.count.entropy_len()).0
    }

    /// The BIP-39 seed of the words and an optional pass phrase.
    #[must_use]
    pub fn seed(&self, passphrase: Option<&PassPhrase>) -> Secret<64> {
        let mut sentence = Zeroizing::new(String::with_capacity(MAX_TEXT));
        for place in 0..self.len() {
            if place > 0 {
                sentence.push(' ');
            }
            sentence.push_str(self.language.listed(take(self.bits.expose(), place)).unwrap_or_default());
        }
        let extension = passphrase.map_or("", PassPhrase::expose);
        wiped(|| pbkdf2_sha512(sentence.as_bytes(), &[b"mnemonic", extension.as_bytes()], SEED_ROUNDS))
    }
}

impl fmt::Debug for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bits: _, count, language } = self;
        write!(f, "Phrase({count:?}, {language:?}, ..)")
    }
}

/// NFKD in lower case, in one buffer that never moves.
fn normalised(text: &str) -> Result<Zeroizing<String>, WordError> {
    let mut out = Zeroizing::new(String::with_capacity(MAX_TEXT));
    for c in text.nfkd() {
        if out.len() + c.len_utf8() > MAX_TEXT {
            return Err(WordError::TooLong);
        }
        out.push(c.to_ascii_lowercase());
    }
    Ok(out)
}

/// The bits of a phrase's words, if their checksum is right.
fn joined(indices: &[u16; MAX_WORDS], count: WordCount) -> Result<Secret<33>, WordError> {
    Secret::try_init_with(|bits: &mut [u8; 33]| {
        for (place, index) in indices.iter().take(count.words()).enumerate() {
            put(bits, place, *index);
        }
        let (head, tail) = bits.split_at(count.entropy_len());
        if tail[0] == checksum(head) & count.checksum_mask() { Ok(()) } else { Err(WordError::Checksum) }
    })
}

fn checksum(entropy: &[u8]) -> u8 {
    Sha256::digest(entropy)[0]
}

fn put(bits: &mut [u8; 33], place: usize, index: u16) {
    for bit in 0..BITS_PER_WORD {
        let at = place * BITS_PER_WORD + bit;
        if index >> (BITS_PER_WORD - 1 - bit) & 1 == 1 {
            bits[at / 8] |= 0x80 >> (at % 8);
        }
    }
}

fn take(bits: &[u8; 33], place: usize) -> u16 {
    (0..BITS_PER_WORD).fold(0, |index, bit| {
        let at = place * BITS_PER_WORD + bit;
        index << 1 | u16::from(bits[at / 8] >> (7 - at % 8) & 1)
    })
}

#[cfg(test)]
mod tests;
