use super::*;
use crate::intent::Wanted;
use crate::rows::{AddressState, HandedTo};
use crate::{Command, Step, step};
use tongtong_crypto::entropy::SeededEntropy;
use tongtong_crypto::keys::SpendingKeys;
use tongtong_crypto::secret::Secret;
use tongtong_types::{Address, KeyPath};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn keys() -> SpendingKeys {
    SpendingKeys::from_seed(Secret::init_with(|out| out.fill(1)))
}

/// A wallet with two addresses of 10 TTC.
fn facts(profile: &Profile) -> Facts {
    let account = keys().account(666, 0).unwrap();
    let open = Command::Open { keys: account, pay_key: [0; 32], coins: Vec::new(), restored: false };
    let entropy = SeededEntropy::new(1);
    let apply = |facts: &mut Facts, command: &Command| {
        let Step { changes, .. } = step(command, profile, facts, NOW, &entropy).unwrap();
        facts.account = changes.account.or(facts.account.take());
        facts.addresses.extend(changes.addresses);
    };
    let mut facts = Facts::default();
    apply(&mut facts, &open);
    apply(&mut facts, &Command::HandToContact { peer: PeerId::new([3; 32]) });
    for row in facts.addresses.iter_mut().take(2) {
        row.state = AddressState::Received;
        row.holds = vec![(Asset::ttc(), Amount::from_units(1_000_000))];
        assert!(matches!(row.handed, HandedTo::Contact(_)));
    }
    facts
}

/// 12 TTC to somebody, with a memo and change.
fn some_plan() -> Plan {
    let profile = Profile::main_net();
    let facts = facts(&profile);
    let payee = Payee::Address("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk".to_owned());
    let amount = Wanted::Exactly(Amount::from_units(1_200_000));
    let intent = Intent::pay(&profile, Asset::ttc(), amount, payee, Some("고마워".to_owned())).unwrap();
    let asked = questions(&intent, &profile, &facts, NOW).unwrap();
    let payee = BalanceRecord::Unknown;
    let answers: Vec<_> = asked
        .into_iter()
        .enumerate()
        .map(|(at, question)| match question {
            Question::TtcChainId => (question, Answer::TtcChainId(profile.ttchain.chain_id)),
            _ if at == 1 => (question, Answer::TtcBalance(payee)),
            _ => (question, Answer::TtcBalance(BalanceRecord::Holds(Amount::from_units(1_000_000)))),
        })
        .collect();
    plan(&intent, &profile, &facts, &answers, NOW, &SeededEntropy::new(7)).unwrap()
}

fn approve(plan: Plan, seen: PlanDigest) -> Result<crate::approve::Approved, Refused> {
    plan.approve(seen, NOW).map_err(|refused| refused.why)
}

#[test]
fn no_byte_can_be_changed_after_the_review() {
    let length = some_plan().bytes.len();
    assert!(length > 150);
    for at in 0..length {
        for bit in [1_u8, 0x80] {
            let mut plan = some_plan();
            let seen = plan.review.digest;
            plan.bytes[at] ^= bit;
            assert_eq!(approve(plan, seen).unwrap_err(), Refused::PlanChanged, "byte {at}");
        }
    }
}

#[test]
fn no_byte_can_be_changed_after_the_approval() {
    for at in (0..some_plan().bytes.len()).step_by(7) {
        let plan = some_plan();
        let seen = plan.review.digest;
        let mut approved = approve(plan, seen).unwrap();
        approved.plan.bytes[at] ^= 1;
        assert!(approved.sign(&keys()).is_err(), "byte {at}");
    }
}

