//! A payment that was handed out is taken back by emptying its source to ourselves first. Only one of the two
//! is ever paid, and neither is called failed before the other is paid.

use crate::world::{Ledger, Rules, Wallet, ttc, twin, units};
use tongtong_types::{Amount, Duration, PaymentId};
use tongtong_wallet::intent::{Intent, Payee, Wanted};
use tongtong_wallet::rows::{AddressState, Direction, PaymentState};
use tongtong_wallet::{Command, Question, Refused, poll};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";

/// Five of twenty TTC are to be paid; the bytes are signed and handed out.
fn signed() -> (Wallet, Ledger, PaymentId, Vec<u8>) {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let to = wallet.show();
    ledger.give(&to, ttc(20));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(5)), &ledger).unwrap();
    let bytes = wallet.bytes(id);
    wallet.wait(Duration::from_secs(1));
    (wallet, ledger, id, bytes)
}

fn is_confirmed(wallet: &Wallet, id: PaymentId) -> bool {
    matches!(wallet.payment(id).state, PaymentState::Confirmed { .. })
}

fn has_failed(wallet: &Wallet, id: PaymentId) -> bool {
    matches!(wallet.payment(id).state, PaymentState::Failed { .. })
}

#[test]
fn a_cancel_takes_the_same_road_and_says_what_it_is() {
    let (mut wallet, ledger, id, _) = signed();
    let intent = Intent::cancel(&wallet.profile, wallet.payment(id)).unwrap();
    let plan = wallet.plan(&intent, &ledger).unwrap();
    let review = plan.review().clone();
    assert_eq!((review.direction, review.peer), (Direction::Cancel, None));
    assert_eq!(review.sources, wallet.payment(id).sources);
    assert_eq!((review.amount, review.fee), (units(1_990_000), units(10_000)));
    let other = wallet.plan(&intent, &ledger).unwrap();
    assert_ne!(review.digest, other.review().digest);
    let signed = wallet.sign(plan).unwrap();
    assert_eq!(signed.note(), None, "the payee hears nothing");
    let cancel = signed.payment();
    let step = wallet.record(signed).unwrap();
    assert_eq!(step.broadcast, [cancel]);
    let (old, new) = (wallet.payment(id), wallet.payment(cancel));
    assert_eq!(old.signed, None, "what is cancelled is not sent again");
    assert_eq!(old.reused, vec![review.sources[0].0.clone()]);
    assert_eq!(new.reused, old.reused);
    assert!(old.change.as_ref().unwrap().0 != new.to, "to an address of its own");
    let balance = wallet.balance();
    assert_eq!(
        (balance.confirmed, balance.coming, balance.leaving),
        (Amount::ZERO, units(1_490_000), units(510_000))
    );
}

#[test]
fn a_cancel_that_is_paid_makes_the_payment_fail() {
    for altered in [false, true] {
        let (mut wallet, mut ledger, id, bytes) = signed();
        let change = wallet.payment(id).change.clone().unwrap().0;
        let cancel = wallet.cancel(id, &ledger).unwrap();
        wallet.look(&ledger);
        assert!(!has_failed(&wallet, id) && !is_confirmed(&wallet, cancel), "nothing is sure yet");
        let sent = wallet.bytes(cancel);
        ledger.submit(&if altered { twin(&sent) } else { sent }, wallet.now).unwrap();
        wallet.look(&ledger);
        assert!(has_failed(&wallet, id) && is_confirmed(&wallet, cancel));
        assert_eq!((wallet.balance().confirmed, wallet.balance().leaving), (units(1_990_000), Amount::ZERO));
        assert_eq!(wallet.address(&change).expects, None);
        ledger.rules = Rules::ById;
        for late in [bytes.clone(), twin(&bytes)] {
            assert_eq!(ledger.submit(&late, wallet.now), Err("too little"));
        }
        let source = wallet.payment(id).sources[0].0.clone();
        assert_eq!(wallet.address(&source).state, AddressState::Dead);
    }
}

#[test]
fn a_payment_that_was_faster_makes_the_cancel_fail() {
    for altered in [false, true] {
        let (mut wallet, mut ledger, id, bytes) = signed();
        let cancel = wallet.cancel(id, &ledger).unwrap();
        ledger.submit(&if altered { twin(&bytes) } else { bytes }, wallet.now).unwrap();
        wallet.look(&ledger);
        assert!(is_confirmed(&wallet, id) && has_failed(&wallet, cancel));
        assert_eq!(wallet.balance().confirmed, units(1_490_000));
        let fresh = wallet.payment(cancel).to.clone();
        assert_eq!(wallet.address(&fresh).expects, None);
        assert_eq!(ledger.submit(&wallet.bytes(cancel), wallet.now), Err("too little"));
    }
}

#[test]
fn the_slower_one_fails_also_when_its_source_is_seen_only_later() {
    let (mut wallet, mut ledger, id, bytes) = signed();
    let cancel = wallet.cancel(id, &ledger).unwrap();
    wallet.wait(Duration::from_secs(1));
    ledger.submit(&bytes, wallet.now).unwrap();
    let facts = wallet.read(&poll::needs());
    let mut asked = poll::questions(&wallet.profile, &facts, 0, 64).unwrap();
    asked.retain(|question| !matches!(question, Question::TtcBalance(_)));
    let _step = wallet.run(&Command::Observe { answers: ledger.answers(asked) }).unwrap();
    assert!(is_confirmed(&wallet, id) && !has_failed(&wallet, cancel));
    // Dust on the source does not hide that it was emptied.
    let source = wallet.payment(id).sources[0].0.clone();
    ledger.give(&source, units(1));
    wallet.look(&ledger);
    assert!(has_failed(&wallet, cancel));
}

