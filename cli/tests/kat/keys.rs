//! `address`: first addresses as their standards and other wallets give them.

use crate::asking::{ask, code, file, json_file, one, text};
use serde_json::{Value, json};

const ABANDON: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

fn of_words(chain: &str, words: &str) -> Value {
    json!({ "op": "address", "chain": chain, "words": words })
}

#[test]
fn bitcoin_has_the_addresses_of_bip_84() {
    let vectors = json_file("bitcoin/bip84.json");
    let mut seen = 0;
    for entry in vectors["addresses"].as_array().unwrap().iter().filter(|entry| entry["branch"] == 0) {
        let mut question = of_words("btc", text(&vectors, "mnemonic"));
        question["index"] = entry["index"].clone();
        let answer = one(question);
        assert_eq!(text(&answer, "address"), text(entry, "address"));
        assert_eq!(text(&answer, "public_key"), text(entry, "public_key"));
        assert_eq!(text(&answer, "path"), format!("m/84'/0'/0'/0/{}", entry["index"]));
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn ethereum_has_the_addresses_that_other_wallets_give() {
    let vectors = json_file("ethereum/bip44.json");
    let tests = vectors["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 3);
    for entry in tests {
        let steps: Vec<u32> = text(entry, "path")
            .split('/')
            .skip(1)
            .map(|step| step.trim_end_matches('\'').parse().unwrap())
            .collect();
        let mut question = of_words("eth", text(&vectors, "words"));
        (question["account"], question["index"]) = (json!(steps[2]), json!(steps[4]));
        let answer = one(question);
        assert_eq!(text(&answer, "address"), text(entry, "address"));
        assert_eq!(text(&answer, "path"), text(entry, "path"));
    }
}

#[test]
fn solana_has_the_addresses_that_other_wallets_give() {
    let vectors = json_file("solana/addresses.json");
    let derived = vectors["derived"].as_array().unwrap();
    let questions: Vec<Value> = derived.iter().map(|entry| of_words("sol", text(entry, "words"))).collect();
    for (entry, answer) in derived.iter().zip(ask(&questions)) {
        assert_eq!(text(&answer, "address"), text(entry, "address"));
        assert_eq!(text(&answer, "path"), text(entry, "path"));
        assert_eq!(text(&answer, "public_key").len(), 64);
    }
    println!("solana: {} phrases", derived.len());
}

#[test]
fn ttchain_has_a_path_and_a_form_of_its_own() {
    let answer = one(of_words("ttc", ABANDON));
    assert_eq!(text(&answer, "path"), "m/44'/666'/0'/0/0");
    // The same key as text: its address is the one of the words.
    let network = json!({ "op": "check", "text": text(&answer, "address") });
    assert_eq!(one(network)["kind"], "address");
    let mut other = of_words("ttc", ABANDON);
    (other["account"], other["index"]) = (json!(2), json!(7));
    let other = one(other);
    assert_eq!(text(&other, "path"), "m/44'/666'/2'/0/7");
    assert_ne!(text(&answer, "address"), text(&other, "address"));
}

#[test]
fn korean_words_are_the_words_of_their_entropy_composed_or_not() {
    let vectors = json_file("crypto/bip39.json");
    let korean = vectors["korean"].as_array().unwrap();
    assert!(korean.len() > 20);
    let passphrase = text(&vectors, "passphrase");
    for entry in korean {
        let words = text(entry, "words");
        let forms: [String; 2] = [
            unicode_normalization::UnicodeNormalization::nfc(words).collect(),
            unicode_normalization::UnicodeNormalization::nfkd(words).collect(),
        ];
        let question = |words: &str| json!({ "op": "address", "chain": "ttc", "words": words, "passphrase": passphrase });
        let answers = ask(&forms.each_ref().map(|words| question(words)));
        assert_eq!(text(&answers[0], "address"), text(&answers[1], "address"));
        let plain = one(of_words("ttc", words));
        assert_ne!(text(&plain, "address"), text(&answers[0], "address"), "the pass phrase is part of it");
    }
}

#[test]
fn a_pass_phrase_of_no_characters_is_none() {
    let mut empty = of_words("eth", ABANDON);
    empty["passphrase"] = json!("");
    let answers = ask(&[of_words("eth", ABANDON), empty]);
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn words_that_are_no_phrase() {
    let table = [
        ("", "word_count"),
        ("abandon", "word_count"),
        (&ABANDON.replace("about", "abandon"), "word_checksum"),
        (&ABANDON.replace("about", "abuot"), "word_unknown"),
        (&"x".repeat(5_000), "words_too_long"),
    ];
    for (words, expected) in table {
        let found = one(of_words("ttc", words));
        assert!(code(&found).starts_with("word"), "{found}");
        assert_eq!(code(&found), expected, "{words}");
    }
}

#[test]
fn a_key_has_its_texts() {
    let vectors = json_file("ttchain/vectors.json");
    let keys = vectors["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 3);
    for key in keys {
        let answer = one(json!({ "op": "address", "chain": "ttc", "key": text(key, "secret") }));
        assert_eq!(text(&answer, "address"), text(key, "address"));
        assert_eq!(text(&answer, "public_key"), text(key, "public"));
        assert_eq!(text(&answer, "public_key_text"), text(key, "public_text"));
        assert_eq!(text(&answer, "wif"), text(key, "wif"));
        let checked = one(json!({ "op": "check", "text": text(&answer, "wif") }));
        assert_eq!(checked, json!({ "kind": "wif" }));
    }
}

#[test]
fn every_public_key_of_the_genesis_has_its_address() {
    let pairs = file("ttchain/genesis_pairs.tsv");
    let pairs: Vec<Vec<&str>> =
        pairs.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    assert!(pairs.len() >= 30);
    let questions: Vec<Value> = pairs.iter().map(|pair| json!({ "op": "check", "text": pair[2] })).collect();
    for (pair, answer) in pairs.iter().zip(ask(&questions)) {
        let expected = json!({ "chain": "ttchain", "kind": "public_key", "address": pair[3] });
        assert_eq!(answer, expected, "{}", pair[0]);
    }
    println!("genesis pairs: {}", pairs.len());
}
