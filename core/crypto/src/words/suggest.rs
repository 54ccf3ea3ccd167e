use super::Language;
use zeroize::Zeroizing;

/// The most slips of the finger between what was typed and what is suggested.
const MAX_DISTANCE: usize = 2;
/// Nothing typed longer than this is near a word of the lists.
const MAX_LETTERS: usize = 24;
/// In the English list this many letters name a word.
const NAMING_PREFIX: usize = 4;

/// The word of the list that was probably meant by an NFKD word that is not in it.
///
/// Candidates stand in the order of slips of the finger (a letter or a jamo too many, missing, wrong, or
/// two swapped), then of the longest common beginning, then of the list; after them the English word that
/// begins with the same four letters. The first one that `fits` is taken, or the first one if none does.
pub(super) fn likely(typed: &str, language: Language, fits: impl Fn(u16) -> bool) -> Option<String> {
    let typed = Zeroizing::new(typed.chars().collect::<Vec<char>>());
    if typed.len() > MAX_LETTERS {
        return None;
    }
    let mut near: Vec<_> = language
        .list()
        .iter()
        .zip(0u16..)
        .filter_map(|(word, index)| {
            let word: Vec<char> = word.chars().collect();
            let slips = distance(&typed, &word);
            let allowed = MAX_DISTANCE.min(word.len().saturating_sub(2));
            (slips <= allowed).then(|| (slips, usize::MAX - common(&typed, &word), index))
        })
        .collect();
    near.sort_unstable();
    let candidates: Vec<u16> =
        near.into_iter().map(|(_, _, index)| index).chain(by_prefix(&typed, language)).collect();
    let chosen = candidates.iter().find(|index| fits(**index)).or(candidates.first())?;
    language.written(*chosen).map(str::to_owned)
}

fn by_prefix(typed: &[char], language: Language) -> Option<u16> {
    if language != Language::English || typed.len() < NAMING_PREFIX {
        return None;
    }
    let same = |word: &str| {
        word.chars().count() >= NAMING_PREFIX && {
            word.chars().zip(typed).take(NAMING_PREFIX).all(|(a, b)| a == *b)
        }
    };
    language.list().iter().zip(0u16..).find(|(word, _)| same(word)).map(|(_, index)| index)
}

fn common(a: &[char], b: &[char]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

/// Damerau-Levenshtein distance in its restricted form: no part is edited twice.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && a[i - 1] == *y && *x == b[j - 1];
            if swapped {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = last;
        last = row;
    }
    last.last().copied().unwrap_or(0)
}
