use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A word list of BIP-39.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// The English list.
    English,
    /// The Korean list.
    Korean,
}

/// The Korean list as people write it. BIP-39 keeps it decomposed.
static KOREAN_WRITTEN: LazyLock<Vec<String>> =
    LazyLock::new(|| Language::Korean.list().iter().map(|word| word.nfc().collect()).collect());

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Korean];

    /// The number that stands for the language in the envelope of a spending root.
    pub(crate) fn tag(self) -> u8 {
        match self {
            Self::English => 1,
            Self::Korean => 2,
        }
    }

    pub(crate) fn from_tag(tag: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The list, sorted, in NFKD.
    pub(crate) fn list(self) -> &'static [&'static str; 2048] {
        self.of_crate().word_list()
    }

    /// Every word of the list in its order, as users write it: public data.
    #[must_use]
    pub fn words(self) -> Vec<String> {
        match self {
            Self::English => self.list().iter().map(|word| (*word).to_owned()).collect(),
            Self::Korean => KOREAN_WRITTEN.clone(),
        }
    }

    /// The place of an NFKD word in the list.
    pub(crate) fn find(self, word: &str) -> Option<u16> {
        self.of_crate().find_word(word)
    }

    /// A word in NFKD, as the seed is made of it.
    pub(super) fn listed(self, index: u16) -> Option<&'static str> {
        self.list().get(usize::from(index)).copied()
    }

    /// A word as users write it.
    pub(crate) fn written(self, index: u16) -> Option<&'static str> {
        match self {
            Self::English => self.listed(index),
            Self::Korean => KOREAN_WRITTEN.get(usize::from(index)).map(String::as_str),
        }
    }

    /// The list that most words of an NFKD text are in; if none is in any, by the script it is written in.
    pub(super) fn of(text: &str) -> Self {
        let known =
            |language: Self| text.split_whitespace().filter(|word| language.find(word).is_some()).count();
        let latin = text.chars().any(|c| c.is_ascii_alphabetic());
        match known(Self::English).cmp(&known(Self::Korean)) {
            core::cmp::Ordering::Greater => Self::English,
            core::cmp::Ordering::Less => Self::Korean,
            core::cmp::Ordering::Equal if latin => Self::English,
            core::cmp::Ordering::Equal => Self::Korean,
        }
    }

    fn of_crate(self) -> bip39::Language {
        match self {
            Self::English => bip39::Language::English,
            Self::Korean => bip39::Language::Korean,
        }
    }
}
