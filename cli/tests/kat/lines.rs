//! Lines in, lines out: order, bad lines, the end.

use crate::asking::{answers, ask, code, one, tool};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};

const KEY: &str = "30381621248e9bc1675eda6f5f0c06f557dd90848a39198e216d29c2f386d252";

/// A question whose answer names its number.
fn numbered(number: u64) -> Value {
    json!({ "op": "ttc.fee", "asset": "TTC", "amount": (number + 1) * 1_000_000 })
}

fn fee_of(number: u64) -> String {
    // 0.5 %, and at least 0.1 TTC.
    ((number + 1) * 5_000).max(10_000).to_string()
}

/// A thousand lines, every third of them bad in one of six ways.
fn mixed() -> Vec<u8> {
    let mut input = Vec::new();
    for number in 0..1_000_u64 {
        match number % 18 {
            2 => input.extend_from_slice(b"not JSON"),
            5 => input.extend_from_slice(b"[1,2]"),
            8 => input.extend_from_slice(b"\xff\xfe{}"),
            11 => input.extend_from_slice(b"{\"op\":\"nothing\"}"),
            14 => {}
            17 => input.extend_from_slice(b"{\"op\":\"ttc.fee\",\"asset\":\"TTC\"}"),
            _ => input.extend_from_slice(numbered(number).to_string().as_bytes()),
        }
        input.push(b'\n');
    }
    input
}

#[test]
fn a_thousand_mixed_lines_are_answered_in_order_and_twice_the_same() {
    let input = mixed();
    let first = answers(&input);
    assert_eq!(first, answers(&input));
    let text = String::from_utf8(first).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1_000);
    let mut refused = 0;
    for (number, line) in (0..).zip(&lines) {
        let expected = match number % 18 {
            2 | 14 => "line_not_json",
            5 => "line_not_object",
            8 => "line_not_utf8",
            11 => "op_unknown",
            17 => "field_missing",
            _ => {
                assert_eq!(line["fee"].as_str(), Some(fee_of(number).as_str()), "line {number}");
                continue;
            }
        };
        refused += 1;
        assert_eq!(code(line), expected, "line {number}");
        assert!(line["error"]["message"].is_string());
    }
    println!("lines: {} ({refused} of them bad)", lines.len());
    assert!(refused > 300);
}

#[test]
fn a_line_of_more_than_a_mebibyte_is_refused_and_the_next_one_answered() {
    let limit = 1024 * 1024;
    let question = numbered(0).to_string();
    let padded = |length: usize| format!("{question}{}", " ".repeat(length - question.len()));
    let input = format!(
        "{}\n{question}\n{}\n{question}\n{}",
        padded(limit + 1),
        padded(limit),
        "x".repeat(20 * limit)
    );
    let text = String::from_utf8(answers(input.as_bytes())).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    for (line, is_answered) in lines.iter().zip([false, true, true, true, false]) {
        if is_answered {
            assert_eq!(line["fee"], "10000");
        } else {
            assert_eq!(code(line), "line_too_long");
        }
    }
}

