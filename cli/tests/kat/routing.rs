//! `routing.tsv`: where money goes by a text, or why it cannot.

use crate::asking::{ask, ask_under, code, file, place};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

struct Row<'a> {
    text: &'a str,
    family: &'a str,
    is_good: bool,
    chain: &'a str,
    /// The asset, or the error's code.
    result: &'a str,
}

fn rows(file: &str) -> Vec<Row<'_>> {
    let rows = file.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [text, family, verdict, chain, result, source] = columns[..] else {
            panic!("six columns are expected: {line}")
        };
        assert!(!source.is_empty(), "{line}");
        assert!(matches!(verdict, "ok" | "error"), "{line}");
        Row { text, family, is_good: verdict == "ok", chain, result }
    })
    .collect()
}

/// The wallet's own tests take the same rows through a payment under the second of these.
#[test]
fn every_text_of_the_table_goes_where_it_says_or_is_refused_by_name() {
    let file = file("routing.tsv");
    let rows = rows(&file);
    let texts: BTreeSet<&str> = rows.iter().map(|row| row.text).collect();
    assert!(texts.len() >= 100, "{} different texts", texts.len());
    let questions: Vec<Value> =
        rows.iter().map(|row| json!({ "op": "route", "family": row.family, "to": row.text })).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut answers = ask(&questions);
    answers.extend(ask_under(Some(&place("routing_profile.json")), &questions));
    for (row, answer) in rows.iter().chain(&rows).zip(answers) {
        let Row { text, family, .. } = row;
        *seen.entry(row.result).or_default() += 1;
        if row.is_good {
            let expected = json!({ "chain": row.chain, "asset": row.result });
            assert_eq!(answer, expected, "{text} for {family}");
        } else {
            assert_eq!(code(&answer), row.result, "{text} for {family}");
            assert_eq!(answer["error"]["chain"].as_str().unwrap_or("-"), row.chain, "{text} for {family}");
        }
    }
    println!("routing: {} rows, {} texts, {seen:?}", rows.len(), texts.len());
}

#[test]
fn what_goes_somewhere_is_an_address_of_that_chain_and_what_is_refused_is_none() {
    let file = file("routing.tsv");
    let rows = rows(&file);
    let questions: Vec<Value> = rows.iter().map(|row| json!({ "op": "check", "text": row.text })).collect();
    for (row, answer) in rows.iter().zip(ask(&questions)) {
        let text = row.text;
        match (row.is_good, row.result) {
            (true, _) => {
                assert!(matches!(answer["kind"].as_str(), Some("address" | "sub_address")), "{text}");
                assert_eq!(answer["chain"], row.chain, "{text}");
            }
            // Well-formed, and not a payee, or not one of this family.
            (false, "address_public_key") => assert_eq!(answer["kind"], "public_key", "{text}"),
            (false, "address_contract_id") => assert_eq!(answer["kind"], "contract", "{text}"),
            (false, "address_script_id") => assert_eq!(answer["kind"], "script", "{text}"),
            (false, "address_secret_key") => assert_eq!(answer, json!({ "kind": "wif" }), "{text}"),
            (false, "payee_other_chain") => assert_eq!(answer["chain"], row.chain, "{text}"),
            (false, refused) => assert_eq!(code(&answer), refused, "{text}"),
        }
    }
}

#[test]
fn a_text_is_read_with_the_space_around_it_left_out() {
    let address = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
    let spaced = format!(" \t{address}\r\n");
    let asked = |text: &str| json!({ "op": "check", "text": text });
    let answers = ask(&[asked(address), asked(&spaced)]);
    assert_eq!(answers[0], answers[1]);
}
