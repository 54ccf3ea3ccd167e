//! Another asset than the coin: its number, its fee in the coin or in itself, its changes.

use crate::world::{Ledger, Rules, TTM, Wallet, peer, ttc, ttm, twin, units, with_fee, with_ttm};
use tongtong_types::{Address, Amount, Asset, Duration};
use tongtong_wallet::intent::{Intent, Wanted};
use tongtong_wallet::profile::{AssetFee, FeePolicy, Worth};
use tongtong_wallet::rows::{AddressState, Direction, PaymentState};
use tongtong_wallet::{Answer, AssetRecord, Command, Event, Question, Refused, poll, rescue};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
const NATIVE: AssetFee = AssetFee::Native { worth: None };

/// A wallet with 100 TTM and 5 TTC, each on an address of its own.
fn funded(fee: &AssetFee, rules: Rules) -> (Wallet, Ledger, [Address; 2]) {
    let (mut wallet, mut ledger) = (Wallet::on(with_fee(fee), 1), with_ttm(rules));
    let money = wallet.hand(peer(1)).unwrap().addresses[0].clone();
    let coins = wallet.hand(peer(2)).unwrap().addresses[0].clone();
    ledger.give_of(TTM, &money, ttc(100));
    ledger.give(&coins, ttc(5));
    wallet.look(&ledger);
    (wallet, ledger, [money, coins])
}

fn confirmed(wallet: &Wallet) -> [Amount; 2] {
    [wallet.balance_of(&ttm()).confirmed, wallet.balance().confirmed]
}

#[test]
fn ten_go_out_with_the_fee_in_the_coin_and_two_changes_to_two_fresh_addresses() {
    let (mut wallet, mut ledger, [money, coins]) = funded(&NATIVE, Rules::ById);
    assert_eq!(confirmed(&wallet), [ttc(100), ttc(5)]);
    let plan = wallet.plan(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
    let review = plan.review().clone();
    assert_eq!((review.asset.code(), review.amount), ("TTM", ttc(10)));
    assert_eq!((review.fee, review.fee_asset.clone()), (units(10_000), Some(Asset::ttc())));
    assert_eq!(review.sources, vec![(money.clone(), ttc(100))]);
    assert_eq!(review.fee_sources, vec![(coins.clone(), ttc(5))]);
    let (change, fee_change) = (review.change.unwrap(), review.fee_change.unwrap());
    assert_eq!((change.1, fee_change.1), (ttc(90), units(490_000)));
    assert_ne!(change.0, fee_change.0, "two deposits to one owner are refused");
    assert_eq!(review.fee_to, None);

    let signed = wallet.sign(plan).unwrap();
    let id = signed.payment();
    let _step = wallet.record(signed).unwrap();
    let balance = wallet.balance_of(&ttm());
    assert_eq!((balance.confirmed, balance.coming, balance.leaving), (Amount::ZERO, ttc(90), ttc(10)));
    let balance = wallet.balance();
    assert_eq!((balance.coming, balance.leaving), (units(490_000), units(10_000)));
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert!(matches!(wallet.payment(id).state, PaymentState::Confirmed { .. }));
    assert_eq!(confirmed(&wallet), [ttc(90), units(490_000)]);
    assert_eq!(wallet.incoming().count(), 2, "neither change is income");
    for address in [&money, &coins] {
        assert_eq!(wallet.address(address).state, AddressState::Dead);
    }
    assert_eq!(ledger.submit(&twin(&wallet.bytes(id)), wallet.now), Err("too little"));
}

#[test]
fn both_on_one_address_are_emptied_by_one_signature() {
    let (mut wallet, mut ledger) = (Wallet::on(with_fee(&NATIVE), 1), with_ttm(Rules::ById));
    let to = wallet.show();
    ledger.give_of(TTM, &to, ttc(100));
    ledger.give(&to, ttc(5));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
    let signed = tongtong_ttchain::Signed::unpack(&wallet.bytes(id), tongtong_ttchain::Layout::V2).unwrap();
    assert_eq!(signed.signatures.len(), 1);
    assert!(wallet.payment(id).reused.is_empty() && wallet.payment(id).fee_reused.is_empty());
    ledger.submit(&twin(&wallet.bytes(id)), wallet.now).unwrap();
    wallet.look(&ledger);
    assert!(matches!(wallet.payment(id).state, PaymentState::Confirmed { .. }), "under an altered id");
    assert_eq!(confirmed(&wallet), [ttc(90), units(490_000)]);
    assert!(wallet.address(&to).is_spent(&ttm()) && wallet.address(&to).is_spent(&Asset::ttc()));
}

#[test]
fn everything_of_it_goes_and_the_coin_pays() {
    let (mut wallet, mut ledger, _) = funded(&NATIVE, Rules::ById);
    let more = wallet.show();
    ledger.give_of(TTM, &more, units(7));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Max), &ledger).unwrap();
    let row = wallet.payment(id);
    assert_eq!((row.amount, row.change.clone(), row.fee), (units(10_000_007), None, units(10_000)));
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert_eq!((wallet.truth_of(TTM, &ledger), wallet.truth(&ledger)), (0, 490_000));
    assert_eq!(confirmed(&wallet), [Amount::ZERO, units(490_000)]);
}

