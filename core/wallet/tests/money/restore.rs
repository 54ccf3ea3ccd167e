//! The same account out of the same words.

use crate::world::{Ledger, Rules, Wallet, peer, ttc};
use tongtong_types::Duration;
use tongtong_wallet::intent::{Payee, Wanted};
use tongtong_wallet::rows::{AddressState, HandedTo, PaymentState};
use tongtong_wallet::settle::LAG;
use tongtong_wallet::{Command, Event, Refused, poll};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";

fn lived() -> (Wallet, Ledger) {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    for name in 1..6 {
        let sheet = wallet.hand(peer(name)).unwrap();
        ledger.give(&sheet.addresses[7.min(sheet.addresses.len() - 1)], ttc(10));
        wallet.look(&ledger);
    }
    for amount in [3, 12] {
        let id = wallet.pay(&wallet.to(SOMEBODY, ttc(amount)), &ledger).unwrap();
        ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
        wallet.look(&ledger);
    }
    (wallet, ledger)
}

#[test]
fn a_scan_finds_the_same_balance_and_the_same_dead() {
    let (wallet, ledger) = lived();
    let mut again = wallet.restored(1);
    let mut told = Vec::new();
    while again.rows.account.as_ref().unwrap().scan.is_some() {
        told.extend(again.poll(&ledger).unwrap().events);
    }
    assert_eq!(told.iter().filter(|event| **event == Event::Restored).count(), 1);
    assert_eq!(again.balance(), wallet.balance());
    let dead = |wallet: &Wallet| {
        let mut dead: Vec<_> = wallet.dead().map(|row| row.address.clone()).collect();
        dead.sort();
        dead
    };
    assert_eq!(dead(&again), dead(&wallet));
    let (old, new) = (wallet.rows.account.unwrap(), again.rows.account.clone().unwrap());
    assert_eq!(new.pay_key, old.pay_key);
    assert_eq!(new.highest_received, old.highest_received);
    assert_eq!(new.next_change, old.next_change);
    assert_eq!(again.incoming().count(), 0, "what money was before is not known any more");
}

#[test]
fn an_address_handed_out_before_is_watched_after() {
    let (mut wallet, mut ledger) = lived();
    let promised = wallet.hand(peer(40)).unwrap().addresses;
    let mut again = wallet.restored(1);
    again.look(&ledger);
    ledger.give(promised.last().unwrap(), ttc(7));
    again.look(&ledger);
    wallet.look(&ledger);
    assert_eq!(again.balance(), wallet.balance());
    let sheet = again.hand(peer(41)).unwrap();
    assert!(!sheet.addresses.contains(promised.last().unwrap()), "it has been paid");
}

#[test]
fn a_scan_goes_on_where_it_stopped() {
    let (wallet, ledger) = lived();
    let mut again = wallet.restored(1);
    let _step = again.poll(&ledger).unwrap();
    let next = again.rows.account.as_ref().unwrap().scan.unwrap().next;
    assert_eq!(next, [20, 20]);
    let facts = again.read(&poll::needs());
    let first = poll::questions(&again.profile, &facts, 0, 64).unwrap();
    assert_eq!(first, poll::questions(&again.profile, &facts, 0, 64).unwrap());
    assert!(poll::questions(&again.profile, &facts, 0, 1).unwrap().len() == 1);
    again.look(&ledger);
    assert_eq!(again.balance(), wallet.balance());
}

