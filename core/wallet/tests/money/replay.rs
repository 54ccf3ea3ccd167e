//! Version 2.0 pays the same body again under another id. Whoever keeps old signed payments and hands them
//! in, altered, in any order, must come away with nothing.

use crate::world::{Ledger, Rules, Wallet, peer, ttc, twin, units};
use tongtong_types::{Amount, Duration};
use tongtong_wallet::intent::{Payee, Wanted};
use tongtong_wallet::rows::PaymentState;
use tongtong_wallet::{Event, rescue};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";

fn paid_once() -> (Wallet, Ledger, Vec<u8>, tongtong_types::Address) {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ById));
    let to = wallet.show();
    ledger.give(&to, ttc(20));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(5)), &ledger).unwrap();
    let bytes = wallet.bytes(id);
    ledger.submit(&bytes, wallet.now).unwrap();
    wallet.look(&ledger);
    (wallet, ledger, bytes, to)
}

#[test]
fn an_empty_source_pays_no_altered_copy() {
    let (wallet, mut ledger, bytes, to) = paid_once();
    assert_eq!(ledger.submit(&twin(&bytes), wallet.now), Err("too little"));
    ledger.give(&to, ttc(5));
    assert_eq!(ledger.submit(&twin(&bytes), wallet.now), Err("too little"));
    ledger.give(&to, ttc(15));
    assert!(ledger.submit(&twin(&bytes), wallet.now).is_ok(), "the danger is real: the ledger would pay");
}

#[test]
fn a_rescued_refill_pays_no_altered_copy() {
    let (mut wallet, mut ledger, bytes, to) = paid_once();
    ledger.give(&to, ttc(20));
    wallet.look(&ledger);
    wallet.wait(Duration::from_secs(11));
    let step = wallet.poll(&ledger).unwrap();
    assert!(step.events.contains(&Event::LateDeposit { address: to.clone() }));
    let id = wallet.pay(&rescue::due(&wallet.profile, &wallet.rows)[0], &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    assert_eq!(ledger.submit(&twin(&bytes), wallet.now), Err("too little"));
    assert_eq!(ledger.submit(&twin(&wallet.bytes(id)), wallet.now), Err("too little"));
    wallet.look(&ledger);
    assert!(matches!(wallet.payment(id).state, PaymentState::Confirmed { .. }));
}

#[test]
fn a_reused_source_is_believed_by_the_change_alone() {
    let (mut wallet, mut ledger, _, to) = paid_once();
    ledger.give(&to, ttc(8));
    wallet.look(&ledger);
    let id = wallet.pay(&rescue::due(&wallet.profile, &wallet.rows)[0], &ledger).unwrap();
    assert_eq!(wallet.payment(id).reused, vec![to]);
    ledger.submit(&twin(&wallet.bytes(id)), wallet.now).unwrap();
    wallet.look(&ledger);
    assert!(matches!(wallet.payment(id).state, PaymentState::Confirmed { .. }));
    assert_eq!(wallet.balance().confirmed, units(1_490_000 + 790_000));
}

#[test]
fn a_lost_refill_is_seen_in_the_balance() {
    let (mut wallet, mut ledger, bytes, to) = paid_once();
    ledger.give(&to, ttc(20));
    wallet.look(&ledger);
    ledger.submit(&twin(&bytes), wallet.now).unwrap();
    wallet.look(&ledger);
    let balance = wallet.balance().confirmed;
    assert_eq!(i128::try_from(balance.units()).unwrap(), i128::from(wallet.truth(&ledger)));
}

#[test]
fn every_old_payment_handed_in_again_pays_nothing() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ById));
    let mut old = Vec::new();
    for name in 0..4 {
        let sheet = wallet.hand(peer(name)).unwrap();
        ledger.give(&sheet.addresses[0], ttc(30));
        wallet.look(&ledger);
        let id = wallet.pay(&wallet.to(SOMEBODY, ttc(7)), &ledger).unwrap();
        ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
        wallet.look(&ledger);
        old.push(wallet.bytes(id));
    }
    let all = wallet.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
    let id = wallet.pay(&all, &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    old.push(wallet.bytes(id));
    wallet.look(&ledger);
    assert_eq!(wallet.balance().confirmed, Amount::ZERO);
    let total = ledger.total();
    for bytes in old.iter().chain(old.iter().rev()) {
        assert_eq!(ledger.submit(&twin(bytes), wallet.now), Err("too little"));
        assert!(ledger.submit(bytes, wallet.now).is_ok(), "the same id is a harmless no-op");
    }
    assert_eq!(ledger.total(), total);
}

#[test]
fn a_payment_fails_when_another_body_of_ours_empties_its_source() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let to = wallet.show();
    ledger.give(&to, ttc(20));
    wallet.look(&ledger);
    let mut copy = wallet.restored(1);
    copy.entropy = tongtong_crypto::entropy::SeededEntropy::new(99);
    copy.look(&ledger);
    let all = copy.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
    let rival = copy.pay(&all, &ledger).unwrap();
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(5)), &ledger).unwrap();
    wallet.rows.payments.push(copy.payment(rival).clone());

    ledger.submit(&copy.bytes(rival), copy.now).unwrap();
    let step = wallet.poll(&ledger).unwrap();
    assert!(step.events.contains(&Event::Payment { payment: id }));
    assert!(matches!(wallet.payment(id).state, PaymentState::Failed { .. }));
    assert!(matches!(wallet.payment(rival).state, PaymentState::Confirmed { .. }));
    let change = wallet.payment(id).change.clone().unwrap().0;
    assert_eq!(wallet.address(&change).expects, None, "its change never comes");
    assert_eq!((wallet.balance().confirmed, wallet.balance().coming), (Amount::ZERO, Amount::ZERO));
    assert_eq!(ledger.submit(&wallet.bytes(id), wallet.now), Err("too little"));
}

#[test]
fn two_open_bodies_over_one_source_are_not_told_apart_by_its_emptiness() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let to = wallet.show();
    ledger.give(&to, ttc(20));
    wallet.look(&ledger);
    let mut copy = wallet.restored(1);
    copy.entropy = tongtong_crypto::entropy::SeededEntropy::new(99);
    copy.look(&ledger);
    let all = copy.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
    let rival = copy.pay(&all, &ledger).unwrap();
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(5)), &ledger).unwrap();
    wallet.rows.payments.push(copy.payment(rival).clone());

    ledger.submit(&twin(&copy.bytes(rival)), copy.now).unwrap();
    wallet.look(&ledger);
    assert!(wallet.payment(id).is_in_flight() && wallet.payment(rival).is_in_flight());
}
