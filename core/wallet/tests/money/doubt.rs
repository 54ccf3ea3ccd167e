//! Nodes that are behind, wrong once, or changed their mind: what is believed at once, what only later.

use crate::world::{Ledger, Rules, Wallet, peer, ttc, units};
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Address, Amount, Asset, BodyDigest, Duration, PaymentId, RowId, TxId};
use tongtong_wallet::rows::{AddressState, HandedTo, PaymentState};
use tongtong_wallet::settle::{LAG, SECOND_LOOK};
use tongtong_wallet::{Command, Event};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";

fn met() -> (Wallet, Address, Ledger) {
    let mut wallet = Wallet::new(1);
    let to = wallet.hand(peer(2)).unwrap().addresses[0].clone();
    (wallet, to, Ledger::new(Rules::ByBody))
}

/// Ten TTC came and were paid on; what the node looked like before that payment.
fn paid_on() -> (Wallet, Address, Ledger, Ledger, PaymentId) {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to, ttc(10));
    wallet.look(&ledger);
    let behind = ledger.clone();
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    (wallet, to, ledger, behind, id)
}

fn credited(wallet: &Wallet) -> Vec<u128> {
    let paid = wallet.incoming().filter(|p| matches!(p.state, PaymentState::Confirmed { .. }));
    let mut units: Vec<_> = paid.map(|p| p.amount.units()).collect();
    units.sort_unstable();
    units
}

/// Looks twice, the second time after more than `span`.
fn look_twice(wallet: &mut Wallet, ledger: &Ledger, span: Duration) {
    wallet.look(ledger);
    wallet.wait(span);
    wallet.wait(Duration::from_millis(1));
    wallet.look(ledger);
}

#[test]
fn a_node_that_lags_behind_takes_nothing_away() {
    let (mut wallet, to, mut ledger) = met();
    let (nothing, mut less) = (ledger.clone(), ledger.clone());
    ledger.give(&to, ttc(10));
    less.give(&to, ttc(3));
    wallet.look(&ledger);
    for behind in [&nothing, &less] {
        wallet.look(behind);
        assert_eq!((credited(&wallet), wallet.balance().confirmed), (vec![1_000_000], ttc(10)));
    }
    // Whoever sees it again ends the doubt.
    wallet.look(&ledger);
    wallet.wait(LAG);
    wallet.wait(LAG);
    wallet.look(&less);
    assert_eq!(wallet.balance().confirmed, ttc(10));
    assert_eq!(wallet.address(&to).state, AddressState::Received);
}

#[test]
fn too_much_that_a_node_once_said_is_taken_back() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to, ttc(10));
    let mut wrong = ledger.clone();
    wrong.give(&to, ttc(90));
    wallet.look(&wrong);
    assert_eq!(credited(&wallet), [10_000_000]);
    look_twice(&mut wallet, &ledger, LAG);
    assert_eq!((credited(&wallet), wallet.balance().confirmed), (vec![1_000_000], ttc(10)));
    let gone = wallet.incoming().find(|row| row.amount == ttc(100)).unwrap();
    assert!(matches!(gone.state, PaymentState::Failed { .. }));
    wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
}

#[test]
fn an_undone_payment_is_taken_back_and_comes_again_as_itself() {
    let (mut wallet, to, mut ledger) = met();
    let undone = ledger.clone();
    ledger.give(&to, ttc(10));
    wallet.look(&ledger);
    let id = wallet.incoming().next().unwrap().id;
    look_twice(&mut wallet, &undone, LAG);
    assert_eq!((credited(&wallet).len(), wallet.balance().confirmed), (0, Amount::ZERO));
    assert_eq!(wallet.address(&to).state, AddressState::Received, "no key of ours has signed");
    let step = wallet.poll(&ledger).unwrap();
    assert!(step.events.contains(&Event::Payment { payment: id }));
    assert_eq!((credited(&wallet), wallet.incoming().count()), (vec![1_000_000], 1));
}

#[test]
fn words_wait_again_when_their_money_was_undone() {
    let (mut wallet, to, mut ledger) = met();
    let undone = ledger.clone();
    let note = PaymentAnnounced {
        peer: peer(2),
        message: RowId::new([1; 16]),
        asset: Asset::ttc(),
        amount: ttc(10),
        decimals: 5,
        network: wallet.profile.ttchain.chain_id.bytes().to_vec(),
        to: to.clone(),
        body: BodyDigest::new([1; 32]),
        tx: TxId::new(&[1; 20]).unwrap(),
    };
    let _step = wallet.run(&Command::Announced(note)).unwrap();
    ledger.give(&to, ttc(10));
    wallet.look(&ledger);
    assert_eq!(credited(&wallet), [1_000_000]);
    look_twice(&mut wallet, &undone, LAG);
    assert_eq!(wallet.incoming().next().unwrap().state, PaymentState::Announced);
    wallet.look(&ledger);
    assert_eq!((credited(&wallet), wallet.incoming().count()), (vec![1_000_000], 1));
}

