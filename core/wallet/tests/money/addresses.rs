//! What is handed out, to whom, and how far ahead.

use crate::world::{Ledger, Rules, Wallet, peer, ttc, units};
use std::collections::BTreeSet;
use tongtong_types::{Address, Duration};
use tongtong_wallet::account::{CHANGE_GAP, RECEIVE_GAP, key_path};
use tongtong_wallet::rows::{AddressState, Branch, HandedTo};
use tongtong_wallet::{Command, Refused, sheet};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";

#[test]
fn paths_are_of_the_profile() {
    let wallet = Wallet::new(1);
    assert_eq!(key_path(&wallet.profile, Branch::Receive, 5).to_string(), "m/44'/666'/0'/0/5");
    assert_eq!(key_path(&wallet.profile, Branch::Change, 0).to_string(), "m/44'/666'/0'/1/0");
}

#[test]
fn the_screen_shows_one_address_until_it_is_paid() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let first = wallet.show();
    assert_eq!(wallet.show(), first);
    ledger.give(&first, ttc(1));
    wallet.look(&ledger);
    let second = wallet.show();
    assert_ne!(second, first);
    wallet.wait(Duration::from_days(31));
    assert_ne!(wallet.show(), second, "its time is over and the gap has room");
}

#[test]
fn a_contact_gets_eight_and_keeps_what_is_unpaid() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let sheet = wallet.hand(peer(1)).unwrap();
    assert_eq!(sheet.addresses.len(), sheet::MOST_ADDRESSES);
    for address in &sheet.addresses {
        assert_eq!(wallet.address(address).handed, HandedTo::Contact(peer(1)));
    }
    for paid in 0..6 {
        assert!(!sheet::runs_short(&wallet.rows, peer(1), wallet.now), "{paid} paid");
        ledger.give(&sheet.addresses[paid], ttc(1));
        wallet.look(&ledger);
    }
    assert!(sheet::runs_short(&wallet.rows, peer(1), wallet.now));
    wallet.wait(Duration::from_secs(5));
    let next = wallet.hand(peer(1)).unwrap();
    assert_eq!(next.addresses.len(), 8);
    assert_eq!(next.addresses[..2], sheet.addresses[6..]);
    assert!(next.counter > sheet.counter);
    assert!(next.until > sheet.until);
}

#[test]
fn a_counter_grows_after_a_restore_too() {
    let mut wallet = Wallet::new(1);
    let ledger = Ledger::new(Rules::ByBody);
    let last = (0..5).map(|_| wallet.hand(peer(1)).unwrap().counter).last().unwrap();
    wallet.wait(Duration::from_secs(60));
    let mut again = wallet.restored(1);
    again.look(&ledger);
    assert!(again.hand(peer(1)).unwrap().counter > last);
}

#[test]
fn the_gap_holds_and_no_contact_gets_anothers_address() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let screen = wallet.show();
    let mut seen = BTreeSet::new();
    let mut contacts = 0_u8;
    let refused = loop {
        match wallet.hand(peer(contacts)) {
            Ok(sheet) => {
                assert!(!sheet.addresses.is_empty() && sheet.addresses.len() <= 8);
                for address in sheet.addresses {
                    assert!(seen.insert(address), "handed out twice");
                }
                contacts += 1;
            }
            Err(why) => break why,
        }
    };
    assert_eq!((refused.code(), refused), ("address_none_fresh", Refused::NoFreshAddress));
    assert!(contacts >= 25, "few for each, so that many get some: {contacts}");
    assert_eq!(wallet.rows.account.as_ref().unwrap().next_receive, RECEIVE_GAP);
    assert_eq!(wallet.show(), screen);

    // Expired: the screen's own address again, a contact's for that contact alone as long again.
    wallet.wait(Duration::from_days(31));
    assert_eq!(wallet.show(), screen);
    let renewed = wallet.hand(peer(0)).unwrap();
    assert!(renewed.addresses.iter().all(|address| seen.contains(address)));
    assert_eq!(wallet.hand(peer(200)), Err(Refused::NoFreshAddress));
    wallet.wait(Duration::from_days(30));
    let oldest = wallet.hand(peer(200)).unwrap();
    assert_eq!(oldest.addresses.len(), 1, "few, so that others get some too");
    assert!(seen.contains(&oldest.addresses[0]) && !renewed.addresses.contains(&oldest.addresses[0]));
    assert_eq!(wallet.address(&oldest.addresses[0]).handed, HandedTo::Contact(peer(200)));

    // What is paid opens the gap.
    let last = wallet.rows.addresses.iter().find(|row| row.index == RECEIVE_GAP - 1).unwrap();
    ledger.give(&last.address.clone(), ttc(1));
    wallet.look(&ledger);
    assert_eq!(wallet.hand(peer(201)).unwrap().addresses.len(), 8);
}

