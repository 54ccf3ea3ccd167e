//! One payment, step by step.

use crate::world::{DAWN, Ledger, Rules, Wallet, peer, ttc, twin, units};
use tongtong_types::{Amount, Asset, Duration};
use tongtong_wallet::intent::{Intent, Payee, Wanted};
use tongtong_wallet::review::Warning;
use tongtong_wallet::rows::{AddressState, Branch, Direction, PaymentState};
use tongtong_wallet::{Command, Event};

/// A holds 1,000 TTC on one address; B has made addresses for A.
fn two_people() -> (Wallet, Wallet, Ledger) {
    let (mut a, b, mut ledger) = (Wallet::new(1), Wallet::new(2), Ledger::new(Rules::ByBody));
    let faucet = a.show();
    ledger.give(&faucet, ttc(1000));
    a.look(&ledger);
    (a, b, ledger)
}

#[test]
fn ten_ttc_go_to_a_contact_and_the_change_to_a_fresh_address() {
    let (mut a, mut b, mut ledger) = two_people();
    let sheet = b.hand(peer(1)).unwrap();
    assert_eq!(sheet.addresses.len(), 8);
    let payee = Payee::Contact(a.contact(&sheet, peer(2), [7; 32]));
    let intent = a.intent(payee, Wanted::Exactly(ttc(10))).unwrap().with_text("커피");

    let plan = a.plan(&intent, &ledger).unwrap();
    let review = plan.review().clone();
    assert_eq!(review.direction, Direction::Out);
    assert_eq!((review.amount, review.fee), (ttc(10), units(10_000)));
    assert_eq!(review.to, sheet.addresses[0]);
    assert_eq!(review.peer, Some(peer(2)));
    assert_eq!(review.sources, vec![(a.rows.addresses[0].address.clone(), ttc(1000))]);
    assert_eq!(review.change.clone().unwrap().1, units(100_000_000 - 1_000_000 - 10_000));
    assert_eq!(review.warnings, vec![Warning::FirstPayment]);
    assert_eq!(review.not_after, DAWN.after(Duration::from_secs(600)));
    assert_eq!((review.decimals, review.network.as_str()), (5, "TTChain"));

    let signed = a.sign(plan).unwrap();
    assert_eq!(signed.body(), Some(review.body));
    let note = signed.note().unwrap();
    assert_eq!((note.peer, note.amount, note.text.as_deref()), (peer(2), ttc(10), Some("커피")));
    let (id, bytes) = (signed.payment(), signed.bytes().to_vec());
    let step = a.record(signed).unwrap();
    assert_eq!(step.notes, vec![note]);
    assert_eq!(step.broadcast, vec![id]);
    assert_eq!(step.events, vec![Event::Payment { payment: id }, Event::Balance]);
    let balance = a.balance();
    assert_eq!(balance.confirmed, Amount::ZERO);
    assert_eq!((balance.coming, balance.leaving), (units(98_990_000), units(1_010_000)));

    let tx = ledger.submit(&bytes, a.now).unwrap();
    let _step = a.run(&Command::Taken { payment: id, tx }).unwrap();
    assert_eq!(a.payment(id).state, PaymentState::Sent { at: DAWN });
    a.look(&ledger);
    b.look(&ledger);
    assert_eq!(a.payment(id).state, PaymentState::Confirmed { at: DAWN });
    assert_eq!(a.balance().confirmed, units(98_990_000));
    assert_eq!(b.balance().confirmed, ttc(10));
    let change = a.address(&review.change.unwrap().0);
    assert_eq!((change.branch, change.state), (Branch::Change, AddressState::Received));
    // The change is nobody's payment, and B's money came without words.
    assert_eq!(a.incoming().count(), 1);
    let came = b.incoming().next().unwrap();
    assert_eq!((came.amount, came.peer, came.message), (ttc(10), Some(peer(1)), None));
}