#[test]
fn a_worth_makes_the_fee_a_share_of_it() {
    // 100 TTM are worth one TTC.
    let worth = Worth { coin_units: 1, units: 100 };
    let (mut wallet, mut ledger, [money, _]) = funded(&AssetFee::Native { worth: Some(worth) }, Rules::ById);
    ledger.give_of(TTM, &money, ttc(50_000));
    wallet.look(&ledger);
    for (amount, fee) in [(2_000, 10_000), (2_002, 10_010), (50_000, 250_000)] {
        let plan = wallet.plan(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(amount))), &ledger).unwrap();
        assert_eq!(plan.review().fee, units(fee), "{amount} TTM");
    }
}

#[test]
fn too_little_of_the_coin_is_said_with_what_is_missing() {
    let (mut wallet, mut ledger) = (Wallet::on(with_fee(&NATIVE), 1), with_ttm(Rules::ById));
    let to = wallet.show();
    ledger.give_of(TTM, &to, ttc(100));
    ledger.give(&to, units(3_000));
    wallet.look(&ledger);
    let before = wallet.rows.clone();
    for wanted in [Wanted::Exactly(ttc(10)), Wanted::Max] {
        let refused = wallet.plan(&wallet.of(&ttm(), SOMEBODY, wanted), &ledger).unwrap_err();
        let (asset, missing, coming) = (Asset::ttc(), units(7_000), Amount::ZERO);
        assert_eq!(refused, Refused::NotEnoughForFee { asset, missing, coming });
        assert_eq!(refused.code(), "not_enough_for_fee");
    }
    let too_much = wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(101)));
    let refused = wallet.plan(&too_much, &ledger).unwrap_err();
    assert_eq!(refused, Refused::NotEnough { missing: ttc(1), coming: Amount::ZERO }, "of the asset, first");
    assert_eq!(wallet.rows, before);
}

#[test]
fn the_fee_goes_to_the_networks_address_in_the_asset_itself() {
    let to = "TTCHMTK9AYrh24YQLyuuSHYY1eyFYprhefrA";
    let fee = FeePolicy { rate_ppm: 5_000, minimum_units: 1_000_000 };
    let custom = AssetFee::SecondDeposit { to: to.to_owned(), fee };
    let (mut wallet, mut ledger, _) = funded(&custom, Rules::ById);
    let plan = wallet.plan(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(20))), &ledger).unwrap();
    let review = plan.review();
    assert_eq!((review.fee, review.fee_asset.clone()), (ttc(10), None));
    assert_eq!(review.fee_to.as_ref().map(Address::text), Some(to));
    assert_eq!(review.change.as_ref().map(|(_, amount)| *amount), Some(ttc(70)));
    assert!(review.fee_sources.is_empty());
    let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(20))), &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    let payee =
        |text: &str| wallet.profile.ttchain.address(&wallet.profile.ttchain.parse_address(text).unwrap());
    assert_eq!(ledger.holds_of(TTM, &payee(to)), 1_000_000);
    assert_eq!(confirmed(&wallet), [ttc(70), ttc(5)], "the coin was not touched");

    let plan = wallet.plan(&wallet.of(&ttm(), to, Wanted::Max), &ledger).unwrap();
    assert_eq!((plan.review().amount, plan.review().fee), (ttc(70), Amount::ZERO), "it gets all of it");
    let plan = wallet.plan(&wallet.of(&ttm(), SOMEBODY, Wanted::Max), &ledger).unwrap();
    assert_eq!((plan.review().amount, plan.review().fee), (ttc(60), ttc(10)));
}

