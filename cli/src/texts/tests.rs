use super::*;
use std::collections::BTreeSet;
use std::path::Path;

fn all(tables: &[Table]) -> Vec<(&'static str, &'static str)> {
    tables.iter().flat_map(|table| table.iter().copied()).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

#[test]
fn no_code_stands_in_a_language_twice() {
    for tables in [en::TABLES, ko::TABLES] {
        let codes: Vec<_> = all(tables).into_iter().map(|(code, _)| code).collect();
        let different: BTreeSet<_> = codes.iter().collect();
        assert_eq!(codes.len(), different.len());
    }
}

#[test]
fn what_is_said_in_english_is_said_in_korean_with_the_same_facts() {
    for (code, text) in all(en::TABLES) {
        let korean = Lang::Ko.text(code).unwrap_or_else(|| panic!("{code} is missing in Korean"));
        assert_eq!(placeholders(text), placeholders(korean), "{code}");
    }
    for (code, _) in all(ko::TABLES) {
        let own = code.starts_with("error.") || code.starts_with("help");
        assert!(own || Lang::En.text(code).is_some(), "{code} is missing in English");
    }
}

#[test]
fn every_refusal_that_a_person_can_meet_has_korean_words() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core");
    let rooms = [
        "engine/src/error.rs",
        "wallet/src/refused.rs",
        "wallet/src/recognise.rs",
        "wallet/src/profile.rs",
        "chat/src/command.rs",
        "chat/src/card.rs",
        "chat/src/card/payee.rs",
        "codes/src/qr.rs",
        "chains/ttchain/src/text.rs",
        "chains/ttchain/src/wif.rs",
        "crypto/src/words.rs",
        "crypto/src/secret.rs",
        "ports/src/directory.rs",
        "ports/src/link.rs",
        "ports/src/network.rs",
        "ports/src/store.rs",
        "ports/src/key_vault.rs",
        "types/src/amount.rs",
        "types/src/phone.rs",
    ];
    let mut seen = 0;
    for room in rooms {
        let source = std::fs::read_to_string(core.join(room)).unwrap();
        for line in source.lines() {
            let after = line.split_once("=> \"").and_then(|(_, rest)| rest.split_once('"'));
            // A code begins with a small letter; a variant's name in a `Debug` does not.
            let Some((code, _)) =
                after.filter(|(code, _)| code.starts_with(|c: char| c.is_ascii_lowercase()))
            else {
                continue;
            };
            seen += 1;
            assert!(Lang::Ko.text(&format!("error.{code}")).is_some(), "{room}: {code}");
        }
    }
    assert!(seen > 100, "the sources were read");
}

#[test]
fn facts_are_filled_in() {
    let failure = Failure::refused("store_held").with("pid", 42);
    assert!(Lang::Ko.failure(&failure).contains("42"));
    assert!(Lang::En.failure(&failure).contains("42"));
}