#[test]
fn undone_change_is_no_income_when_it_comes_again() {
    let (mut wallet, _, ledger, _, id) = paid_on();
    let change = wallet.payment(id).change.clone().unwrap().0;
    let mut undone = ledger.clone();
    undone.forget(&change);
    look_twice(&mut wallet, &undone, LAG);
    assert_eq!(wallet.address(&change).holding(&Asset::ttc()), Amount::ZERO);
    wallet.look(&ledger);
    assert_eq!(
        (credited(&wallet), wallet.address(&change).holding(&Asset::ttc())),
        (vec![1_000_000], units(890_000))
    );
}

#[test]
fn a_node_that_has_not_seen_our_payment_yet_makes_no_income() {
    let (mut wallet, to, ledger, behind, _) = paid_on();
    for _ in 0..3 {
        wallet.wait(Duration::from_secs(3));
        wallet.look(&behind);
        assert_eq!(wallet.address(&to).holding(&Asset::ttc()), Amount::ZERO);
        wallet.look(&ledger);
    }
    wallet.look(&behind);
    wallet.wait(SECOND_LOOK);
    wallet.look(&ledger);
    wallet.look(&behind);
    assert_eq!((credited(&wallet), wallet.balance().confirmed), (vec![1_000_000], units(890_000)));
}

#[test]
fn a_refill_of_a_dead_address_counts_when_it_is_seen_twice() {
    let (mut wallet, to, mut ledger, _, _) = paid_on();
    ledger.give(&to, ttc(10));
    wallet.look(&ledger);
    assert_eq!(credited(&wallet), [1_000_000]);
    wallet.wait(Duration::from_millis(10_001));
    let step = wallet.poll(&ledger).unwrap();
    assert!(step.events.contains(&Event::LateDeposit { address: to }));
    assert_eq!(credited(&wallet), [1_000_000, 1_000_000]);
}

#[test]
fn a_late_deposit_is_not_booked_twice_by_a_node_that_missed_it() {
    let (mut wallet, to, mut ledger, _, _) = paid_on();
    let behind = ledger.clone();
    ledger.give(&to, ttc(4));
    for node in [&ledger, &behind, &ledger] {
        wallet.look(node);
    }
    assert_eq!(credited(&wallet), [400_000, 1_000_000]);
}

#[test]
fn an_address_that_another_device_emptied_is_dead_after_a_while() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to, ttc(10));
    wallet.look(&ledger);
    let full = ledger.clone();
    let mut other = wallet.restored(1);
    other.look(&ledger);
    let id = other.pay(&other.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.submit(&other.bytes(id), other.now).unwrap();
    wallet.look(&ledger);
    assert_eq!(wallet.address(&to).state, AddressState::Received, "one node's word, once");
    wallet.wait(LAG);
    wallet.look(&full);
    wallet.look(&ledger);
    assert_eq!(wallet.address(&to).state, AddressState::Received, "it was seen full in between");
    look_twice(&mut wallet, &ledger, LAG);
    assert_eq!(wallet.address(&to).state, AddressState::Dead);
    assert_eq!(wallet.balance().confirmed, Amount::ZERO);
    assert_eq!(credited(&wallet), [1_000_000], "and nobody paid it");
}

#[test]
fn an_address_that_one_node_calls_spent_out_is_neither_dead_nor_handed_out() {
    let (mut wallet, to, mut ledger) = met();
    let mut wrong = ledger.clone();
    wrong.give(&to, ttc(1));
    wrong.empty(&to);
    wallet.look(&wrong);
    assert_eq!(wallet.address(&to).state, AddressState::Fresh);
    assert!(!wallet.hand(peer(2)).unwrap().addresses.contains(&to));
    ledger.give(&to, ttc(10));
    wallet.look(&ledger);
    assert_eq!((credited(&wallet), wallet.address(&to).state), (vec![1_000_000], AddressState::Received));
}

#[test]
fn money_on_an_address_that_this_device_never_gave_out_is_found_and_no_income() {
    let (mut wallet, mut ledger) = (Wallet::new(1), Ledger::new(Rules::ByBody));
    let promised = wallet.hand(peer(2)).unwrap().addresses;
    let mut again = wallet.restored(1);
    again.look(&ledger);
    ledger.give(&promised[3], ttc(7));
    again.look(&ledger);
    assert_eq!((again.incoming().count(), again.balance().confirmed), (0, ttc(7)));
    let row = again.address(&promised[3]);
    assert!(row.found && row.handed == HandedTo::Nobody);
    // What comes to it from now on is new.
    ledger.give(&promised[3], ttc(1));
    again.look(&ledger);
    assert_eq!(credited(&again), [100_000]);
}

#[test]
fn change_goes_past_addresses_that_another_device_used() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to, ttc(10));
    wallet.look(&ledger);
    let mut other = wallet.restored(1);
    other.look(&ledger);
    let theirs = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.submit(&wallet.bytes(theirs), wallet.now).unwrap();
    look_twice(&mut other, &ledger, LAG);
    let id = other.pay(&other.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    let taken = wallet.payment(theirs).change.clone().unwrap().0;
    assert_ne!(other.payment(id).change.clone().unwrap().0, taken);
}
