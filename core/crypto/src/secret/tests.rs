use super::*;
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_not_impl_any!(Secret<32>: Clone, Copy, PartialEq, fmt::Display, serde::Serialize, AsRef<[u8]>);
assert_not_impl_any!(PassPhrase: Clone, PartialEq, fmt::Display, serde::Serialize, AsRef<str>);
assert_not_impl_any!(SecretBytes: Clone, PartialEq, fmt::Display, serde::Serialize, AsRef<[u8]>);
assert_impl_all!(Secret<32>: ZeroizeOnDrop, Send, Sync);
assert_impl_all!(PassPhrase: ZeroizeOnDrop, Send, Sync);
assert_impl_all!(SecretBytes: ZeroizeOnDrop, Send, Sync);

#[test]
fn debug_shows_nothing_of_a_secret() {
    let secret = Secret::<4>::init_with(|buf| buf.copy_from_slice(&[222, 173, 190, 239]));
    assert_eq!(format!("{secret:?}"), "Secret<4>(..)");
    assert_eq!(format!("{:?}", PassPhrase::new("hunter2").unwrap()), "PassPhrase(..)");
    assert_eq!(format!("{:?}", SecretBytes::new(Zeroizing::new(vec![7]))), "SecretBytes(..)");
}

#[test]
fn zeroize_wipes_the_bytes() {
    let mut secret = Secret::<4>::init_with(|buf| buf.fill(9));
    assert_eq!(secret.expose(), &[9; 4]);
    secret.zeroize();
    assert_eq!(secret.expose(), &[0; 4]);
}

#[test]
fn a_failing_fill_gives_no_secret() {
    assert_eq!(Secret::<4>::try_init_with(|_| Err("no")).err(), Some("no"));
}

#[test]
fn composed_decomposed_and_full_width_typing_give_one_pass_phrase() {
    let nfc = PassPhrase::new("통통 ABC").unwrap();
    let nfd = PassPhrase::new("\u{1110}\u{1169}\u{11bc}\u{1110}\u{1169}\u{11bc} ABC").unwrap();
    let wide = PassPhrase::new("통통\u{3000}ＡＢＣ").unwrap();
    assert_eq!(nfc.expose(), nfd.expose());
    assert_eq!(nfc.expose(), wide.expose());
}

#[test]
fn an_empty_pass_phrase_is_refused() {
    assert_eq!(PassPhrase::new("").err(), Some(PassPhraseError::Empty));
}

#[test]
fn a_pass_phrase_over_the_limit_is_refused() {
    assert!(PassPhrase::new(&"a".repeat(512)).is_ok());
    assert_eq!(PassPhrase::new(&"a".repeat(513)).err(), Some(PassPhraseError::TooLong));
    assert!(PassPhrase::new(&"힣".repeat(56)).is_ok());
    assert_eq!(PassPhrase::new(&"힣".repeat(57)).err(), Some(PassPhraseError::TooLong));
}

#[test]
fn a_control_character_or_broken_utf8_is_refused() {
    assert_eq!(PassPhrase::new("two\nlines").err(), Some(PassPhraseError::Character));
    assert_eq!(PassPhrase::from_utf8(&[0xff, 0x41]).err(), Some(PassPhraseError::Character));
}
