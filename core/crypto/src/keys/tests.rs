use super::*;
use crate::cell::lookup_hash;
use crate::entropy::SeededEntropy;
use crate::secret::PassPhrase;
use crate::words::{Language, Phrase, WordCount};
use proptest::prelude::*;
use static_assertions::assert_not_impl_any;
use std::collections::BTreeSet;

assert_not_impl_any!(BackgroundRoot: Clone, PartialEq, serde::Serialize);
assert_not_impl_any!(ReadingRoot: Clone, PartialEq, serde::Serialize);
assert_not_impl_any!(SpendingRoot: Clone, PartialEq, serde::Serialize);
assert_not_impl_any!(SpendingKeys: Clone, PartialEq, serde::Serialize);
assert_not_impl_any!(StoreKey: Clone, PartialEq, serde::Serialize);
assert_not_impl_any!(EndpointKey: Clone, PartialEq, serde::Serialize);

fn background() -> BackgroundRoot {
    BackgroundRoot::generate(&SeededEntropy::new(1)).unwrap()
}

fn reading() -> ReadingRoot {
    ReadingRoot::generate(&SeededEntropy::new(2)).unwrap()
}

fn spending(passphrase: Option<&str>) -> SpendingRoot {
    let phrase = Phrase::random(&SeededEntropy::new(3), WordCount::Twelve, Language::Korean).unwrap();
    SpendingRoot::new(phrase, passphrase.map(|text| PassPhrase::new(text).unwrap()))
}

#[test]
fn the_table_has_every_label_once_and_every_length_that_is_derived() {
    let labels: BTreeSet<_> = DERIVED.iter().map(|key| key.label).collect();
    assert_eq!(labels.len(), DERIVED.len());
    assert!(DERIVED.iter().all(|key| key.length == 32));
    assert!(labels.iter().all(|label| !label.contains('\0')));
}

#[test]
fn every_line_of_the_page_above_is_a_line_of_the_table() {
    let page = include_str!("../keys.rs");
    for key in DERIVED {
        assert!(page.contains(&format!("| `{}` | {} |", key.label, key.length)), "{}", key.label);
    }
}

#[test]
fn a_key_is_hkdf_of_its_parent_label_and_context() {
    let mut expected = [0; 32];
    hkdf::Hkdf::<sha2::Sha512>::new(Some(b"tongtong/v1/keys"), &background().to_bytes().expose()[1..])
        .expand(b"static session\0\0\0\0\x05", &mut expected)
        .unwrap();
    assert_eq!(background().static_session(5).expose(), &expected);
}

#[test]
fn every_key_differs_from_every_other() {
    let (b, r) = (background(), reading());
    let mut keys = BTreeSet::new();
    for n in 0..3 {
        assert!(keys.insert(*b.rendezvous_endpoint(n).seed().expose()));
        assert!(keys.insert(*b.conversation_endpoint(n).seed().expose()));
        assert!(keys.insert(*b.static_session(n).expose()));
    }
    for context in [&b""[..], b"a", b"b"] {
        for key in [&STORE, &STORE_TABLE, &STORE_LOOKUP, &IDENTITY, &PAY] {
            assert!(keys.insert(*derive(r.to_bytes().expose(), key, context).expose()), "{}", key.label);
        }
    }
}

#[test]
fn roots_come_back_from_their_bytes() {
    let again = BackgroundRoot::from_bytes(&background().to_bytes()).unwrap();
    assert_eq!(again.static_session(1).expose(), background().static_session(1).expose());
    let again = ReadingRoot::from_bytes(&reading().to_bytes()).unwrap();
    assert_eq!(again.identity().peer(), reading().identity().peer());
    for passphrase in [None, Some("통통 열차"), Some("TREZOR")] {
        let again = SpendingRoot::from_bytes(&spending(passphrase).to_bytes()).unwrap();
        assert_eq!(again.keys().pay_key().public(), spending(passphrase).keys().pay_key().public());
        assert_eq!(again.phrase().language(), Language::Korean);
    }
}

#[test]
fn a_spending_root_has_one_length_whatever_is_inside() {
    let long = Phrase::random(&SeededEntropy::new(3), WordCount::TwentyFour, Language::English).unwrap();
    let full = PassPhrase::new(&"a".repeat(PassPhrase::MAX_BYTES)).unwrap();
    let long = SpendingRoot::new(long, Some(full)).to_bytes();
    assert_eq!(long.expose().len(), spending(None).to_bytes().expose().len());
    assert_eq!(SpendingRoot::from_bytes(&long).unwrap().to_bytes().expose(), long.expose());
}

