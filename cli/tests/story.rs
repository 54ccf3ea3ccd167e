//! The story as a program sees it: every step, every spoiled step, and what it leaves on the disk.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use unicode_normalization::UnicodeNormalization;

const STEPS: [&str; 6] = ["world", "devices", "chat", "payment", "crash", "refusals"];

/// What a story told, how it ended, and where its folders are.
struct Told {
    steps: Vec<Value>,
    last: String,
    code: i32,
    complaints: String,
    dir: tempfile::TempDir,
}

fn tell(more: &[&str]) -> Told {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongtong"));
    command.args(["demo", "--json", "--dir"]).arg(dir.path().join("story")).args(more);
    let done = command.output().unwrap();
    let out = String::from_utf8(done.stdout).unwrap();
    let mut lines: Vec<String> = out.lines().map(str::to_owned).collect();
    let last = lines.pop().unwrap_or_default();
    Told {
        steps: lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect(),
        last,
        code: done.status.code().unwrap(),
        complaints: String::from_utf8_lossy(&done.stderr).into_owned(),
        dir,
    }
}

fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

fn rows<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    at(value, pointer).as_array().map(Vec::as_slice).unwrap_or_default()
}

#[test]
fn the_whole_story_is_told_and_leaves_nothing_readable_behind() {
    let told = tell(&[]);
    assert!(told.last.starts_with(r#"{"ok":true"#), "{} {}", told.last, told.complaints);
    assert_eq!(told.code, 0);
    let names: Vec<&str> = told.steps.iter().map(|step| at(step, "/name").as_str().unwrap()).collect();
    assert_eq!(names, STEPS);
    for (number, step) in (1..).zip(&told.steps) {
        assert_eq!((at(step, "/step"), at(step, "/passed")), (&Value::from(number), &Value::from(true)));
        assert!(at(step, "/ms").is_u64());
    }
    facts_of_every_step(&told.steps);
    nothing_readable(&told);
    logs_hold_codes_only(&told.dir.path().join("story"));
}

fn facts_of_every_step(steps: &[Value]) {
    let [world, devices, chat, payment, crash, refusals] = steps else { panic!("six steps") };
    assert_eq!(at(world, "/chain_id").as_str().unwrap().len(), 64);
    for person in rows(devices, "/people") {
        assert!(at(person, "/phone").as_str().unwrap().starts_with("+8210"));
        assert_eq!(at(person, "/peer").as_str().unwrap().len(), 64);
        assert_eq!(rows(person, "/typed").len(), 2);
    }
    assert_eq!(rows(devices, "/people").len(), 2);

    assert_eq!(at(chat, "/safety_number").as_str().unwrap().len(), 60);
    let said = rows(chat, "/messages");
    for path in ["relay", "direct"] {
        for name in ["지민", "Alex"] {
            let is_it = |row: &&Value| *at(row, "/path") == *path && *at(row, "/from") == *name;
            assert!(said.iter().filter(is_it).count() >= 2, "{name} by {path}");
        }
    }
    assert!(said.iter().all(|row| *at(row, "/state") == *"read"));
    assert_eq!(at(chat, "/waited/why"), "peer_offline");
    assert!(at(chat, "/waited/since").is_u64());

    assert_eq!((at(payment, "/review/amount"), at(payment, "/review/fee")), (&"10".into(), &"0.1".into()));
    assert_eq!(at(payment, "/balances/jimin"), "989.9");
    assert!(rows(payment, "/wallets").iter().all(|wallet| rows(wallet, "/words").len() == 12));
    assert_eq!(at(payment, "/body"), at(payment, "/review/body"));

    let counted: BTreeSet<&str> =
        rows(crash, "/transactions").iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(counted.len(), 2);
    assert!(counted.contains(at(payment, "/transaction").as_str().unwrap()));
    assert!(rows(crash, "/arrived").len() >= 3);
    assert_eq!(at(crash, "/killed/jimin"), "SIGKILL");

    let refused: Vec<&str> =
        rows(refusals, "/refused").iter().map(|one| at(one, "/code").as_str().unwrap()).collect();
    let expected = [
        "word_unknown",
        "word_checksum",
        "pass_phrase_wrong",
        "not_enough",
        "address_sibling_chain",
        "payee_balance_id",
        "plan_unknown",
        "pass_phrase_wrong",
    ];
    assert_eq!(refused, expected);
}

/// Texts, numbers in every spelling, words: in no file, composed or decomposed.
fn nothing_readable(told: &Told) {
    let mut secrets = BTreeSet::new();
    for step in &told.steps {
        collect(step, &mut secrets);
    }
    assert!(secrets.len() > 40, "the story names what must not be found");
    let spelled: BTreeSet<String> = secrets
        .iter()
        .flat_map(|secret| {
            [secret.nfc().collect::<String>(), secret.nfd().collect(), secret.nfkd().collect()]
        })
        .collect();
    let dir = told.dir.path().join("story");
    let files = files(&dir);
    for expected in ["world/directory/directory.db", "jimin/store/store.db", "alex/store/store.db-wal"] {
        assert!(files.contains(&dir.join(expected)), "{expected} is there");
    }
    let found = |file: &PathBuf| {
        let bytes = std::fs::read(file).unwrap();
        spelled.iter().find(|secret| holds(&bytes, secret.as_bytes())).cloned()
    };
    for file in &files {
        assert_eq!(found(file), None, "{}", file.display());
    }
    // The search finds what is there to be found.
    let planted = told.dir.path().join("planted");
    std::fs::write(&planted, format!("\0{}\0", "점심 먹었어?".nfd().collect::<String>())).unwrap();
    assert!(found(&planted).is_some());
}

/// What stands under `text`, `phone`, `typed` and `words`.
fn collect(value: &Value, secrets: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                match (name.as_str(), value) {
                    ("text", Value::String(text)) => drop(secrets.insert(text.clone())),
                    ("phone", Value::String(phone)) if !phone.starts_with("+8210") || phone.len() != 13 => {
                        secrets.insert(phone.clone());
                    }
                    ("phone", Value::String(phone)) => {
                        let digits = phone.trim_start_matches('+');
                        let local = digits.trim_start_matches("82");
                        let (area, line) = local.split_at(2);
                        let (head, tail) = line.split_at(4);
                        secrets.extend([digits.to_owned(), local.to_owned(), format!("0{local}")]);
                        secrets.insert(format!("0{area}-{head}-{tail}"));
                    }
                    ("words", Value::Array(all)) => {
                        secrets.extend(all.iter().map(|one| one.as_str().unwrap().to_owned()));
                    }
                    _ => collect(value, secrets),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|one| collect(one, secrets)),
        _ => {}
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

/// A line of a log is a time, a level, a code and at most a number: there is no room for anything else.
fn logs_hold_codes_only(dir: &Path) {
    let mut lines = 0;
    for file in files(dir) {
        let text = match file.extension().and_then(|end| end.to_str()) {
            Some("log") => std::fs::read_to_string(&file).unwrap(),
            Some("stderr") => {
                assert_eq!(std::fs::read_to_string(&file).unwrap(), "", "{}", file.display());
                continue;
            }
            _ => continue,
        };
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let (Some(at), Some(level), Some(code)) = (words.first(), words.get(1), words.get(2)) else {
                panic!("{line}")
            };
            assert!(at.parse::<u64>().is_ok(), "{line}");
            assert!(["debug", "info", "warn", "error"].contains(level), "{line}");
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{line}");
            let count = words.get(3..).unwrap_or_default();
            assert!(
                count.len() <= 1 && count.iter().all(|n| n.len() < 8 && n.parse::<u64>().is_ok()),
                "{line}"
            );
            lines += 1;
        }
    }
    assert!(lines > 0, "the devices wrote a log");
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Steps before the spoiled one pass; the last line says which one did not come out, and why.
fn spoiled(number: u64) {
    let told = tell(&["--break", &number.to_string()]);
    assert_eq!(told.code, 1, "{}", told.last);
    let begins = format!(r#"{{"ok":false,"step":{number},"why":""#);
    assert!(told.last.starts_with(&begins), "{}", told.last);
    let last: Value = serde_json::from_str(&told.last).unwrap();
    assert!(!at(&last, "/why").as_str().unwrap().is_empty());
    let passed: Vec<u64> = told.steps.iter().map(|step| at(step, "/step").as_u64().unwrap()).collect();
    assert_eq!(passed, (1..number).collect::<Vec<_>>());
    assert!(told.steps.iter().all(|step| *at(step, "/passed") == true));
}

#[test]
fn a_world_that_died() {
    spoiled(1);
}

#[test]
fn a_number_that_somebody_else_took() {
    spoiled(2);
}

#[test]
fn a_device_that_is_cut_off() {
    spoiled(3);
}

#[test]
fn a_payment_that_the_node_lost() {
    spoiled(4);
}

#[test]
fn a_pending_payment_that_never_went_out() {
    spoiled(5);
}

#[test]
fn a_refusal_that_was_none() {
    spoiled(6);
}
