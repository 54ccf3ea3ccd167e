use super::*;
use crate::entropy::SeededEntropy;
use crate::testing::{bytes, vectors};
use proptest::prelude::*;
use static_assertions::assert_not_impl_any;

assert_not_impl_any!(Phrase: Clone, PartialEq, fmt::Display, serde::Serialize);

const ENGLISH: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";
const KOREAN: &str = "신규 아시아 동화책 민주 솔직히 넥타이 요금 출입 신념 실험 거품 환영";

fn all(phrase: &Phrase) -> String {
    (0..phrase.len()).map(|place| phrase.word(place).unwrap()).collect::<Vec<_>>().join(" ")
}

fn replaced(text: &str, place: usize, word: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    words[place] = word;
    words.join(" ")
}

fn unknown(text: &str) -> (usize, Option<String>) {
    match Phrase::parse(text) {
        Err(WordError::Unknown { position, suggestion }) => (position, suggestion),
        other => panic!("{other:?}"),
    }
}

#[test]
fn words_and_seeds_agree_with_the_published_vectors() {
    let file = vectors("bip39.json");
    let passphrase = PassPhrase::new(file["passphrase"].as_str().unwrap()).unwrap();
    for (language, name, count) in [(Language::English, "english", 24), (Language::Korean, "korean", 26)] {
        let tests = file[name].as_array().unwrap();
        assert_eq!(tests.len(), count);
        for test in tests {
            let written: String = test["words"].as_str().unwrap().nfc().collect();
            let made = Phrase::generate(&bytes(&test["entropy"]), language).unwrap();
            assert_eq!(all(&made), written);
            let read = Phrase::parse(&written).unwrap();
            assert_eq!((read.language(), read.to_entropy()), (language, made.to_entropy()));
            assert_eq!(read.seed(Some(&passphrase)).expose()[..], bytes(&test["seed"]));
        }
    }
}

#[test]
fn a_phrase_is_read_composed_and_decomposed() {
    let decomposed: String = KOREAN.nfd().collect();
    assert_ne!(decomposed, KOREAN);
    assert_eq!(all(&Phrase::parse(&decomposed).unwrap()), KOREAN);
}

#[test]
fn white_space_capitals_and_full_width_letters_do_not_matter() {
    for text in [
        ENGLISH.to_uppercase(),
        format!("  {}\n", ENGLISH.replace(' ', "\t \u{3000}")),
        ENGLISH.replace("legal", "Ｌｅｇａｌ"),
    ] {
        assert_eq!(all(&Phrase::parse(&text).unwrap()), ENGLISH, "{text}");
    }
}

#[test]
fn a_misspelt_english_word_is_named_and_the_likely_one_suggested() {
    for (typed, meant) in [
        ("winer", "winner"),
        ("winnner", "winner"),
        ("wniner", "winner"),
        ("winnermost", "winner"),
        ("wimner", "winner"),
    ] {
        assert_eq!(unknown(&replaced(ENGLISH, 1, typed)), (2, Some(meant.to_owned())), "{typed}");
    }
}

#[test]
fn a_misspelt_korean_word_is_named_and_the_likely_one_suggested() {
    for (place, typed, meant) in [
        (0, "신귀", "신규"),
        (1, "아시어", "아시아"),
        (4, "솔찍히", "솔직히"),
        (11, "환엉", "환영"),
        (5, "낵타이", "넥타이"),
    ] {
        assert_eq!(unknown(&replaced(KOREAN, place, typed)), (place + 1, Some(meant.to_owned())), "{typed}");
    }
}

/// `winer` is as near to `wine` as to `winner`; only one of them has the right checksum here.
#[test]
fn among_equally_near_words_the_checksum_decides() {
    let fits = |word: &'static str| move |index| Language::English.written(index) == Some(word);
    for meant in ["wine", "winner"] {
        assert_eq!(suggest::likely("winer", Language::English, fits(meant)), Some(meant.to_owned()));
    }
    let two_unknown = replaced(&replaced(ENGLISH, 1, "winer"), 2, "thakn");
    assert_eq!(unknown(&two_unknown), (2, Some("wine".to_owned())));
}

#[test]
fn a_word_like_none_gets_no_suggestion() {
    assert_eq!(unknown(&replaced(ENGLISH, 11, "xxxxxxxx")), (12, None));
    assert_eq!(unknown(&replaced(ENGLISH, 0, &"q".repeat(200))), (1, None));
}

#[test]
fn a_word_of_the_other_language_is_unknown() {
    assert_eq!(unknown(&replaced(KOREAN, 3, "winner")).0, 4);
    assert_eq!(unknown(&replaced(ENGLISH, 3, "가격")).0, 4);
}