#[test]
fn an_answer_comes_before_the_next_question_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = tool(folder.path()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for number in 0..3 {
        writeln!(stdin, "{}", numbered(number)).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["fee"], fee_of(number));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn no_input_is_no_answer() {
    assert!(answers(b"").is_empty());
    assert_eq!(answers(b"\n").iter().filter(|byte| **byte == b'\n').count(), 1);
    // A last line needs no end, and one of another system's ends is a line too.
    let question = numbered(0).to_string();
    assert_eq!(answers(question.as_bytes()), answers(format!("{question}\r\n").as_bytes()));
}

#[test]
fn fields_that_are_missing_unknown_or_of_another_kind() {
    let table = [
        (json!({}), "field_missing"),
        (json!({ "op": 1 }), "field_type"),
        (json!({ "op": null }), "field_type"),
        (json!({ "op": "" }), "op_unknown"),
        (json!({ "op": "Check", "text": "x" }), "op_unknown"),
        (json!({ "op": "check" }), "field_missing"),
        (json!({ "op": "check", "text": 5 }), "field_type"),
        (json!({ "op": "check", "text": null }), "field_type"),
        (json!({ "op": "check", "text": "x", "more": 1 }), "field_unknown"),
        (json!({ "op": "route", "to": "x" }), "field_missing"),
        (json!({ "op": "route", "family": "XRP", "to": "x" }), "family_unknown"),
        (json!({ "op": "address", "words": "x" }), "field_missing"),
        (json!({ "op": "address", "chain": "xrp", "words": "x" }), "chain_unknown"),
        (json!({ "op": "address", "chain": "ttc" }), "field_missing"),
        (json!({ "op": "address", "chain": "ttc", "words": "x", "key": KEY }), "field_unknown"),
        (json!({ "op": "address", "chain": "btc", "key": KEY }), "field_unknown"),
        (json!({ "op": "address", "chain": "ttc", "words": "x", "account": "0" }), "field_type"),
        (json!({ "op": "address", "chain": "ttc", "words": "x", "account": 0.5 }), "field_type"),
        (json!({ "op": "address", "chain": "ttc", "words": "x", "account": -1 }), "field_value"),
        (json!({ "op": "address", "chain": "ttc", "words": "x", "index": 2_147_483_648_u32 }), "field_value"),
        (json!({ "op": "address", "chain": "sol", "words": "x", "index": 1 }), "field_value"),
        (json!({ "op": "address", "chain": "ttc", "key": "00" }), "key_form"),
        (json!({ "op": "address", "chain": "ttc", "key": "0".repeat(64) }), "secp_private_key"),
        (json!({ "op": "address", "chain": "ttc", "key": "f".repeat(64) }), "secp_private_key"),
        (json!({ "op": "ttc.fee", "asset": "TTC", "amount": "-1" }), "field_value"),
        (json!({ "op": "ttc.fee", "asset": "TTC", "amount": 0.5 }), "field_value"),
        (json!({ "op": "ttc.fee", "asset": "TTC", "amount": [] }), "field_type"),
        (json!({ "op": "ttc.fee", "asset": "ttc", "amount": "1" }), "asset_code"),
        (json!({ "op": "ttc.fee", "asset": "BTC", "amount": "1" }), "asset_unknown"),
        (json!({ "op": "ttc.pack", "tx": [] }), "field_type"),
        (json!({ "op": "ttc.pack", "tx": {} }), "json_missing"),
        (json!({ "op": "ttc.unpack", "hex": "00" }), "field_missing"),
        (json!({ "op": "ttc.unpack", "hex": "00", "signed": "no" }), "field_type"),
        (json!({ "op": "ttc.unpack", "hex": "0", "signed": false }), "field_value"),
        (json!({ "op": "ttc.unpack", "hex": "", "signed": false }), "transaction_truncated"),
        (json!({ "op": "ttc.unpack", "hex": "00", "signed": false, "layout": "v3" }), "field_value"),
        (json!({ "op": "ttc.sign", "chain_id": "00", "tx": {}, "keys": [] }), "field_value"),
        (json!({ "op": "eth.sign", "chain_id": "1", "tx": {}, "key": KEY }), "field_type"),
        (json!({ "op": "eth.sign", "chain_id": 0, "tx": {}, "key": KEY }), "field_value"),
    ];
    let questions: Vec<Value> = table.iter().map(|(question, _)| question.clone()).collect();
    for ((question, expected), answer) in table.iter().zip(ask(&questions)) {
        assert_eq!(code(&answer), *expected, "{question}");
    }
}

#[test]
fn no_secret_comes_back_in_an_error() {
    let secret = "5b".repeat(31);
    let words = "correct horse battery staple correct horse battery staple correct horse battery staple";
    let lines = [
        json!({ "op": "address", "chain": "ttc", "key": secret }),
        json!({ "op": "address", "chain": "btc", "key": secret }),
        json!({ "op": "address", "chain": "ttc", "words": words }),
        json!({ "op": "address", "chain": "ttc", "words": "abandon", "passphrase": secret }),
        json!({ "op": "ttc.sign", "chain_id": secret, "tx": {}, "keys": [secret] }),
        json!({ "op": "eth.sign", "chain_id": 1, "tx": {}, "key": secret }),
        json!({ "op": "check", "text": "5JBXGovicvoRyPmWyhZxFTwGsb28o65iVGdypWdgvMfHWNB7Vp5" }),
        json!({ "op": secret, secret.clone(): secret }),
    ];
    for (line, answer) in lines.iter().zip(ask(&lines)) {
        let told = answer.to_string();
        assert!(!code(&answer).is_empty(), "{line}");
        for secret in ["5b5b5b", "horse", "battery", "abandon", "5JBXG"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}

#[test]
fn what_is_nested_too_deep_is_no_json() {
    let deep = format!("{{\"op\":\"check\",\"text\":{}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let text = String::from_utf8(answers(deep.as_bytes())).unwrap();
    assert_eq!(code(&serde_json::from_str(&text).unwrap()), "line_not_json");
    assert_eq!(code(&one(json!([]))), "line_not_object");
}

#[test]
fn the_page_of_help_has_an_example_that_holds() {
    for lang in ["en", "ko"] {
        let folder = tempfile::tempdir().unwrap();
        let page = tool(folder.path()).args(["--help", "--lang", lang]).output().unwrap();
        let page = String::from_utf8(page.stdout).unwrap();
        let (_, example) = page.rsplit_once("echo '").unwrap();
        let (question, rest) = example.split_once('\'').unwrap();
        let expected = rest.lines().nth(1).unwrap().trim();
        assert_eq!(String::from_utf8(answers(question.as_bytes())).unwrap().trim_end(), expected);
    }
}
