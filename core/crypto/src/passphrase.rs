//! Pass phrases: how strong one must be where no hardware slows guesses down, and one to propose.
//!
//! A device without a hardware key store can be copied and guessed at offline, so a PIN is refused there: a
//! pass phrase of at least five words of the lists, or [`ENOUGH_BITS`] estimated, is demanded. The estimate
//! is our own and errs on the low side: the usual estimators know no Korean and bring dictionaries of a
//! megabyte. Whoever is refused wrongly takes [`suggest`]'s.

use crate::entropy::{Entropy, EntropyError, array};
use crate::secret::PassPhrase;
use crate::words::Language;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Words of the lists, all different and not neighbours in the list, that are enough by themselves.
pub const ENOUGH_WORDS: usize = 5;
/// The estimate that is enough.
pub const ENOUGH_BITS: u32 = 64;

const SUGGESTED_WORDS: usize = 6;
const TRIES: usize = 8;

/// A pass phrase that can be guessed: ask for another one or propose [`suggest`]'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the pass phrase is too easy to guess (about {bits} bits)")]
pub struct TooWeak {
    /// The estimate.
    pub bits: u32,
}

impl TooWeak {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "pass_phrase_too_weak"
    }
}

/// Accepts a pass phrase for a device without hardware.
///
/// # Errors
/// [`TooWeak`] with the estimate.
pub fn check(passphrase: &PassPhrase) -> Result<(), TooWeak> {
    let bits = estimate(passphrase);
    let words = listed_words(passphrase.expose()).unwrap_or(0);
    if words >= ENOUGH_WORDS || bits >= ENOUGH_BITS { Ok(()) } else { Err(TooWeak { bits }) }
}

/// Proposes six random words of the English list: 66 bits.
///
/// # Errors
/// [`EntropyError`] of the source.
pub fn suggest(source: &dyn Entropy) -> Result<PassPhrase, EntropyError> {
    for _ in 0..TRIES {
        let draws = Zeroizing::new(array::<{ 2 * SUGGESTED_WORDS }>(source)?);
        let mut text = Zeroizing::new(String::with_capacity(PassPhrase::MAX_BYTES));
        for draw in draws.chunks(2) {
            let index = draw.iter().fold(0u16, |n, byte| n << 8 | u16::from(*byte)) % 2_048;
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(Language::English.written(index).unwrap_or_default());
        }
        // A draw with words twice is worth less than it says: draw again.
        match PassPhrase::new(&text) {
            Ok(passphrase) if estimate(&passphrase) >= ENOUGH_BITS => return Ok(passphrase),
            _ => {}
        }
    }
    Err(EntropyError::Weak)
}

/// Bits that a guesser who knows how people choose must try, at least roughly and rather too few.
///
/// Words of the lists count 11 bits each, unless repeated or next to the one before in the list. Other text
/// is counted by the character: less after one of the same kind, next to nothing for a repetition, a row
/// (`abc`, `321`), a part seen before or a common password.
#[must_use]
pub fn estimate(passphrase: &PassPhrase) -> u32 {
    if let Some(words) = listed_words(passphrase.expose()) {
        return u32::try_from(words * 11).unwrap_or(u32::MAX);
    }
    let composed: Zeroizing<Vec<char>> = Zeroizing::new(passphrase.expose().nfc().collect());
    by_character(&composed) / 10
}

/// How many different, unrelated words of one list the text is made of; none if it has any other word.
fn listed_words(text: &str) -> Option<usize> {
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    Language::ALL.into_iter().find_map(|language| {
        let mut seen: Vec<u16> = Vec::new();
        let mut last = None;
        for word in lower.split_whitespace() {
            let index = language.find(word)?;
            let neighbour = last.is_some_and(|last: u16| last.abs_diff(index) <= 1);
            if !neighbour && !seen.contains(&index) {
                seen.push(index);
            }
            last = Some(index);
        }
        (!seen.is_empty()).then_some(seen.len())
    })
}

/// What everybody tries first, folded as [`fold`] folds.
const COMMON: [&str; 22] = [
    "password",
    "passphrase",
    "qwerty",
    "asdf",
    "zxcv",
    "letmein",
    "iloveyou",
    "welcome",
    "admin",
    "login",
    "monkey",
    "dragon",
    "master",
    "secret",
    "tongtong",
    "bitcoin",
    "wallet",
    "비밀번호",
    "통통",
    "사랑해",
    "암호",
    "korea",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Lower,
    Upper,
    Hangul,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Digit,
            'a'..='z' => Self::Lower,
            'A'..='Z' => Self::Upper,
            '가'..='힣' => Self::Hangul,
            _ => Self::Other,
        }
    }

    /// Tenths of a bit after a character of another kind, and after one of the same.
    fn worth(self) -> (u32, u32) {
        match self {
            Self::Digit => (33, 25),
            Self::Lower | Self::Upper => (45, 20),
            Self::Hangul => (70, 45),
            Self::Other => (40, 20),
        }
    }
}

/// Tenths of a bit for a character that the one before foretells.
const FORETOLD: u32 = 3;
/// Tenths of a bit for a whole common password.
const COMMON_WORTH: u32 = 60;

fn by_character(text: &[char]) -> u32 {
    let folded: Vec<char> = text.iter().map(|c| fold(*c)).collect();
    let mut tenths = 0;
    let mut at = 0;
    while at < text.len() {
        let common = COMMON
            .iter()
            .map(|word| word.chars().collect::<Vec<_>>())
            .find(|word| folded[at..].starts_with(word));
        if let Some(word) = common {
            tenths += COMMON_WORTH;
            at += word.len();
            continue;
        }
        tenths += worth_at(text, &folded, at);
        at += 1;
    }
    tenths
}

fn worth_at(text: &[char], folded: &[char], at: usize) -> u32 {
    let kind = Kind::of(text[at]);
    let Some(before) = at.checked_sub(1) else { return kind.worth().0 };
    let lower = |at: usize| u32::from(text[at].to_ascii_lowercase());
    let row = lower(before).abs_diff(lower(at)) <= 1;
    let seen = at >= 2 && folded[..at].windows(3).any(|part| part == &folded[at - 2..=at]);
    if row || seen {
        FORETOLD
    } else if Kind::of(text[before]) == kind {
        kind.worth().1
    } else {
        kind.worth().0
    }
}

/// The letter that a sign is often typed for.
fn fold(c: char) -> char {
    match c.to_ascii_lowercase() {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    }
}

#[cfg(test)]
mod tests;
