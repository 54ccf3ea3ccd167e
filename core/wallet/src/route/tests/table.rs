//! `tests/vectors/routing.tsv` through the wallet's own steps: what the known-answer tool says of the same rows.

use super::*;
use crate::intent::Intent;
use crate::recognise::PayeeFault;

/// The main nets, with a mint that no row is about.
const PROFILE: &str = include_str!("../../../../../tests/vectors/routing_profile.json");
const ROWS: &str = include_str!("../../../../../tests/vectors/routing.tsv");

/// The asset that goes out and the chain it goes to, or the code of the refusal and the chain that it names.
type Verdict = Result<(String, Chain), (&'static str, Option<Chain>)>;

fn told(why: &Refused) -> (&'static str, Option<Chain>) {
    let chain = if let Refused::PayeeOtherChain { chain } = why { Some(*chain) } else { None };
    (why.code(), chain)
}

/// What a payment of everything comes to, as far as no network need be asked.
fn paid(profile: &Profile, family: &str, text: &str) -> Verdict {
    let payee = Payee::Address(text.to_owned());
    let intent = Intent::pay(profile, family.parse().unwrap(), Wanted::Max, payee, None);
    let asset = intent.map_err(|why| told(&why))?.asset().clone();
    let chain = profile.asset(&asset).unwrap().chain;
    Ok((asset.code().to_owned(), later(profile, chain, text).map_err(|why| told(&why))?))
}

/// The step that finds the address again, when the payment is planned.
fn later(profile: &Profile, chain: Chain, text: &str) -> Result<Chain, Refused> {
    if chain != Chain::TTCHAIN {
        return on_chain(profile, chain, text).map(|address| address.chain());
    }
    let payee = Payee::Address(text.to_owned());
    let route = route(profile, &Facts::default(), &payee, Timestamp::default())?;
    assert!(route.sub_address.is_none_or(|whole| whole == text));
    Ok(route.address.chain())
}

struct Row<'a> {
    text: &'a str,
    family: &'a str,
    expected: Result<(String, Chain), (&'a str, Option<Chain>)>,
}

fn rows() -> Vec<Row<'static>> {
    let rows = ROWS.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [text, family, verdict, chain, result, _] = columns[..] else { panic!("six columns: {line}") };
        let chain = (chain != "-").then(|| chain.parse().unwrap());
        let expected =
            if verdict == "ok" { Ok((result.to_owned(), chain.unwrap())) } else { Err((result, chain)) };
        Row { text, family, expected }
    })
    .collect()
}

#[test]
fn every_row_of_the_table_is_paid_or_refused_as_it_says() {
    let rows = rows();
    assert!(rows.len() > 200, "{} rows", rows.len());
    let profile = Profile::parse(PROFILE).unwrap();
    for Row { text, family, expected } in &rows {
        assert_eq!(paid(&profile, family, text), *expected, "{text} for {family}");
    }
}

#[test]
fn planning_refuses_a_text_by_the_same_code_as_the_intent() {
    let profile = Profile::parse(PROFILE).unwrap();
    for Row { text, family, expected } in rows() {
        let Err(expected) = expected else { continue };
        let chain = profile.asset(&family.parse().unwrap()).unwrap().chain;
        let why = later(&profile, chain, text).unwrap_err();
        assert_eq!(told(&why), expected, "{text} for {family}");
    }
}

#[test]
fn in_which_order_a_profile_names_its_chains_decides_nothing() {
    let profile = Profile::parse(PROFILE).unwrap();
    let mut other = profile.clone();
    for _ in 0..2 {
        other.chains.rotate_left(1);
        for Row { text, family, .. } in rows() {
            assert_eq!(paid(&other, family, text), paid(&profile, family, text), "{text} for {family}");
        }
    }
    other = profile.clone();
    other.chains.reverse();
    for Row { text, family, .. } in rows() {
        assert_eq!(paid(&other, family, text), paid(&profile, family, text), "{text} for {family}");
    }
}

#[test]
fn the_mint_of_a_token_is_no_payee_of_any_asset() {
    let profile = Profile::parse(PROFILE).unwrap();
    let mint = profile.assets.iter().find_map(|info| info.id.as_deref().filter(|id| id.len() > 30)).unwrap();
    for info in &profile.assets {
        assert_eq!(paid(&profile, info.code.code(), mint), Err(("address_is_mint", None)), "{}", info.code);
    }
}

#[test]
fn an_asset_whose_chain_is_not_configured_says_so_unless_its_twin_goes_out() {
    let mut profile = Profile::parse(PROFILE).unwrap();
    profile.chains.clear();
    let (ttchain, solana) =
        ("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk");
    let ttc = || Ok(("TTC".to_owned(), Chain::TTCHAIN));
    assert_eq!(paid(&profile, "TTCL", solana), Err(("chain_not_configured", None)));
    assert_eq!(paid(&profile, "TTC", solana), Err(("address_unknown", None)));
    assert_eq!(paid(&profile, "TTCL", ttchain), ttc());
    assert_eq!(paid(&profile, "TTC", ttchain), ttc());
    assert_eq!(paid(&profile, "SOL", ttchain), Err(("payee_other_chain", Some(Chain::TTCHAIN))));
}

#[test]
fn what_is_recognised_or_nearly_is_no_name_and_names_of_people_are_names() {
    let profile = Profile::parse(PROFILE).unwrap();
    for Row { text, expected, .. } in rows() {
        let form = has_address_form(&profile, text);
        match expected {
            Ok(_) | Err(("payee_other_chain" | "address_secret_key" | "address_is_program", _)) => {
                assert!(form, "{text}");
            }
            Err(("address_unknown" | "address_empty", _)) => assert!(!form, "{text}"),
            // A long word with a fault looks like an address; what is short or has spaces may be somebody's name.
            Err(("address_sibling_chain" | "address_public_key" | "address_contract_id", _)) => {
                assert!(form, "{text}");
            }
            Err(_) => {}
        }
    }
    for name in
        ["TTC", "Alex", "지민", "ACTOR", "Connie", "SCROOGE McDuck of the TTChain treasury", "TTC 서울"]
    {
        assert!(!has_address_form(&profile, name), "{name}");
    }
    assert_eq!(PayeeFault::Unknown.code(), "address_unknown");
}
