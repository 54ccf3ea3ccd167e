use super::*;
use crate::coin;
use crate::profile::ChainInfo;
use crate::rows::AddressState;
use crate::{Command, step};
use tongtong_chain::Holding;
use tongtong_crypto::entropy::SeededEntropy;
use tongtong_crypto::keys::SpendingKeys;
use tongtong_crypto::secret::Secret;

mod table;

fn profile() -> Profile {
    let mut profile = Profile::main_net();
    let solana: Chain = "solana".parse().unwrap();
    let coin = |code: &str, id: Option<&str>| AssetInfo {
        code: code.parse().unwrap(),
        chain: solana,
        id: id.map(str::to_owned),
        decimals: 9,
        fee: None,
    };
    let mint = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9";
    profile.assets.retain(|asset| asset.chain == Chain::TTCHAIN);
    profile.assets.retain(|info| info.code.code() != "TTCL");
    profile.assets.extend([coin("SOL", None), coin("TTCL", Some(mint))]);
    let network = serde_json::json!({"genesis": "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"});
    profile.chains = vec![ChainInfo { chain: solana, network, endpoints: Vec::new() }];
    profile
}

/// A wallet with so much of both twins, in least units.
fn facts(profile: &Profile, ttc: u128, ttcl: u128) -> Facts {
    let keys = SpendingKeys::from_seed(Secret::init_with(|out| out.fill(1)));
    let coins = coin::keys_of(profile, &keys).unwrap();
    let account = keys.account(666, 0).unwrap();
    let open = Command::Open { keys: account, pay_key: [0; 32], coins, restored: false };
    let opened = step(&open, profile, &Facts::default(), Timestamp::default(), &SeededEntropy::new(1));
    let changes = opened.unwrap().changes;
    let mut facts = Facts { account: changes.account, addresses: changes.addresses, ..Facts::default() };
    let hand = Command::HandToContact { peer: PeerId::new([3; 32]) };
    let handed = step(&hand, profile, &facts, Timestamp::default(), &SeededEntropy::new(2)).unwrap().changes;
    facts.account = handed.account.or(facts.account);
    facts.addresses.extend(handed.addresses);
    let first = facts.addresses.first_mut().unwrap();
    first.state = AddressState::Received;
    first.holds = vec![(Asset::ttc(), Amount::from_units(ttc))];
    let address = first.address.clone();
    let held = Holding { address, asset: "TTCL".parse().unwrap(), amount: Amount::from_units(ttcl) };
    facts.account.as_mut().unwrap().coins[0].holds = vec![held];
    facts
}

#[test]
fn lacking_a_coin_whose_twin_would_do_is_said_as_what_it_is_on_both_chains() {
    let profile = profile();
    let lacking = || Refused::NotEnough { missing: Amount::from_units(1), coming: Amount::ZERO };
    let exactly = |units| Wanted::Exactly(Amount::from_units(units));
    let only = |twin: &str| Refused::OnlyTwinHeld { twin: twin.parse().unwrap() };
    // 3 TTC, of five places, and 2 TTCL, of nine.
    for (ttc, ttcl, asset, wanted, why) in [
        (300_000, 0, "TTCL", exactly(3_000_000_000), only("TTC")),
        (300_000, 0, "TTCL", exactly(3_000_010_000), lacking()),
        (0, 2_000_000_000, "TTC", exactly(200_000), only("TTCL")),
        (0, 2_000_000_000, "TTC", exactly(200_001), lacking()),
        (300_000, 0, "TTCL", Wanted::Max, only("TTC")),
        (0, 2_000_000_000, "TTC", Wanted::Max, only("TTCL")),
        (0, 0, "TTC", Wanted::Max, lacking()),
        (300_000, 2_000_000_000, "SOL", exactly(1), lacking()),
    ] {
        let (facts, asset) = (facts(&profile, ttc, ttcl), asset.parse().unwrap());
        assert_eq!(or_only_twin(lacking(), &profile, &facts, &asset, wanted), why, "{asset} {wanted:?}");
    }
    let other = or_only_twin(
        Refused::NodeBehind,
        &profile,
        &facts(&profile, 300_000, 0),
        &"TTCL".parse().unwrap(),
        Wanted::Max,
    );
    assert_eq!(other, Refused::NodeBehind);
}
