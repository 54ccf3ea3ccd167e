//! Every refusal, by its name.

use crate::world::{DAWN, Ledger, Rules, Wallet, peer, profile, ttc, units};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::signer::{RawKey, Signer};
use tongtong_ttchain::{ChainId, Condition};
use tongtong_types::{Amount, Asset, Duration, PaymentId, PlanDigest};
use tongtong_wallet::intent::{Intent, Payee, Wanted, memo_left};
use tongtong_wallet::{Answer, BalanceRecord, Command, Profile, Question, Refused, rescue};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";

fn rich() -> (Wallet, Ledger) {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let to = wallet.show();
    ledger.give(&to, ttc(1000));
    wallet.look(&ledger);
    (wallet, ledger)
}

fn pay(amount: Amount, memo: Option<&str>) -> Result<Intent, Refused> {
    let payee = Payee::Address(SOMEBODY.to_owned());
    let memo = memo.map(str::to_owned);
    Intent::pay(&profile(), Asset::ttc(), Wanted::Exactly(amount), payee, memo)
}

#[test]
fn intents_that_no_network_needs_to_see() {
    assert_eq!(pay(Amount::ZERO, None), Err(Refused::AmountZero));
    let most = u128::try_from(i64::MAX).unwrap();
    assert!(pay(units(most), None).is_ok());
    assert_eq!(pay(units(most + 1), None), Err(Refused::AmountTooLarge));
    let long = "가".repeat(14);
    assert_eq!(pay(ttc(1), Some(&long)), Err(Refused::MemoTooLong { over: 2, limit: 40 }));
    assert_eq!(memo_left(&"가".repeat(13)), Ok(1));
    let unknown: Asset = "TTX".parse().unwrap();
    let payee = || Payee::Address(SOMEBODY.to_owned());
    let intent = |profile: &Profile, asset| Intent::pay(profile, asset, Wanted::Max, payee(), None);
    assert_eq!(intent(&profile(), unknown.clone()), Err(Refused::AssetUnknown));
    let mut without_a_fee = profile();
    let mut asset = without_a_fee.assets[0].clone();
    (asset.code, asset.id) = (unknown.clone(), Some("TTX".to_owned()));
    without_a_fee.assets.push(asset);
    assert_eq!(intent(&without_a_fee, unknown), Err(Refused::AssetFeeUnknown));
}

#[test]
fn payees_by_what_they_are_instead() {
    let (mut wallet, ledger) = rich();
    let mine = wallet.show();
    let owner = wallet.profile.ttchain.parse_address(wallet.rows.addresses[0].address.text()).unwrap();
    let balance = wallet.profile.ttchain.balance_id_text(&Condition::signature(owner, 0).balance_id());
    for (text, code) in [
        ("ACTGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", "address_sibling_chain"),
        ("CONF4GXyiMSwqQPYaU4CddBEkTjRrHDrrUAV", "address_contract_id"),
        ("SCRGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", "address_script_id"),
        ("TTC5or51K5Wu5Hrv72kY1apDfqf6YvuGaNSnbMHcEH2g27XN4iABe", "address_public_key"),
        ("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsj", "address_checksum"),
        ("TTC0E4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", "address_not_base58"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "address_unknown"),
        ("", "address_empty"),
        (mine.text(), "payee_own_address"),
        (balance.as_str(), "payee_own_balance"),
    ] {
        let intent = wallet.intent(Payee::Address(text.to_owned()), Wanted::Exactly(ttc(1)));
        let refused = intent.and_then(|intent| wallet.plan(&intent, &ledger)).unwrap_err();
        assert_eq!(refused.code(), code, "{text}");
        assert!(!refused.to_string().contains("GE4cf7"), "a refusal names no address");
    }
}