#[test]
fn a_network_that_asks_for_nothing() {
    let (wallet, ledger, _) = funded(&AssetFee::None, Rules::ById);
    let plan = wallet.plan(&wallet.of(&ttm(), SOMEBODY, Wanted::Max), &ledger).unwrap();
    assert_eq!((plan.review().amount, plan.review().fee), (ttc(100), Amount::ZERO));
    assert_eq!((plan.review().fee_to.clone(), plan.review().change.clone()), (None, None));
}

/// Answers like the ledger, but describes TTM otherwise.
fn describing(ledger: &Ledger, record: AssetRecord) -> impl Fn(Vec<Question>) -> Vec<(Question, Answer)> {
    move |questions| {
        let mut answers = ledger.answers(questions);
        for (question, answer) in &mut answers {
            if *question == Question::TtcAsset("TTM".to_owned()) {
                *answer = Answer::TtcAsset(record);
            }
        }
        answers
    }
}

#[test]
fn a_number_or_decimals_that_are_told_otherwise_are_refused() {
    let (mut wallet, ledger, _) = funded(&NATIVE, Rules::ById);
    let intent = wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10)));
    let known = wallet.rows.account.as_ref().unwrap().assets.clone();
    for (record, code) in [
        (AssetRecord::Is { number: TTM + 1, decimals: 5 }, "asset_differs"),
        (AssetRecord::Is { number: TTM, decimals: 6 }, "asset_differs"),
        (AssetRecord::Unknown, "node_behind"),
    ] {
        let refused = wallet.plan_with(&intent, describing(&ledger, record)).unwrap_err();
        assert_eq!(refused.code(), code);
    }
    let other = AssetRecord::Is { number: TTM + 1, decimals: 5 };
    let questions = vec![Question::TtcChainId, Question::TtcAsset("TTM".to_owned())];
    let before = wallet.rows.clone();
    let answers = describing(&ledger, other)(questions);
    assert_eq!(wallet.run(&Command::Observe { answers }).unwrap_err(), Refused::AssetDiffers);
    assert_eq!(wallet.rows, before);
    assert_eq!(wallet.rows.account.as_ref().unwrap().assets, known);
    assert!(wallet.plan(&intent, &ledger).is_ok());
}

#[test]
fn what_no_node_or_another_description_names_holds_nothing() {
    for (named, code) in
        [(None, "asset_unknown"), (Some((TTM, 4)), "asset_differs"), (Some((0, 5)), "not_enough")]
    {
        let (mut wallet, mut ledger) = (Wallet::on(with_fee(&NATIVE), 1), Ledger::new(Rules::ById));
        if let Some(named) = named {
            ledger.assets.insert("TTM", named);
        }
        let to = wallet.show();
        ledger.give_of(TTM, &to, ttc(100));
        ledger.give(&to, ttc(5));
        wallet.look(&ledger);
        assert!(wallet.rows.account.as_ref().unwrap().assets.is_empty(), "{code}");
        assert_eq!(confirmed(&wallet), [Amount::ZERO, ttc(5)]);
        let intent = wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(1)));
        assert_eq!(wallet.plan(&intent, &ledger).unwrap_err().code(), code);
    }
}

