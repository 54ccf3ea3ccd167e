use super::*;
use crate::balance::BalanceState;

fn json() -> serde_json::Value {
    serde_json::to_value(Profile::main_net()).unwrap()
}

/// A fee in the coin for an asset of which so many units are worth one.
fn native(units: u64) -> serde_json::Value {
    serde_json::json!({ "policy": "native", "worth": { "coin_units": 1, "units": units } })
}

fn parse(change: impl Fn(&mut serde_json::Value)) -> Result<Profile, ProfileError> {
    let mut json = json();
    change(&mut json);
    Profile::parse(&json.to_string())
}

#[test]
fn the_main_net_comes_back() {
    assert_eq!(parse(|_| ()), Ok(Profile::main_net()));
    let chain = "c5f6ef2d37c95432404cef9704663f23f1d043159e8c4ed3f98a209edd929fd7";
    assert_eq!(json()["ttchain"]["chain_id"], chain);
}

#[test]
fn refuses_by_name() {
    type Change = fn(&mut serde_json::Value);
    let field = |name| ProfileError::Field(name);
    let rules: [(Change, ProfileError); 22] = [
        (|j| j["version"] = 2.into(), ProfileError::Version(2)),
        (|j| j["name"] = "".into(), field("name")),
        (|j| j["name"] = "a\u{7}".into(), field("name")),
        (|j| j["ttchain"]["prefix"] = "".into(), field("ttchain.prefix")),
        (|j| j["ttchain"]["prefix"] = "ttc".into(), field("ttchain.prefix")),
        (|j| j["ttchain"]["prefix"] = "CON".into(), field("ttchain.prefix")),
        (|j| j["ttchain"]["decimals"] = 19.into(), field("ttchain.decimals")),
        (|j| j["coin_type"] = 0x8000_0000_u32.into(), field("coin_type")),
        (|j| j["fee"]["rate_ppm"] = 1_000_000.into(), field("fee.rate_ppm")),
        (|j| j["fee"]["minimum_units"] = u64::MAX.into(), field("fee.minimum_units")),
        (|j| j["assets"] = serde_json::json!([]), field("assets")),
        (|j| j["assets"] = vec![j["assets"][0].clone(), j["assets"][0].clone()].into(), field("assets")),
        (|j| j["assets"][0]["id"] = "TTC".into(), field("assets")),
        (|j| j["assets"][1]["id"] = "TTMI".into(), field("assets")),
        (|j| j["assets"][1]["id"] = "ttm".into(), field("assets")),
        (|j| j["assets"][1]["id"] = "x".repeat(129).into(), field("assets")),
        (|j| j["assets"][1]["decimals"] = 19.into(), field("assets")),
        (|j| j["assets"][1]["fee"]["to"] = "ACTGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk".into(), field("assets")),
        (|j| j["assets"][1]["fee"] = native(0), field("assets")),
        (|j| j["assets"][0]["fee"] = native(1), field("assets")),
        (|j| j["assets"][0]["decimals"] = 4.into(), field("assets")),
        (|j| j["endpoints"]["relays"] = vec!["x".repeat(513)].into(), field("endpoints")),
    ];
    for (change, error) in rules {
        assert_eq!(parse(change), Err(error), "{error}");
    }
}

#[test]
fn the_main_nets_assets_pay_their_fee_in_themselves() {
    let profile = Profile::main_net();
    let codes: Vec<_> = profile.ttchain_assets().map(|info| info.code.code()).collect();
    assert_eq!(codes, ["TTC", "TTM", "TTMI"]);
    for info in profile.ttchain_assets().skip(1) {
        let Some(AssetFee::SecondDeposit { fee, .. }) = &info.fee else { panic!("{}", info.code) };
        assert_eq!((fee.rate_ppm, fee.minimum_units), (5_000, 1_000_000));
    }
}

#[test]
fn assets_of_other_chains_are_left_to_them() {
    let token = serde_json::json!({ "code": "USDC", "chain": "solana", "id": "a mint", "decimals": 6 });
    let coin = serde_json::json!({ "code": "LTC", "chain": "litecoin", "decimals": 8 });
    let more = |json: &mut serde_json::Value| {
        json["assets"].as_array_mut().unwrap().extend([token.clone(), coin.clone()]);
    };
    let profile = parse(more).unwrap();
    assert_eq!(profile.ttchain_assets().count(), 3);
    assert_eq!(profile.asset(&"LTC".parse().unwrap()).unwrap().decimals, 8);
}

#[test]
fn what_is_no_profile_at_all() {
    assert_eq!(Profile::parse(&" ".repeat(PROFILE_LIMIT + 1)), Err(ProfileError::TooLong));
    let unknown = parse(|json| json["surprise"] = 1.into()).unwrap_err();
    assert!(matches!(unknown, ProfileError::Malformed { .. }));
    assert_eq!(unknown.code(), "profile_malformed");
    assert!(matches!(Profile::parse("{"), Err(ProfileError::Malformed { line: 1, column: 1 })));
    let codes = [ProfileError::TooLong, ProfileError::Version(0), ProfileError::Field("x")].map(|e| e.code());
    assert_eq!(codes, ["profile_too_long", "profile_version", "profile_field"]);
}

#[test]
fn coins_whose_chain_the_main_net_does_not_name_are_listed_and_not_configured() {
    let profile = Profile::main_net();
    let balances = crate::balance::balances(&crate::Facts::default(), &profile);
    let elsewhere: Vec<_> = balances
        .iter()
        .filter(|it| it.state == BalanceState::NotConfigured)
        .map(|it| it.asset.code())
        .collect();
    assert_eq!(elsewhere, ["BTC", "ETH", "TTCL"]);
}