#[test]
fn a_foreign_balance_id_is_no_payee() {
    let (wallet, mut ledger) = rich();
    let mut other = Wallet::new(2);
    let theirs = other.show();
    ledger.give(&theirs, ttc(1));
    let owner = wallet.profile.ttchain.parse_address(theirs.text()).unwrap();
    let text = wallet.profile.ttchain.balance_id_text(&Condition::signature(owner, 0).balance_id());
    let refused = wallet.plan(&wallet.to(&text, ttc(1)), &ledger).unwrap_err();
    assert_eq!((refused.code(), refused), ("payee_balance_id", Refused::PayeeIsBalance));
}

#[test]
fn a_contact_of_another_network_or_of_long_ago() {
    let (mut wallet, ledger) = rich();
    let mut other = Wallet::new(2);
    let sheet = other.hand(peer(1)).unwrap();
    let mut foreign = wallet.contact(&sheet, peer(2), [7; 32]);
    foreign.network = vec![0; 32];
    let plan = |wallet: &Wallet, contact| {
        let intent = wallet.intent(Payee::Contact(contact), Wanted::Exactly(ttc(1))).unwrap();
        wallet.plan(&intent, &ledger).unwrap_err().code()
    };
    assert_eq!(plan(&wallet, foreign), "payee_other_network");
    wallet.wait(Duration::from_days(31));
    assert_eq!(plan(&wallet, wallet.contact(&sheet, peer(2), [7; 32])), "payee_expired");
}