#[test]
fn nothing_that_was_shown_or_used_can_be_changed_after_the_review() {
    type Change = fn(&mut Plan);
    let elsewhere = || Owner::new([9; 20]);
    assert_ne!(some_plan().claims.route.owner, elsewhere());
    let changes: [(&str, Change); 16] = [
        ("payee", |plan| plan.claims.route.owner = Owner::new([9; 20])),
        ("contact", |plan| plan.claims.route.peer = Some(PeerId::new([1; 32]))),
        ("sub-address", |plan| plan.claims.route.sub_address = Some(String::new())),
        ("amount", |plan| plan.claims.amount = Amount::from_units(1_200_001)),
        ("fee", |plan| plan.claims.fee = Amount::from_units(10_001)),
        ("source", |plan| plan.claims.sources.truncate(1)),
        ("key path", |plan| plan.claims.sources[0].path = KeyPath::new(&[1])),
        ("change", |plan| plan.claims.change = None),
        ("memo", |plan| plan.claims.memo = None),
        ("words", |plan| plan.claims.text = Some("!".to_owned())),
        ("expiration", |plan| plan.claims.expiration += 1),
        ("reserved", |plan| plan.claims.reserved = None),
        ("not after", |plan| plan.claims.not_after = NOW.after(Duration::from_days(1))),
        ("warnings", |plan| plan.claims.warnings.clear()),
        ("facts", |plan| plan.facts = Value::Null),
        ("network", |plan| plan.profile.ttchain.chain_id = tongtong_ttchain::ChainId::new([1; 32])),
    ];
    for (name, change) in changes {
        let mut plan = some_plan();
        let seen = plan.review.digest;
        change(&mut plan);
        assert_eq!(approve(plan, seen).unwrap_err(), Refused::PlanChanged, "{name}");
    }
}

#[test]
fn bytes_that_do_more_than_the_plan_says_are_refused() {
    let base = some_plan();
    let read = |change: &dyn Fn(&mut Transaction)| {
        let mut transaction = Transaction::unpack(&base.bytes, Layout::V2).unwrap();
        change(&mut transaction);
        review::read_back(&transaction.pack(), &base.profile, &base.claims).map(|_| ())
    };
    assert_eq!(read(&|_| ()), Ok(()));
    let to = |owner: u8, amount| Operation::Deposit {
        amount,
        condition: Condition::signature(Owner::new([owner; 20]), 0),
    };
    assert_eq!(read(&|t| t.operations.push(to(9, 1))), Err(Refused::EffectsDiffer), "one more deposit");
    let slate = Operation::DefineSlate { slate: vec![1] };
    assert!(read(&|t| t.operations.push(slate.clone())).is_err(), "one more step");
    let vote = |t: &mut Transaction| {
        for operation in &mut t.operations {
            if let Operation::Deposit { condition, .. } = operation {
                condition.slate_id = 1;
            }
        }
    };
    assert!(read(&vote).is_err(), "money under another condition");
    assert_eq!(read(&|t| t.operations.swap(2, 3)), Err(Refused::EffectsDiffer), "payee and change swapped");
    assert_eq!(read(&|t| t.operations.swap(0, 1)), Err(Refused::EffectsDiffer), "sources swapped");
    assert!(read(&|t| drop(t.operations.remove(0))).is_err(), "a source left out");
    assert_eq!(read(&|t| drop(t.operations.pop())), Err(Refused::EffectsDiffer), "the memo left out");
}

#[test]
fn a_digest_speaks_of_one_plan() {
    let plan = some_plan();
    assert_eq!(plan.digest_now(), Ok(plan.review.digest));
    assert_ne!(plan.review.digest, PlanDigest::new([0; 32]));
    let addresses: Vec<&Address> = plan.review.sources.iter().map(|(address, _)| address).collect();
    assert_eq!(addresses.len(), 2);
    assert!(!format!("{plan:?}").contains("TTC"));
}

#[test]
fn the_first_layout_has_no_reserved_number() {
    let mut plan = some_plan();
    assert!(plan.claims.reserved.is_some());
    plan.profile.ttchain.layout = Layout::V1;
    let refused = review::read_back(&plan.bytes, &plan.profile, &plan.claims).unwrap_err();
    assert_eq!(refused.code(), "reserved_in_v1");
    plan.claims.reserved = None;
    let bytes = build::transaction(&plan.claims).unwrap().pack();
    assert!(review::read_back(&bytes, &plan.profile, &plan.claims).is_ok());
}