#[test]
fn a_payment_of_one_asset_leaves_the_other_of_its_address_unexposed() {
    let (mut wallet, mut ledger) = (Wallet::on(with_fee(&NATIVE), 1), with_ttm(Rules::ById));
    let to = wallet.show();
    ledger.give_of(TTM, &to, ttc(100));
    ledger.give(&to, ttc(5));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert_eq!(wallet.address(&to).state, AddressState::Dead, "nothing new is received there");
    assert!(wallet.address(&to).is_spent(&Asset::ttc()) && !wallet.address(&to).is_spent(&ttm()));
    assert_eq!(rescue::due(&wallet.profile, &wallet.rows), Vec::new(), "its TTM is safe where it is");
    ledger.give_of(TTM, &to, ttc(1));
    let step = wallet.poll(&ledger).unwrap();
    assert!(!step.events.contains(&Event::LateDeposit { address: to.clone() }));
    assert_eq!(wallet.balance_of(&ttm()).confirmed, ttc(101));
    let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
    assert!(wallet.payment(id).reused.is_empty(), "no other body over it was handed out");
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert!(wallet.address(&to).is_spent(&ttm()));
}

#[test]
fn late_money_is_rescued_with_a_fee_out_of_the_coin() {
    let (mut wallet, mut ledger, [money, _]) = funded(&NATIVE, Rules::ById);
    let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
    let old = wallet.bytes(id);
    ledger.submit(&old, wallet.now).unwrap();
    wallet.look(&ledger);
    ledger.give_of(TTM, &money, ttc(30));
    let step = wallet.poll(&ledger).unwrap();
    assert!(step.events.contains(&Event::LateDeposit { address: money.clone() }));
    let due = rescue::due(&wallet.profile, &wallet.rows);
    assert_eq!(due, vec![Intent::rescue(&wallet.profile, ttm(), money).unwrap()]);
    let id = wallet.pay(&due[0], &ledger).unwrap();
    let row = wallet.payment(id).clone();
    assert_eq!((row.direction, row.amount, row.fee), (Direction::Rescue, ttc(30), units(10_000)));
    assert_eq!(row.fee_change.as_ref().map(|(_, amount)| *amount), Some(units(480_000)));
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert_eq!(confirmed(&wallet), [ttc(120), units(480_000)]);
    assert!(ledger.submit(&twin(&old), wallet.now).is_err());
}

#[test]
fn what_nothing_can_pay_for_is_not_proposed_for_rescue() {
    let (mut wallet, mut ledger) = (Wallet::on(with_fee(&NATIVE), 1), with_ttm(Rules::ById));
    let to = wallet.show();
    ledger.give_of(TTM, &to, ttc(100));
    ledger.give(&to, units(10_000));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    ledger.give_of(TTM, &to, ttc(30));
    wallet.look(&ledger);
    assert_eq!(rescue::due(&wallet.profile, &wallet.rows), Vec::new());
    let intent = Intent::rescue(&wallet.profile, ttm(), to).unwrap();
    assert_eq!(wallet.plan(&intent, &ledger).unwrap_err().code(), "not_enough_for_fee");
}

#[test]
fn a_cancel_takes_back_both_and_only_one_of_the_two_is_paid() {
    for cancel_first in [true, false] {
        let (mut wallet, mut ledger, _) = funded(&NATIVE, Rules::ById);
        let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
        let bytes = wallet.bytes(id);
        let sums = |wallet: &Wallet, asset: &Asset| {
            let balance = wallet.balance_of(asset);
            balance.confirmed.units() + balance.coming.units() + balance.leaving.units()
        };
        let before = [sums(&wallet, &ttm()), sums(&wallet, &Asset::ttc())];
        let cancel = wallet.cancel(id, &ledger).unwrap();
        assert_eq!([sums(&wallet, &ttm()), sums(&wallet, &Asset::ttc())], before);
        let row = wallet.payment(cancel);
        assert_eq!((row.amount, row.fee), (ttc(100), units(10_000)));
        assert_eq!(row.fee_sources, wallet.payment(id).fee_sources);
        assert_eq!(wallet.payment(id).signed, None);
        let cancelling = wallet.bytes(cancel);
        let (first, second) = if cancel_first { (&cancelling, &bytes) } else { (&bytes, &cancelling) };
        ledger.submit(first, wallet.now).unwrap();
        assert_eq!(ledger.submit(second, wallet.now), Err("too little"));
        wallet.look(&ledger);
        let (paid, failed) = if cancel_first { (cancel, id) } else { (id, cancel) };
        assert!(matches!(wallet.payment(paid).state, PaymentState::Confirmed { .. }));
        assert!(matches!(wallet.payment(failed).state, PaymentState::Failed { .. }));
        let left = if cancel_first { ttc(100) } else { ttc(90) };
        assert_eq!(confirmed(&wallet), [left, units(490_000)]);
    }
}