#[test]
fn too_much_money_says_how_much_is_missing() {
    let (mut wallet, ledger) = rich();
    // 1,000 TTC and 0.5 % of it are wanted, 1,000 TTC are there.
    let refused = wallet.plan(&wallet.to(SOMEBODY, ttc(1000)), &ledger).unwrap_err();
    let of_fee =
        |missing, coming| Refused::NotEnoughForFee { asset: "TTC".parse().unwrap(), missing, coming };
    assert_eq!(refused, of_fee(ttc(5), Amount::ZERO));
    assert_eq!(refused.code(), "not_enough_for_fee");
    let refused = wallet.plan(&wallet.to(SOMEBODY, ttc(1001)), &ledger).unwrap_err();
    assert_eq!(
        (refused.code(), &refused),
        ("not_enough", &Refused::NotEnough { missing: units(600_500), coming: Amount::ZERO })
    );
    wallet.pay(&wallet.to(SOMEBODY, ttc(10)), &ledger).unwrap();
    let refused = wallet.plan(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap_err();
    assert_eq!(refused, Refused::NotEnough { missing: units(110_000), coming: units(98_990_000) });
    let poor = Wallet::new(3);
    let all = poor.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
    assert_eq!(poor.plan(&all, &ledger).unwrap_err().code(), "not_enough");
}

#[test]
fn a_node_that_cannot_be_believed() {
    let (mut wallet, ledger) = rich();
    let intent = wallet.to(SOMEBODY, ttc(1));
    let answered = |change: fn(&Question, Answer) -> Option<Answer>| {
        wallet
            .plan_with(&intent, |questions| {
                let answers = ledger.answers(questions).into_iter();
                answers.filter_map(|(q, a)| change(&q, a).map(|a| (q, a))).collect()
            })
            .unwrap_err()
            .code()
    };
    let other = |_: &Question, answer| match answer {
        Answer::TtcChainId(_) => Some(Answer::TtcChainId(ChainId::new([1; 32]))),
        other => Some(other),
    };
    assert_eq!(answered(other), "wrong_chain");
    assert_eq!(answered(|q, a| (*q != Question::TtcChainId).then_some(a)), "node_unanswered");
    let holds = |a: &Answer| matches!(a, Answer::TtcBalance(BalanceRecord::Holds(_)));
    assert!(ledger.answers(vec![Question::TtcChainId]).iter().all(|(_, a)| !holds(a)));
    let silent = |_: &Question, a| (!matches!(a, Answer::TtcBalance(_))).then_some(a);
    assert_eq!(answered(silent), "node_unanswered");
    let less = |_: &Question, a| match a {
        Answer::TtcBalance(BalanceRecord::Holds(_)) => {
            Some(Answer::TtcBalance(BalanceRecord::Holds(units(20_000_000))))
        }
        other => Some(other),
    };
    assert_eq!(answered(less), "node_behind");
    let gone = |_: &Question, a| match a {
        Answer::TtcBalance(_) => Some(Answer::TtcBalance(BalanceRecord::Unknown)),
        other => Some(other),
    };
    assert_eq!(answered(gone), "node_behind");

    let before = wallet.rows.clone();
    let mut elsewhere = Ledger::new(Rules::ByBody);
    elsewhere.network.chain_id = ChainId::new([1; 32]);
    assert_eq!(wallet.poll(&elsewhere).unwrap_err(), Refused::WrongChain);
    assert_eq!(wallet.run(&Command::Observe { answers: Vec::new() }).unwrap_err(), Refused::Unanswered);
    assert_eq!(wallet.rows, before, "another chain touches nothing");
}

#[test]
fn a_plan_that_was_not_the_one_seen_or_came_too_late() {
    let (wallet, ledger) = rich();
    let one = wallet.plan(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    let two = wallet.plan(&wallet.to(SOMEBODY, ttc(2)), &ledger).unwrap();
    let refused = one.approve(two.review().digest, DAWN).unwrap_err();
    assert_eq!(refused.why.code(), "plan_changed");
    let seen = refused.plan.review().digest;
    let refused = refused.plan.approve(PlanDigest::new([0; 32]), DAWN).unwrap_err();
    assert_eq!(refused.why, Refused::PlanChanged);
    let late = refused.plan.approve(seen, DAWN.after(Duration::from_millis(600_001))).unwrap_err();
    assert_eq!(late.why.code(), "plan_expired");
    let _approved = late.plan.approve(seen, DAWN.after(Duration::from_secs(600))).unwrap();
}

#[test]
fn two_plans_of_one_payment_are_never_the_same() {
    let (wallet, ledger) = rich();
    let intent = wallet.to(SOMEBODY, ttc(1));
    let (one, two) = (wallet.plan(&intent, &ledger).unwrap(), wallet.plan(&intent, &ledger).unwrap());
    assert_ne!(one.review().digest, two.review().digest);
}

#[test]
fn a_signer_with_another_key() {
    let (wallet, ledger) = rich();
    let stranger = RawKey::new(&Secret::init_with(|out| out.fill(9))).unwrap();
    let signer: &dyn Signer = &stranger;
    let plan = wallet.plan(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    let seen = plan.review().digest;
    let refused = plan.approve(seen, DAWN).unwrap().sign(signer).unwrap_err();
    assert_eq!((refused.code(), refused), ("signed_by_another_key", Refused::WrongKey));
}

#[test]
fn a_second_plan_over_the_same_money() {
    let (mut wallet, mut ledger) = rich();
    let two_of_them = |wallet: &Wallet, ledger: &Ledger| {
        let intent = wallet.to(SOMEBODY, ttc(1));
        [0, 1].map(|_| wallet.sign(wallet.plan(&intent, ledger).unwrap()).unwrap())
    };
    let [one, two] = two_of_them(&wallet, &ledger);
    let _step = wallet.record(one.clone()).unwrap();
    assert_eq!(wallet.record(one).unwrap_err().code(), "payment_recorded");
    let before = wallet.rows.clone();
    assert_eq!(wallet.record(two).unwrap_err().code(), "source_in_use");
    assert_eq!(wallet.rows, before);

    // Two sources, but one change address for both plans.
    let mut fresh = Wallet::new(5);
    for name in [1, 2] {
        let sheet = fresh.hand(peer(name)).unwrap();
        ledger.give(&sheet.addresses[0], ttc(10));
        fresh.look(&ledger);
        if name == 1 {
            let first = fresh.sign(fresh.plan(&fresh.to(SOMEBODY, ttc(1)), &ledger).unwrap()).unwrap();
            let other = fresh.hand(peer(3)).unwrap();
            ledger.give(&other.addresses[0], ttc(20));
            fresh.look(&ledger);
            let nineteen = fresh.to(SOMEBODY, ttc(19));
            let second = fresh.sign(fresh.plan(&nineteen, &ledger).unwrap()).unwrap();
            let _step = fresh.record(second).unwrap();
            assert_eq!(fresh.record(first).unwrap_err().code(), "change_taken");
        }
    }
}

#[test]
fn wallets_that_are_missing_there_already_or_still_looking() {
    let (mut wallet, ledger) = rich();
    assert_eq!(wallet.open(false).unwrap_err().code(), "wallet_exists");
    let mut young = wallet.restored(1);
    assert_eq!(
        young.run(&Command::ShowAddress { asset: Asset::ttc() }).unwrap_err().code(),
        "wallet_scanning"
    );
    assert_eq!(young.hand(peer(1)).unwrap_err(), Refused::Scanning);
    assert_eq!(young.plan(&young.to(SOMEBODY, ttc(1)), &ledger).unwrap_err(), Refused::Scanning);
    young.rows.account = None;
    assert_eq!(
        young.run(&Command::ShowAddress { asset: Asset::ttc() }).unwrap_err().code(),
        "wallet_missing"
    );
    assert_eq!(young.poll(&ledger).unwrap_err(), Refused::NoWallet);
    let tx = tongtong_types::TxId::new(&[9; 20]).unwrap();
    let nothing = Command::Taken { payment: PaymentId::new([0; 16]), tx };
    assert_eq!(wallet.run(&nothing).unwrap_err().code(), "payment_unknown");
}

#[test]
fn rescues_of_nothing_and_of_too_little() {
    let (mut wallet, mut ledger) = rich();
    let source = wallet.rows.addresses[0].address.clone();
    let intent = Intent::rescue(&wallet.profile, Asset::ttc(), source.clone()).unwrap();
    assert_eq!(wallet.plan(&intent, &ledger).unwrap_err().code(), "nothing_to_rescue", "it is alive");
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    assert_eq!(wallet.plan(&intent, &ledger).unwrap_err().code(), "source_in_use");
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert_eq!(wallet.plan(&intent, &ledger).unwrap_err(), Refused::NothingToRescue);
    ledger.give(&source, units(10_000));
    wallet.look(&ledger);
    assert_eq!(wallet.plan(&intent, &ledger).unwrap_err().code(), "rescue_below_fee");
    assert!(rescue::due(&wallet.profile, &wallet.rows).is_empty());
}

#[test]
fn a_clock_beyond_the_chain() {
    let (mut wallet, ledger) = rich();
    wallet.wait(Duration::from_days(40_000));
    let refused = wallet.plan(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap_err();
    assert_eq!(refused.code(), "clock_range");
}

#[test]
fn a_plan_whose_money_changed_before_it_was_recorded() {
    let (mut wallet, mut ledger) = rich();
    let source = wallet.rows.addresses[0].address.clone();
    let old = wallet.sign(wallet.plan(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap()).unwrap();
    ledger.give(&source, ttc(5));
    wallet.look(&ledger);
    let before = wallet.rows.clone();
    assert_eq!(wallet.record(old).unwrap_err().code(), "source_changed", "it would leave 5 TTC behind");
    assert_eq!(wallet.rows, before);

    // A late deposit that another payment has taken in the meantime.
    let all = wallet.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
    let id = wallet.pay(&all, &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    ledger.give(&source, ttc(5));
    wallet.look(&ledger);
    let plans = [0, 1].map(|_| wallet.sign(wallet.plan(&all, &ledger).unwrap()).unwrap());
    let [one, two] = plans;
    let id = one.payment();
    let _step = wallet.record(one).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert_eq!(wallet.record(two).unwrap_err(), Refused::SourceChanged);
}
