//! Bad input of every command: one clear line, a stable code, exit code 2, nothing half done.

use crate::world::{World, contents, refusal, tongtong};
use serde_json::Value;
use std::process::Stdio;

/// Commands that no device is needed for, and how they are refused.
const ANYWHERE: [(&[&str], &str); 22] = [
    (&["signup", "--phone", "010-12a4-5678", "--name", "Alex"], "phone_character"),
    (&["signup", "--phone", "010-1234", "--name", "Alex"], "phone_length"),
    (&["signup", "--phone", "02-123-4567", "--name", "Alex"], "phone_not_mobile"),
    (&["signup", "--phone", "010-1234-5678", "--name", " "], "name_invalid"),
    (&["signup", "--phone", "010-1234-5678"], "usage"),
    (&["signup", "--phone", "010-1234-5678", "--name", "Alex"], "profile_missing"),
    (&["contacts", "find", "nobody"], "phone_character"),
    (&["contacts", "list"], "not_set_up"),
    (&["contacts", "accept", "Alex"], "not_set_up"),
    (&["chat", "Alex", "hi"], "not_set_up"),
    (&["chat", "Alex", "--show", "many"], "usage"),
    (&["listen", "--for", "ever"], "usage"),
    (&["listen"], "not_set_up"),
    (&["send", "10", "TTC", "Alex"], "usage"),
    (&["send", "10", "TTC", "for", "Alex"], "usage"),
    (&["balance"], "not_set_up"),
    (&["history", "--limit", "0"], "usage"),
    (&["wallet", "new"], "not_set_up"),
    (&["wallet", "restore", "--words-file", "no-such-file"], "words_file"),
    (&["wallet", "melt"], "usage"),
    (&["demo", "--break", "7"], "usage"),
    (&["dance"], "usage"),
];

#[test]
fn what_is_refused_without_a_device_makes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    for (words, code) in ANYWHERE {
        let run = |more: &[&str]| {
            let mut command = tongtong();
            command.arg("--home").arg(&home).args(more).args(words).stdin(Stdio::null());
            command.output().unwrap()
        };
        assert_eq!(refusal(&run(&[])), code, "{words:?}");
        assert!(!home.exists(), "{words:?}");
        let output = run(&["--json"]);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words:?}");
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["error"]["code"], code, "{words:?}");
        let korean = run(&["--lang", "ko"]);
        assert_eq!(refusal(&korean), code, "{words:?}");
    }
}

#[test]
fn a_profile_that_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let (home, profile) = (dir.path().join("home"), dir.path().join("profile.json"));
    for (text, code) in [("{}", "profile_malformed"), ("", "profile_malformed")] {
        std::fs::write(&profile, text).unwrap();
        let mut command = tongtong();
        command.arg("--home").arg(&home).arg("--profile").arg(&profile);
        let output = command.args(["signup", "--phone", "010-1234-5678", "--name", "Alex"]).output().unwrap();
        assert_eq!(refusal(&output), code);
        assert!(!home.exists());
    }
}

#[test]
fn a_story_is_not_told_into_a_folder_that_has_something_in_it() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("letter"), "mine").unwrap();
    let output = tongtong().args(["demo", "--dir"]).arg(dir.path()).output().unwrap();
    assert_eq!(refusal(&output), "dir_not_empty");
    assert_eq!(contents(dir.path()).len(), 1);
}

#[test]
fn what_a_device_refuses() {
    let world = World::start();
    let weak = world.dir.path().join("weak");
    std::fs::write(&weak, "1234\n").unwrap();
    let mut signup = tongtong();
    signup.arg("--home").arg(world.home("weak-home")).arg("--profile").arg(world.profile());
    signup.arg("--passphrase-file").arg(&weak);
    let output = signup.args(["signup", "--phone", "010-1234-5678", "--name", "Alex"]).output().unwrap();
    assert_eq!(refusal(&output), "pass_phrase_weak");
    assert!(!world.home("weak-home").exists());

    world.signed_up("alex", "010-2345-6789", "Alex");
    let words = world.dir.path().join("words");
    std::fs::write(&words, "abandon ".repeat(12)).unwrap();
    let words = words.to_str().unwrap();
    let refused: [(&[&str], &str); 16] = [
        (&["signup", "--phone", "010-2345-6789", "--name", "Alex"], "signed_up_already"),
        (&["contacts", "find", "010-9999-9999"], "number_not_found"),
        (&["contacts", "ask", "Nobody"], "contact_unknown"),
        (&["contacts", "verify", "1"], "contact_unknown"),
        (&["contacts", "find", "010-2345-6789"], "that_is_you"),
        (&["chat", "Nobody", "hi"], "contact_unknown"),
        (&["chat", "Nobody", "--show"], "contact_unknown"),
        (&["send", "ten", "TTC", "to", "Nobody", "--yes"], "amount_not_decimal"),
        (&["send", "0.000001", "TTC", "to", "Nobody", "--yes"], "amount_too_precise"),
        (&["send", "1", "GOLD", "to", "Nobody", "--yes"], "asset_unknown"),
        (&["send", "1", "TTC", "to", "Nobody", "--yes"], "contact_unknown"),
        (&["balance"], "wallet_missing"),
        (&["history"], "wallet_missing"),
        (&["wallet", "address"], "wallet_missing"),
        (&["wallet", "words"], "wallet_missing"),
        (&["wallet", "restore", "--words-file", words], "word_checksum"),
    ];
    for (words, code) in refused {
        let output = world.of("alex", words).stdin(Stdio::null()).output().unwrap();
        assert_eq!(refusal(&output), code, "{words:?}");
        assert_eq!(world.json("alex", &["contacts"])["contacts"], Value::Array(Vec::new()), "{words:?}");
    }
    let mut wrong = tongtong();
    wrong.arg("--home").arg(world.home("alex")).arg("--passphrase-file").arg(&weak).arg("contacts");
    assert_eq!(refusal(&wrong.output().unwrap()), "pass_phrase_wrong");
    let mut none = tongtong();
    none.arg("--home").arg(world.home("alex")).arg("contacts").stdin(Stdio::null());
    assert_eq!(refusal(&none.output().unwrap()), "passphrase_needed");
}