#[test]
fn the_whole_account_goes_and_nothing_is_left() {
    let (mut a, mut b, mut ledger) = two_people();
    for extra in [3_333_u128, 7, 40_000] {
        let sheet = a.hand(peer(u8::try_from(extra % 200).unwrap())).unwrap();
        ledger.give(&sheet.addresses[0], units(extra));
    }
    a.look(&ledger);
    let to = b.show();
    let intent = a.intent(Payee::Address(to.text().to_owned()), Wanted::Max).unwrap();
    let plan = a.plan(&intent, &ledger).unwrap();
    assert_eq!(plan.review().change, None);
    assert_eq!(plan.review().sources.len(), 4);
    let gone = plan.review().amount.checked_add(plan.review().fee).unwrap();
    assert_eq!(gone, units(100_043_340));
    let signed = a.sign(plan).unwrap();
    let id = signed.payment();
    let _step = a.record(signed).unwrap();
    ledger.submit(&a.bytes(id), a.now).unwrap();
    a.look(&ledger);
    assert_eq!((a.truth(&ledger), a.balance().confirmed), (0, Amount::ZERO));
    assert_eq!(a.dead().count(), 4);
    assert!(matches!(a.payment(id).state, PaymentState::Confirmed { .. }));
}

#[test]
fn an_altered_id_in_the_block_confirms_the_payment_and_nobody_is_paid_twice() {
    let (mut a, mut b, mut ledger) = two_people();
    let to = b.show();
    let id = a.pay(&a.to(to.text(), ttc(10)), &ledger).unwrap();
    let altered = ledger.submit(&twin(&a.bytes(id)), a.now).unwrap();
    assert!(!a.payment(id).txs.contains(&altered));
    assert_eq!(ledger.submit(&a.bytes(id), a.now), Err("duplicate"));
    a.look(&ledger);
    assert!(matches!(a.payment(id).state, PaymentState::Confirmed { .. }));
    b.look(&ledger);
    assert_eq!(b.balance().confirmed, ttc(10));
}

#[test]
fn what_a_node_forgot_is_sent_again_as_the_same_bytes() {
    let (mut a, mut b, ledger) = two_people();
    let to = b.show();
    let id = a.pay(&a.to(to.text(), ttc(10)), &ledger).unwrap();
    let bytes = a.bytes(id);
    let tx = a.payment(id).txs[0].clone();
    let _step = a.run(&Command::Taken { payment: id, tx }).unwrap();
    assert!(a.poll(&ledger).unwrap().broadcast.is_empty());
    a.wait(Duration::from_secs(30));
    assert_eq!(a.poll(&ledger).unwrap().broadcast, vec![id]);
    assert_eq!(a.bytes(id), bytes);
    assert!(a.poll(&ledger).unwrap().broadcast.is_empty(), "not at every look");
}

#[test]
fn the_review_warns() {
    let (mut a, mut b, mut ledger) = two_people();
    for name in [3, 4, 5] {
        let sheet = a.hand(peer(name)).unwrap();
        ledger.give(&sheet.addresses[0], ttc(50));
    }
    a.look(&ledger);
    let sheet = b.hand(peer(1)).unwrap();
    let payee = || Payee::Contact(a.contact(&sheet, peer(2), [7; 32]));
    let intent = |amount| a.intent(payee(), Wanted::Exactly(amount)).unwrap();
    let (ten, tiny) = (intent(ttc(10)), intent(units(50_000)));
    let warnings = |a: &Wallet, intent| a.plan(intent, &ledger).unwrap().review().warnings.clone();
    assert_eq!(warnings(&a, &ten), vec![Warning::FirstPayment]);
    assert_eq!(warnings(&a, &tiny), vec![Warning::FirstPayment]);
    let first = a.pay(&ten, &ledger).unwrap();
    let twice = Warning::DuplicateInFlight { payment: first };
    assert_eq!(warnings(&a, &ten), vec![Warning::AddressPaidBefore, twice]);
    let tinier = a.to("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", units(40_000));
    assert_eq!(warnings(&a, &tinier), vec![Warning::FirstPayment, Warning::HighFee { percent: 25 }]);
}

