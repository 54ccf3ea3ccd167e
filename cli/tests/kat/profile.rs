//! `--profile`: networks, assets and mints of a profile instead of the main nets'.

use crate::asking::{ask, ask_under, code, json_file, place, text, tool};
use serde_json::{Value, json};
use std::path::Path;

const ABANDON: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
const KEY_1: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
const SOLANA: &str = "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk";

fn check(text: &str) -> Value {
    json!({ "op": "check", "text": text })
}

fn route(family: &str, to: &str) -> Value {
    json!({ "op": "route", "family": family, "to": to })
}

/// The answers under a profile that is changed.
fn under(change: impl Fn(&mut Value), questions: &[Value]) -> Vec<Value> {
    let mut profile = json_file("routing_profile.json");
    change(&mut profile);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.json");
    std::fs::write(&path, profile.to_string()).unwrap();
    ask_under(Some(&path), questions)
}

#[test]
fn a_mint_is_one_only_under_a_profile_that_names_it() {
    let profile = json_file("routing_profile.json");
    let assets = profile["assets"].as_array().unwrap();
    let mint = text(assets.iter().find(|asset| asset["code"] == "TTCL").unwrap(), "id");
    let questions = [check(mint), route("SOL", mint), route("TTC", mint)];
    let answers = ask_under(Some(&place("routing_profile.json")), &questions);
    assert_eq!(answers[0], json!({ "chain": "solana", "kind": "mint" }));
    assert_eq!(code(&answers[1]), "address_is_mint");
    assert_eq!(code(&answers[2]), "address_is_mint");
    assert_ne!(ask(&questions)[0]["kind"], "mint");
}

#[test]
fn families_are_the_assets_of_the_profile() {
    let without = |code: &'static str| {
        move |profile: &mut Value| {
            profile["assets"].as_array_mut().unwrap().retain(|asset| asset["code"] != code);
        }
    };
    let questions = [route("TTC", SOLANA), route("TTCL", KEY_1), route("TTC", KEY_1), route("XRP", KEY_1)];
    let answers = under(without("TTCL"), &questions);
    assert_eq!(code(&answers[0]), "payee_other_chain", "nothing of the profile is the twin");
    assert_eq!(code(&answers[1]), "family_unknown");
    assert_eq!(answers[2], json!({ "chain": "ttchain", "asset": "TTC" }));
    let told = text(&answers[3]["error"], "message");
    assert!(told.contains("TTMI") && !told.contains("TTCL"), "{told}");
}

#[test]
fn a_chain_that_the_profile_leaves_out_is_not_known() {
    let solana_alone = |profile: &mut Value| {
        profile["chains"].as_array_mut().unwrap().retain(|part| part["chain"] == "solana");
    };
    let bitcoin = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    let address = json!({ "op": "address", "chain": "btc", "words": ABANDON });
    let questions = [check(bitcoin), route("TTC", bitcoin), route("BTC", bitcoin), address, check(SOLANA)];
    let answers = under(solana_alone, &questions);
    assert_eq!(code(&answers[0]), "address_unknown");
    assert_eq!(code(&answers[1]), "address_unknown");
    assert_eq!(code(&answers[2]), "chain_not_configured");
    assert_eq!(code(&answers[3]), "chain_not_configured");
    assert_eq!(answers[4]["kind"], "address");
}

#[test]
fn networks_are_those_of_the_profile() {
    let other = |profile: &mut Value| {
        profile["ttchain"]["prefix"] = json!("DEV");
        profile["coin_type"] = json!(7);
        profile["fee"]["minimum_units"] = json!(77);
        for part in profile["chains"].as_array_mut().unwrap() {
            if part["chain"] == "bitcoin" {
                part["network"]["network"] = json!("regtest");
            }
        }
    };
    let words =
        |chain: &str| json!({ "op": "address", "chain": chain, "words": ABANDON, "account": 3, "index": 2 });
    let tail = KEY_1.strip_prefix("TTC").unwrap();
    let questions = [
        words("ttc"),
        words("btc"),
        check(KEY_1),
        check(&format!("DEV{tail}")),
        check("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"),
        json!({ "op": "ttc.fee", "asset": "TTC", "amount": 1 }),
        json!({ "op": "ttc.balance_id", "owner": format!("DEV{tail}"), "asset_id": 0 }),
        json!({ "op": "ttc.fee", "asset": "BTC", "amount": 1 }),
    ];
    let answers = under(other, &questions);
    assert_eq!(text(&answers[0], "path"), "m/44'/7'/3'/0/2");
    assert!(text(&answers[0], "address").starts_with("DEV"));
    assert_eq!(text(&answers[1], "path"), "m/84'/1'/3'/0/2");
    assert!(text(&answers[1], "address").starts_with("bcrt1q"));
    assert_eq!(code(&answers[2]), "address_sibling_chain");
    assert_eq!(answers[3]["kind"], "address");
    assert_eq!(code(&answers[4]), "address_other_network");
    assert_eq!(answers[5], json!({ "asset": "TTC", "fee": "77" }));
    assert!(text(&answers[6], "balance_id_text").starts_with("DEV"));
    assert_eq!(code(&answers[7]), "asset_unknown");
}

/// The exit code and the error that stand at the end of a run.
fn refused(folder: &Path, profile: &Path) -> (Option<i32>, String) {
    let mut tool = tool(folder);
    tool.args(["--json", "--profile"]).arg(profile);
    let output = tool.output().unwrap();
    let told = [output.stdout, output.stderr].concat();
    let told: Value = serde_json::from_slice(&told).unwrap();
    (output.status.code(), code(&told).to_owned())
}

#[test]
fn a_profile_that_is_missing_or_wrong_ends_the_tool_before_the_first_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.json");
    let refused_by = |code: &str| (Some(2), code.to_owned());
    assert_eq!(refused(folder.path(), &path), refused_by("profile_missing"));
    let mut unknown_chain = json_file("routing_profile.json");
    unknown_chain["chains"][0]["chain"] = json!("dogecoin");
    let mut version = json_file("routing_profile.json");
    version["version"] = json!(2);
    for (written, code) in [
        ("no profile".to_owned(), "profile_malformed"),
        ("{}".to_owned(), "profile_malformed"),
        (version.to_string(), "profile_version"),
        (unknown_chain.to_string(), "profile_field"),
        (" ".repeat(100_000), "profile_too_long"),
    ] {
        std::fs::write(&path, written).unwrap();
        assert_eq!(refused(folder.path(), &path), refused_by(code));
    }
}

#[test]
fn a_profile_that_a_device_keeps_is_not_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join(".tongtong");
    std::fs::create_dir(&home).unwrap();
    std::fs::write(home.join("profile.json"), "no profile").unwrap();
    let output = tool(folder.path()).stdin(std::process::Stdio::null()).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty() && output.stdout.is_empty());
}