/// 3 TTM to somebody, with the fee in TTC and change of both.
fn asset_plan() -> Plan {
    let mut profile = Profile::main_net();
    let money: Asset = "TTM".parse().unwrap();
    for info in profile.assets.iter_mut().skip(1) {
        info.fee = Some(crate::profile::AssetFee::Native { worth: None });
    }
    let mut facts = facts(&profile);
    let known = crate::rows::KnownAsset { symbol: "TTM".to_owned(), number: 7, decimals: 5 };
    facts.account.as_mut().unwrap().assets.push(known);
    facts.addresses[0].holds = vec![(money.clone(), Amount::from_units(1_000_000))];
    let payee = Payee::Address("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk".to_owned());
    let amount = Wanted::Exactly(Amount::from_units(300_000));
    let intent = Intent::pay(&profile, money, amount, payee, None).unwrap();
    let asked = questions(&intent, &profile, &facts, NOW).unwrap();
    let is = crate::AssetRecord::Is { number: 7, decimals: 5 };
    let answers: Vec<_> = asked
        .into_iter()
        .enumerate()
        .map(|(at, question)| match question {
            Question::TtcChainId => (question, Answer::TtcChainId(profile.ttchain.chain_id)),
            Question::TtcAsset(_) => (question, Answer::TtcAsset(is)),
            _ if at == 2 => (question, Answer::TtcBalance(BalanceRecord::Unknown)),
            _ => (question, Answer::TtcBalance(BalanceRecord::Holds(Amount::from_units(1_000_000)))),
        })
        .collect();
    plan(&intent, &profile, &facts, &answers, NOW, &SeededEntropy::new(7)).unwrap()
}

#[test]
fn nothing_of_a_fee_in_the_coin_can_be_changed_after_the_review() {
    type Change = fn(&mut Plan);
    let coin = |plan: &mut Plan| plan.claims.coin.clone().unwrap();
    assert!(coin(&mut asset_plan()).change.is_some());
    let changes: [(&str, Change); 7] = [
        ("asset", |plan| plan.claims.asset = Asset::ttc()),
        ("number", |plan| plan.claims.number = 8),
        ("who gets the fee", |plan| plan.claims.fee_to = Some(Owner::new([9; 20]))),
        ("no fee in the coin", |plan| plan.claims.coin = None),
        ("sources of the fee", |plan| plan.claims.coin.as_mut().unwrap().sources.clear()),
        ("change of the coin", |plan| plan.claims.coin.as_mut().unwrap().change = None),
        ("key of the fee", |plan| plan.claims.coin.as_mut().unwrap().sources[0].path = KeyPath::new(&[1])),
    ];
    for (name, change) in changes {
        let mut plan = asset_plan();
        let seen = plan.review.digest;
        change(&mut plan);
        assert_eq!(approve(plan, seen).unwrap_err(), Refused::PlanChanged, "{name}");
    }
}

#[test]
fn bytes_that_move_two_assets_otherwise_than_the_plan_says_are_refused() {
    let base = asset_plan();
    let read = |change: &dyn Fn(&mut Transaction)| {
        let mut transaction = Transaction::unpack(&base.bytes, Layout::V2).unwrap();
        change(&mut transaction);
        review::read_back(&transaction.pack(), &base.profile, &base.claims).map(|_| ())
    };
    let deposit = |number: i32, amount: i64| Operation::Deposit {
        amount,
        condition: Condition::signature(Owner::new([9; 20]), number),
    };
    assert_eq!(read(&|_| ()), Ok(()));
    assert_eq!(read(&|t| t.operations.swap(3, 4)), Err(Refused::EffectsDiffer), "the changes swapped");
    assert_eq!(read(&|t| t.operations.swap(0, 1)), Err(Refused::EffectsDiffer), "the sources swapped");
    assert_eq!(read(&|t| drop(t.operations.pop())), Err(Refused::EffectsDiffer), "no change of the coin");
    assert_eq!(read(&|t| t.operations.push(deposit(0, 1))), Err(Refused::EffectsDiffer), "a smaller fee");
    let less = |t: &mut Transaction| {
        if let Some(Operation::Deposit { amount, .. }) = t.operations.get_mut(3) {
            *amount -= 1;
        }
    };
    assert_eq!(read(&less), Err(Refused::EffectsDiffer), "a fee in both");
}