#[test]
fn a_sub_address_travels_whole() {
    let (a, _, ledger) = two_people();
    let text = format!("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk{}", "0123456789abcdef".repeat(2));
    let plan = a.plan(&a.to(&text, ttc(1)), &ledger).unwrap();
    assert_eq!(plan.review().sub_address.as_deref(), Some(text.as_str()));
    assert_eq!(plan.review().to.text(), "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk");
}

#[test]
fn a_memo_of_forty_bytes_goes_along() {
    let (a, _, ledger) = two_people();
    let memo = format!("{}x", "가".repeat(13));
    let payee = Payee::Address("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk".to_owned());
    let amount = Wanted::Exactly(ttc(1));
    let intent = Intent::pay(&a.profile, Asset::ttc(), amount, payee, Some(memo.clone())).unwrap();
    assert_eq!(a.plan(&intent, &ledger).unwrap().review().memo, Some(memo));
}

#[test]
fn an_id_that_a_node_makes_up_is_not_looked_for() {
    let (mut a, mut b, ledger) = two_people();
    let to = b.show();
    let id = a.pay(&a.to(to.text(), ttc(10)), &ledger).unwrap();
    let ours = a.payment(id).txs.clone();
    let tx = tongtong_types::TxId::new(&[9; 20]).unwrap();
    let _step = a.run(&Command::Taken { payment: id, tx }).unwrap();
    assert_eq!((a.payment(id).state, &a.payment(id).txs), (PaymentState::Sent { at: DAWN }, &ours));
}

#[test]
fn many_sources_cost_their_signatures_and_that_may_take_one_more() {
    let (mut a, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    for name in [1, 2] {
        for address in a.hand(peer(name)).unwrap().addresses {
            ledger.give(&address, ttc(1));
        }
    }
    a.look(&ledger);
    let somebody = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
    for (amount, sources, fee) in
        [(890_000, 9, 10_000), (890_001, 10, 11_000), (989_000, 10, 11_000), (989_001, 11, 12_000)]
    {
        let plan = a.plan(&a.to(somebody, units(amount)), &ledger).unwrap();
        let review = plan.review();
        assert_eq!((review.sources.len(), review.fee), (sources, units(fee)), "{amount}");
    }
    let all = a.intent(Payee::Address(somebody.to_owned()), Wanted::Max).unwrap();
    let plan = a.plan(&all, &ledger).unwrap();
    let review = plan.review();
    assert_eq!((review.sources.len(), review.fee), (16, units(17_000)));
    assert_eq!((review.amount, review.change.clone()), (units(1_583_000), None));
}

#[test]
fn one_wrong_answer_does_not_stop_the_rest_of_the_money() {
    let (mut a, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let addresses = a.hand(peer(1)).unwrap().addresses;
    ledger.give(&addresses[0], ttc(10));
    ledger.give(&addresses[1], ttc(10));
    a.look(&ledger);
    // The node once said too much of the second address.
    let row = a.rows.addresses.iter_mut().find(|row| row.address == addresses[1]).unwrap();
    row.holds = vec![(Asset::ttc(), ttc(1_000))];
    let somebody = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
    let plan = a.plan(&a.to(somebody, ttc(9)), &ledger).unwrap();
    assert_eq!(plan.review().sources, vec![(addresses[0].clone(), ttc(10))]);
    let all = a.intent(Payee::Address(somebody.to_owned()), Wanted::Max).unwrap();
    assert_eq!(a.plan(&all, &ledger).unwrap().review().sources.len(), 1);
    let refused = a.plan(&a.to(somebody, ttc(11)), &ledger).unwrap_err();
    assert_eq!(refused.code(), "node_behind", "the rest cannot pay");
}