#[test]
fn no_more_payments_wait_for_change_than_a_restore_would_find() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    for name in 0..3 {
        for address in wallet.hand(peer(name)).unwrap().addresses {
            ledger.give(&address, ttc(10));
        }
        wallet.look(&ledger);
    }
    let intent = wallet.to(SOMEBODY, ttc(1));
    let ids: Vec<_> = (0..CHANGE_GAP).map(|_| wallet.pay(&intent, &ledger).unwrap()).collect();
    let refused = wallet.plan(&intent, &ledger).unwrap_err();
    assert_eq!((refused.code(), refused), ("change_gap", Refused::ChangeGap));
    ledger.submit(&wallet.bytes(ids[0]), wallet.now).unwrap();
    wallet.look(&ledger);
    wallet.pay(&intent, &ledger).unwrap();
}

#[test]
fn an_address_that_has_signed_is_never_shown_again() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let first = wallet.show();
    ledger.give(&first, ttc(10));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    assert_eq!(wallet.address(&first).state, AddressState::Dead);
    for _ in 0..3 {
        assert_ne!(wallet.show(), first);
        wallet.wait(Duration::from_days(40));
    }
    assert!(!wallet.hand(peer(1)).unwrap().addresses.contains(&first));
    let again = Command::HandToContact { peer: peer(2) };
    assert!(wallet.run(&again).unwrap().changes.addresses.iter().all(|row| row.address != first));
    ledger.submit(&wallet.bytes(id), crate::world::DAWN).unwrap();
    wallet.look(&ledger);
    assert_eq!(wallet.address(&first).state, AddressState::Dead);
    assert_eq!(wallet.balance().confirmed, units(1_000_000 - 110_000));
}

#[test]
fn a_contact_whose_address_has_signed_gets_a_new_sheet_once() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let old = wallet.hand(peer(1)).unwrap().addresses;
    let texts = |addresses: &[Address]| addresses.iter().map(|a| a.text().to_owned()).collect::<Vec<_>>();
    let good = |wallet: &Wallet, addresses: &[Address]| sheet::still_good(&wallet.rows, &texts(addresses));
    ledger.give(&old[0], ttc(10));
    wallet.look(&ledger);
    assert!(good(&wallet, &old) && !sheet::runs_short(&wallet.rows, peer(1), wallet.now), "paid, not spent");
    wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    assert!(!good(&wallet, &old) && sheet::runs_short(&wallet.rows, peer(1), wallet.now));
    let new = wallet.hand(peer(1)).unwrap().addresses;
    assert!(good(&wallet, &new) && !sheet::runs_short(&wallet.rows, peer(1), wallet.now));
    assert!(!good(&wallet, &[Wallet::new(2).show()]), "not ours");
}

#[test]
fn an_index_that_was_given_to_a_contact_is_given_to_nobody_else() {
    let mut wallet = Wallet::new(1);
    let theirs = wallet.hand(peer(1)).unwrap().addresses;
    let revision = wallet.rows.account.as_ref().unwrap().revision;
    // The account's counter fell back, as in an old copy of its row.
    wallet.rows.account.as_mut().unwrap().next_receive = 0;
    let others = wallet.hand(peer(2)).unwrap().addresses;
    assert!(others.iter().all(|address| !theirs.contains(address)));
    assert_eq!(wallet.rows.account.unwrap().revision, revision + 1);
}