#[test]
fn a_wallet_restored_from_its_words_has_its_pay_key_and_accounts_again() {
    let words: Vec<String> =
        (0..12).map(|place| spending(None).phrase().word(place).unwrap().to_owned()).collect();
    let restored = SpendingRoot::new(Phrase::parse(&words.join(" ")).unwrap(), None).keys();
    let original = spending(None).keys();
    assert_eq!(restored.pay_key().public(), original.pay_key().public());
    assert!(restored.account(666, 0).unwrap() == original.account(666, 0).unwrap());
    assert_ne!(spending(Some("other")).keys().pay_key().public(), original.pay_key().public());
}

#[test]
fn a_cell_of_one_table_does_not_open_in_another() {
    let sealed = reading().store().table("contacts").seal(b"", b"Kim", [1; 24]).unwrap();
    assert!(reading().store().table("contacts").open(b"", &sealed).is_ok());
    assert!(reading().store().table("messages").open(b"", &sealed).is_err());
}

fn altered(change: impl FnOnce(&mut Vec<u8>)) -> Option<RootError> {
    let mut bytes = spending(Some("열차")).to_bytes().expose().to_vec();
    change(&mut bytes);
    SpendingRoot::from_bytes(&SecretBytes::new(Zeroizing::new(bytes))).err()
}

#[test]
fn a_root_of_another_length_is_refused() {
    let bytes = SecretBytes::new(Zeroizing::new(vec![0; 31]));
    assert_eq!(BackgroundRoot::from_bytes(&bytes).err(), Some(RootError::Length));
    assert_eq!(ReadingRoot::from_bytes(&bytes).err(), Some(RootError::Length));
    assert_eq!(altered(|bytes| bytes.push(0)), Some(RootError::Length));
}

#[test]
fn one_root_does_not_pass_for_another() {
    assert_eq!(BackgroundRoot::from_bytes(&reading().to_bytes()).err(), Some(RootError::Format));
    assert_eq!(ReadingRoot::from_bytes(&background().to_bytes()).err(), Some(RootError::Format));
    assert_eq!(SpendingRoot::from_bytes(&reading().to_bytes()).err(), Some(RootError::Length));
}

#[test]
fn a_store_key_handed_over_gives_the_same_keys() {
    let store = StoreKey::from_bytes(reading().store().expose());
    let sealed = reading().store().table("contacts").seal(b"", b"Kim", [1; 24]).unwrap();
    assert!(store.table("contacts").open(b"", &sealed).is_ok());
    let hash = |store: &StoreKey, column| lookup_hash(&store.lookup(column), b"value");
    assert_eq!(hash(&store, "contacts.peer"), hash(&reading().store(), "contacts.peer"));
    assert_ne!(hash(&store, "contacts.peer"), hash(&store, "messages.peer"));
}

#[test]
fn a_spending_root_of_another_format_language_or_inner_length_is_refused() {
    assert_eq!(altered(|bytes| bytes[0] = 2), Some(RootError::Format));
    assert_eq!(altered(|bytes| bytes[1] = 9), Some(RootError::Format));
    assert_eq!(altered(|bytes| bytes[2] = 33), Some(RootError::Format));
    assert_eq!(altered(|bytes| bytes[2] = 0xff), Some(RootError::Format));
    assert_eq!(altered(|bytes| bytes[35] = 0xff), Some(RootError::Format));
    assert_eq!(altered(|_| ()), None);
}

#[test]
fn debug_shows_nothing_of_any_root() {
    let shown = format!("{:?} {:?} {:?}", background(), reading(), spending(Some("열차")));
    assert_eq!(shown, "BackgroundRoot(Secret<32>(..)) ReadingRoot(Secret<32>(..)) SpendingRoot(..)");
    let shown = format!(
        "{:?} {:?} {:?}",
        background().rendezvous_endpoint(0),
        reading().store(),
        spending(None).keys()
    );
    assert_eq!(shown, "EndpointKey(..) StoreKey(Secret<32>(..)) SpendingKeys(..)");
}

#[test]
fn a_tier_is_the_one_of_the_root() {
    assert_eq!(STATIC_SESSION.parent.tier(), Tier::Background);
    assert_eq!(STORE_TABLE.parent.tier(), Tier::Reading);
    assert_eq!(PAY.parent.tier(), Tier::Spending);
    assert_eq!(Tier::ALL.map(Tier::tag).map(Tier::from_tag), Tier::ALL.map(Some));
    assert_eq!((Tier::from_tag(0), Tier::from_tag(4)), (None, None));
}

proptest! {
    #[test]
    fn no_bytes_make_a_spending_root_panic(bytes in proptest::collection::vec(any::<u8>(), 576), head in any::<[u8; 3]>()) {
        let mut bytes = bytes;
        bytes[..3].copy_from_slice(&[1, head[1] % 3, head[2] % 34]);
        let _ = SpendingRoot::from_bytes(&SecretBytes::new(Zeroizing::new(bytes)));
    }
}