#[test]
fn a_restored_wallet_trusts_an_empty_source_only_with_its_change() {
    let (wallet, mut ledger) = lived();
    let mut again = wallet.restored(1);
    again.look(&ledger);
    let all = again.intent(Payee::Address(SOMEBODY.to_owned()), Wanted::Max).unwrap();
    let id = again.pay(&all, &ledger).unwrap();
    assert_eq!(again.payment(id).reused.len(), again.payment(id).sources.len());
    // Another device with the same words empties the source first.
    let mut first = wallet.restored(1);
    first.look(&ledger);
    let other = first.pay(&first.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.submit(&first.bytes(other), first.now).unwrap();
    again.wait(Duration::from_secs(1));
    again.look(&ledger);
    assert!(!matches!(again.payment(id).state, PaymentState::Confirmed { .. }));
    assert!(again.rows.addresses.iter().any(|row| row.found && row.state == AddressState::Dead));
}

#[test]
fn what_nothing_tells_stays_open() {
    let (wallet, mut ledger) = lived();
    let mut again = wallet.restored(1);
    again.look(&ledger);
    let all = Payee::Address(SOMEBODY.to_owned());
    let intent = again.intent(all, Wanted::Max).unwrap();
    let id = again.pay(&intent, &ledger).unwrap();
    assert_eq!(again.payment(id).comes_back(), None);
    ledger.submit(&crate::world::twin(&again.bytes(id)), again.now).unwrap();
    again.wait(Duration::from_days(1));
    again.look(&ledger);
    assert!(!matches!(again.payment(id).state, PaymentState::Confirmed { .. }));
    assert_eq!(again.balance().confirmed, tongtong_types::Amount::ZERO);
}

#[test]
fn a_restore_that_found_nothing_can_look_again() {
    let (wallet, ledger) = lived();
    let mut again = wallet.restored(1);
    again.look(&Ledger::new(Rules::ByBody));
    assert_eq!(again.balance().confirmed, tongtong_types::Amount::ZERO);
    let before = again.rows.account.clone().unwrap();
    let _step = again.run(&Command::Rescan).unwrap();
    assert_eq!(again.hand(peer(1)).unwrap_err(), Refused::Scanning);
    assert_eq!(again.run(&Command::Rescan).unwrap(), tongtong_wallet::Step::default(), "it is under way");
    let mut told = Vec::new();
    while again.rows.account.as_ref().unwrap().scan.is_some() {
        told.extend(again.poll(&ledger).unwrap().events);
    }
    assert!(told.contains(&Event::Restored));
    assert_eq!((again.balance(), again.incoming().count()), (wallet.balance(), 0));
    let (old, new) = (wallet.rows.account.unwrap(), again.rows.account.unwrap());
    assert_eq!((new.highest_received, new.next_change), (old.highest_received, old.next_change));
    assert!(new.revision > before.revision);
}

#[test]
fn an_old_copy_that_was_put_back_finds_what_it_missed() {
    let (mut wallet, mut ledger) = lived();
    let (old, before) = (wallet.rows.clone(), wallet.balance());
    let handed = wallet.hand(peer(30)).unwrap().addresses;
    ledger.give(&handed[0], ttc(50));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(40)), &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    let truth = wallet.balance();
    assert_ne!(truth, before);
    let kept: Vec<_> = old.addresses.iter().filter(|row| row.handed != HandedTo::Nobody).cloned().collect();

    wallet.rows = old;
    let _step = wallet.run(&Command::Rescan).unwrap();
    wallet.look(&ledger);
    wallet.wait(LAG);
    wallet.wait(Duration::from_secs(1));
    wallet.look(&ledger);
    assert_eq!(wallet.balance(), truth);
    for row in kept {
        assert_eq!(wallet.address(&row.address).handed, row.handed, "what was promised stays promised");
    }
    let change = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    assert_eq!(
        wallet.payment(change).reused.len(),
        wallet.payment(change).sources.len(),
        "another may have signed"
    );
}

#[test]
fn a_node_that_knows_nothing_during_a_scan_takes_nothing_away() {
    let (mut wallet, ledger) = lived();
    let before = wallet.balance();
    let _step = wallet.run(&Command::Rescan).unwrap();
    wallet.look(&Ledger::new(Rules::ByBody));
    assert_eq!(wallet.balance(), before, "no record at all is no payment of another copy");
    wallet.look(&ledger);
    assert_eq!(wallet.balance(), before);
}