#[test]
fn a_wrong_count_is_refused_with_what_was_found() {
    for found in [0, 1, 11, 13, 16, 23, 25, 48] {
        let text = vec!["abandon"; found].join(" ");
        assert_eq!(Phrase::parse(&text).err(), Some(WordError::Count { found }));
    }
}

#[test]
fn a_wrong_checksum_is_refused() {
    let wrong = replaced(ENGLISH, 11, "zoo");
    assert_eq!(Phrase::parse(&wrong).err(), Some(WordError::Checksum));
    let swapped = replaced(&replaced(KOREAN, 0, "아시아"), 1, "신규");
    assert_eq!(Phrase::parse(&swapped).err(), Some(WordError::Checksum));
}

#[test]
fn a_text_over_the_limit_is_refused() {
    assert_eq!(Phrase::parse(&"a".repeat(MAX_TEXT + 1)).err(), Some(WordError::TooLong));
}

#[test]
fn entropy_of_another_length_is_refused() {
    for length in [0, 15, 17, 31, 33, 64] {
        assert_eq!(
            Phrase::generate(&vec![0; length], Language::English).err(),
            Some(WordError::EntropyLength)
        );
    }
}

#[test]
fn a_phrase_gives_one_word_at_a_time_and_none_beyond_its_end() {
    let phrase = Phrase::parse(KOREAN).unwrap();
    assert_eq!((phrase.len(), phrase.word(0), phrase.word(12)), (12, Some("신규"), None));
}

#[test]
fn a_random_phrase_has_its_count_and_reads_back() {
    for (seed, count) in (0..).zip(WordCount::ALL) {
        for language in Language::ALL {
            let phrase = Phrase::random(&SeededEntropy::new(seed), count, language).unwrap();
            assert_eq!(phrase.len(), count.words());
            assert_eq!(Phrase::parse(&all(&phrase)).unwrap().to_entropy(), phrase.to_entropy());
        }
    }
}

#[test]
fn neither_a_phrase_nor_an_error_prints_a_word() {
    let shown = format!("{:?}", Phrase::parse(ENGLISH).unwrap());
    assert!(ENGLISH.split(' ').all(|word| !shown.contains(word)), "{shown}");
    let error = Phrase::parse(&replaced(ENGLISH, 1, "winer")).unwrap_err();
    let shown = format!("{error} {error:?} {}", error.code());
    assert!(!shown.contains("winer") && !shown.contains("winner"), "{shown}");
}

#[test]
fn a_pass_phrase_changes_the_seed_and_its_typing_does_not() {
    let phrase = Phrase::parse(KOREAN).unwrap();
    let composed = phrase.seed(Some(&PassPhrase::new("통통").unwrap()));
    let decomposed: String = "통통".nfd().collect();
    assert_eq!(composed.expose(), phrase.seed(Some(&PassPhrase::new(&decomposed).unwrap())).expose());
    assert_ne!(composed.expose(), phrase.seed(None).expose());
}

fn entropy() -> impl Strategy<Value = Vec<u8>> {
    (0..5usize).prop_flat_map(|n| proptest::collection::vec(any::<u8>(), 16 + 4 * n))
}

proptest! {
    /// The crate `bip39` as the second implementation.
    #[test]
    fn words_are_those_of_the_crate(entropy in entropy(), korean: bool) {
        let (ours, theirs) = if korean {
            (Language::Korean, bip39::Language::Korean)
        } else {
            (Language::English, bip39::Language::English)
        };
        let phrase = Phrase::generate(&entropy, ours).unwrap();
        let mnemonic = bip39::Mnemonic::from_entropy_in(theirs, &entropy).unwrap();
        let written: String = mnemonic.to_string().nfc().collect();
        prop_assert_eq!(all(&phrase), written);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = Phrase::parse(&text);
    }

    #[test]
    fn one_letter_wrong_is_never_taken_for_right(entropy in entropy(), korean: bool, at: prop::sample::Index, letter in "[a-z가-힣]") {
        let language = if korean { Language::Korean } else { Language::English };
        let phrase = Phrase::generate(&entropy, language).unwrap();
        let mut letters: Vec<char> = all(&phrase).chars().collect();
        let place = at.index(letters.len());
        prop_assume!(letters[place] != ' ');
        letters[place] = letter.chars().next().unwrap();
        let typed: String = letters.into_iter().collect();
        if let Ok(read) = Phrase::parse(&typed) {
            prop_assert_eq!(all(&read), typed);
        }
    }
}