#[test]
fn a_source_that_is_empty_for_an_unknown_reason_decides_nothing() {
    let (mut wallet, mut ledger, id, _) = signed();
    let cancel = wallet.cancel(id, &ledger).unwrap();
    let source = wallet.payment(id).sources[0].0.clone();
    ledger.empty(&source);
    wallet.look(&ledger);
    wallet.wait(Duration::from_days(1));
    wallet.look(&ledger);
    assert!(wallet.payment(id).is_in_flight() && wallet.payment(cancel).is_in_flight());
}

#[test]
fn a_cancel_of_what_came_after_proves_nothing_about_the_payment() {
    for (late, proves) in [([3, 0], false), ([1, 0], false), ([30, 0], false), ([1, 20], true)] {
        let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
        let sources = [1, 20].map(|coins| {
            let to = wallet.show();
            ledger.give(&to, ttc(coins));
            wallet.look(&ledger);
            to
        });
        let all = wallet.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
        let id = wallet.pay(&all, &ledger).unwrap();
        // It is paid under another id, and nothing has shown that yet.
        ledger.submit(&twin(&wallet.bytes(id)), wallet.now).unwrap();
        for (source, coins) in sources.iter().zip(late) {
            ledger.give(source, ttc(coins));
        }
        let cancel = wallet.cancel(id, &ledger).unwrap();
        ledger.submit(&wallet.bytes(cancel), wallet.now).unwrap();
        wallet.wait(Duration::from_secs(1));
        wallet.look(&ledger);
        assert!(is_confirmed(&wallet, cancel), "{late:?}");
        // Whoever sends all of it again has paid it back.
        assert_eq!(has_failed(&wallet, id), proves, "{late:?}: paying it again would be twice");
    }
}

#[test]
fn late_money_on_the_source_is_taken_along_and_a_payment_of_many_is_cancelled_by_all() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    for _ in 0..2 {
        let to = wallet.show();
        ledger.give(&to, ttc(10));
        wallet.look(&ledger);
    }
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(15)), &ledger).unwrap();
    let source = wallet.payment(id).sources[0].0.clone();
    ledger.give(&source, ttc(3));
    wallet.look(&ledger);
    let cancel = wallet.cancel(id, &ledger).unwrap();
    let taken: u128 = wallet.payment(cancel).sources.iter().map(|(_, amount)| amount.units()).sum();
    assert_eq!((wallet.payment(cancel).sources.len(), taken), (2, 2_300_000));
    ledger.submit(&wallet.bytes(cancel), wallet.now).unwrap();
    wallet.look(&ledger);
    assert!(has_failed(&wallet, id) && is_confirmed(&wallet, cancel));
    assert_eq!(i128::try_from(wallet.balance().confirmed.units()).unwrap(), wallet.truth(&ledger).into());
}

#[test]
fn what_cannot_be_cancelled() {
    let (mut wallet, mut ledger, id, bytes) = signed();
    let intent = Intent::cancel(&wallet.profile, wallet.payment(id)).unwrap();
    let late = wallet.sign(wallet.plan(&intent, &ledger).unwrap()).unwrap();
    let cancel = wallet.cancel(id, &ledger).unwrap();
    assert_eq!(wallet.cancel(id, &ledger), Err(Refused::NothingToCancel), "once is enough");
    assert_eq!(wallet.record(late).unwrap_err(), Refused::NothingToCancel);
    let again = wallet.cancel(cancel, &ledger).unwrap();
    assert_eq!(wallet.cancel(cancel, &ledger), Err(Refused::NothingToCancel));
    ledger.submit(&wallet.bytes(again), wallet.now).unwrap();
    wallet.look(&ledger);
    assert!(has_failed(&wallet, id) && has_failed(&wallet, cancel) && is_confirmed(&wallet, again));
    assert_eq!(ledger.submit(&bytes, wallet.now), Err("too little"));
    assert_eq!(wallet.cancel(again, &ledger), Err(Refused::NothingToCancel), "it is paid");
    let came = wallet.incoming().next().unwrap();
    assert_eq!(Intent::cancel(&wallet.profile, came), Err(Refused::NothingToCancel), "it is not ours");
}

#[test]
fn a_cancel_that_comes_after_the_payment_was_seen_is_dropped() {
    let (mut wallet, mut ledger, id, bytes) = signed();
    let intent = Intent::cancel(&wallet.profile, wallet.payment(id)).unwrap();
    let late = wallet.sign(wallet.plan(&intent, &ledger).unwrap()).unwrap();
    ledger.submit(&bytes, wallet.now).unwrap();
    assert_eq!(wallet.plan(&intent, &ledger).unwrap_err(), Refused::NothingToCancel, "its source is empty");
    wallet.look(&ledger);
    assert_eq!(wallet.record(late).unwrap_err(), Refused::NothingToCancel);
    assert!(is_confirmed(&wallet, id));
}

#[test]
fn no_other_payment_may_stand_beside_one_in_flight() {
    let (mut wallet, mut ledger, id, _) = signed();
    let all = wallet.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
    assert_eq!(wallet.plan(&all, &ledger).unwrap_err().code(), "not_enough");
    wallet.cancel(id, &ledger).unwrap();
    assert_eq!(wallet.plan(&all, &ledger).unwrap_err().code(), "not_enough");
    ledger.rules = Rules::ById;
    wallet.look(&ledger);
}
