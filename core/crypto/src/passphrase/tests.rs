use super::*;
use crate::entropy::SeededEntropy;
use proptest::prelude::*;

fn verdict(text: &str) -> Result<(), TooWeak> {
    check(&PassPhrase::new(text).unwrap())
}

#[test]
fn five_unrelated_words_of_a_list_are_enough() {
    assert_eq!(verdict("ozone drill grab fiber curtain"), Ok(()));
    assert_eq!(verdict("Ozone  DRILL grab fiber curtain"), Ok(()));
    assert_eq!(verdict("신규 아시아 동화책 민주 솔직히"), Ok(()));
}

#[test]
fn four_words_are_refused_with_their_bits() {
    assert_eq!(verdict("ozone drill grab fiber"), Err(TooWeak { bits: 44 }));
}

#[test]
fn repeated_or_neighbouring_words_do_not_count() {
    assert_eq!(verdict("ozone ozone ozone ozone ozone ozone"), Err(TooWeak { bits: 11 }));
    assert_eq!(verdict("abandon ability able about above absent"), Err(TooWeak { bits: 11 }));
}

#[test]
fn what_people_choose_is_refused() {
    for weak in [
        "0000",
        "123456",
        "19870412",
        "01012345678",
        "password",
        "P@ssw0rd!",
        "P@ssw0rd!P@ssw0rd!P@ssw0rd!",
        "Password1234!@#$",
        "qwertyuiop123456789",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz",
        "TongTong2024!",
        "tongtongtongtongtongtong",
        "비밀번호1234",
        "사랑해사랑해사랑해사랑해",
        "iloveyou forever",
        "letmein12345",
    ] {
        assert!(verdict(weak).is_err(), "{weak}: {}", estimate(&PassPhrase::new(weak).unwrap()));
    }
}

#[test]
fn long_sentences_and_random_text_are_enough() {
    for strong in [
        "x7#Kq2!vLm9$Tz4@Rw8e",
        "the yellow tram climbs past nine sleeping dogs",
        "비 오는 밤 기차를 타고 부산까지 갔다가 길을 잃었다",
        "hFk2Zq0cVx8mRt5yUw3jDg7b",
    ] {
        assert_eq!(verdict(strong), Ok(()), "{strong}: {}", estimate(&PassPhrase::new(strong).unwrap()));
    }
}

#[test]
fn the_estimate_is_the_same_composed_and_decomposed() {
    let composed = PassPhrase::new("비 오는 밤 기차").unwrap();
    let decomposed: String = "비 오는 밤 기차".nfd().collect();
    assert_eq!(estimate(&composed), estimate(&PassPhrase::new(&decomposed).unwrap()));
}

#[test]
fn the_error_shows_bits_and_no_text() {
    let error = verdict("hunter2").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert_eq!(error.code(), "pass_phrase_too_weak");
}

struct Stuck;
impl Entropy for Stuck {
    fn fill(&self, buf: &mut [u8]) -> Result<(), EntropyError> {
        buf.fill(0);
        Ok(())
    }
}

#[test]
fn a_stuck_source_suggests_nothing() {
    assert_eq!(suggest(&Stuck).err(), Some(EntropyError::Weak));
}

proptest! {
    #[test]
    fn what_is_suggested_is_six_words_and_strong_enough(seed: u64) {
        let suggested = suggest(&SeededEntropy::new(seed)).unwrap();
        prop_assert_eq!(suggested.expose().split(' ').count(), 6);
        prop_assert_eq!(check(&suggested), Ok(()));
    }

    #[test]
    fn no_text_makes_the_estimate_panic(text in "\\PC{1,100}") {
        if let Ok(passphrase) = PassPhrase::new(&text) {
            let _ = check(&passphrase);
        }
    }

    /// Without hardware a PIN falls in hours.
    #[test]
    fn a_pin_is_never_enough(pin in "[0-9]{1,12}") {
        prop_assert!(verdict(&pin).is_err());
    }
}