#[test]
fn a_cancel_costs_no_more_than_the_payment_set_aside() {
    // A payment of little that sets aside the least; its cancel moves much.
    let worth = AssetFee::Native { worth: Some(Worth { coin_units: 1, units: 1 }) };
    let (mut wallet, mut ledger, [money, coins]) = funded(&worth, Rules::ById);
    ledger.give_of(TTM, &money, ttc(900));
    ledger.empty(&coins);
    let exact = wallet.show();
    ledger.give(&exact, units(10_000));
    wallet.look(&ledger);
    wallet.wait(Duration::from_secs(601));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(1))), &ledger).unwrap();
    let cancel = wallet.cancel(id, &ledger).unwrap();
    let row = wallet.payment(cancel);
    assert_eq!((row.amount, row.fee, row.fee_change.clone()), (ttc(1_000), units(10_000), None));
    ledger.submit(&wallet.bytes(cancel), wallet.now).unwrap();
}

#[test]
fn two_payments_of_two_assets_from_one_address_stand_side_by_side() {
    let (mut wallet, mut ledger) = (Wallet::on(with_fee(&AssetFee::None), 1), with_ttm(Rules::ById));
    let to = wallet.show();
    ledger.give_of(TTM, &to, ttc(100));
    ledger.give(&to, ttc(5));
    wallet.look(&ledger);
    let coin = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    assert_eq!(wallet.balance_of(&ttm()).confirmed, ttc(100));
    let money = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
    assert!(!wallet.payment(coin).rivals(wallet.payment(money)));
    for id in [money, coin] {
        ledger.submit(&twin(&wallet.bytes(id)), wallet.now).unwrap();
    }
    wallet.look(&ledger);
    for id in [money, coin] {
        assert!(matches!(wallet.payment(id).state, PaymentState::Confirmed { .. }));
    }
    assert_eq!(confirmed(&wallet), [ttc(90), units(390_000)]);
}

#[test]
fn a_restore_finds_both() {
    let (mut wallet, mut ledger, _) = funded(&NATIVE, Rules::ById);
    for _ in 0..3 {
        let id = wallet.pay(&wallet.of(&ttm(), SOMEBODY, Wanted::Exactly(ttc(10))), &ledger).unwrap();
        ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
        wallet.look(&ledger);
    }
    let mut again = wallet.restored(1);
    again.look(&ledger);
    assert_eq!(confirmed(&again), confirmed(&wallet));
    assert_eq!(confirmed(&again), [ttc(70), units(470_000)]);
}

#[test]
fn a_new_wallet_needs_one_round_more_until_the_numbers_are_told() {
    let (mut wallet, mut ledger) = (Wallet::on(with_fee(&NATIVE), 1), with_ttm(Rules::ById));
    ledger.assets.insert("TTMI", (TTM + 1, 5));
    let to = wallet.show();
    ledger.give_of(TTM, &to, ttc(3));
    let rounds = |wallet: &Wallet| poll::rounds(&wallet.profile, &wallet.rows, 64);
    assert_eq!(rounds(&wallet), 2);
    let _step = wallet.poll(&ledger).unwrap();
    assert_eq!((rounds(&wallet), wallet.balance_of(&ttm()).confirmed), (1, Amount::ZERO));
    let _step = wallet.poll(&ledger).unwrap();
    assert_eq!(wallet.balance_of(&ttm()).confirmed, ttc(3));
    for name in 2..5 {
        let _sheet = wallet.hand(peer(name)).unwrap();
    }
    assert_eq!((wallet.rows.addresses.len(), rounds(&wallet)), (25, 3));
}
