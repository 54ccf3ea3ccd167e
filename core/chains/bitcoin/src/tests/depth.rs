//! How deep what is ours lies.

use super::*;
use crate::{Ask, Look};
use tongtong_chain::{Inclusion, Outcome, Tip};

fn asked(wallet: &Wallet) -> Look {
    match wallet.rules.look(&wallet.view(), &[]).unwrap()[0].read().unwrap() {
        Ask::Look(look) => look,
        Ask::Transactions(_) => panic!("no look"),
    }
}

/// A wallet with a payment that waits for a block.
fn waiting() -> (Wallet, PaymentId) {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let sealed = wallet.fly(&draft);
    wallet.ledger.take(&sealed.bytes);
    let payment = wallet.flights[0].payment;
    (wallet, payment)
}

/// A wallet with a payment that is in the newest block, and watched.
fn watching() -> (Wallet, PaymentId) {
    let (mut wallet, payment) = waiting();
    wallet.ledger.mine();
    wallet.look().unwrap();
    wallet.watched = core::mem::take(&mut wallet.flights);
    (wallet, payment)
}

fn inclusion(sight: &Sight, payment: PaymentId) -> Inclusion {
    let (_, block) = sight.blocks.iter().find(|(of, _)| *of == payment).unwrap();
    sight.tip.inclusion(block.unwrap())
}

#[test]
fn a_payment_has_one_confirmation_in_its_block_and_is_final_with_the_sixth() {
    let (mut wallet, payment) = waiting();
    let sight = wallet.look().unwrap();
    assert_eq!(sight.blocks, [], "it is in none, and was in none");
    wallet.ledger.mine();
    let block = u64::from(wallet.ledger.height);
    let sight = wallet.look().unwrap();
    assert_eq!(sight.tip, Tip { block, finalized: Some(block - 5) });
    assert_eq!(sight.blocks, [(payment, Some(block))]);
    assert_eq!(inclusion(&sight, payment), Inclusion { block, confirmations: 1, is_final: false });
    wallet.watched = core::mem::take(&mut wallet.flights);
    for confirmations in 2..=7 {
        wallet.ledger.mine();
        let sight = wallet.look().unwrap();
        assert_eq!(sight.outcomes, [], "it is told once what became of it");
        let expected = Inclusion { block, confirmations, is_final: confirmations >= 6 };
        assert_eq!(inclusion(&sight, payment), expected);
    }
}

#[test]
fn a_watched_payment_that_is_in_no_block_any_more_is_said_to_be_in_none() {
    let (mut wallet, payment) = watching();
    wallet.ledger.transactions.last_mut().unwrap().height = None;
    assert_eq!(wallet.look().unwrap().blocks, [(payment, None)], "it waits again");
    wallet.ledger.mine();
    assert!(wallet.look().unwrap().blocks[0].1.is_some());
    wallet.ledger.transactions.last_mut().unwrap().height = None;
    wallet.ledger.forget();
    assert_eq!(wallet.look().unwrap().blocks, [(payment, None)], "nobody knows it");
}

#[test]
fn a_watched_payment_that_was_not_asked_for_is_not_told() {
    let (mut wallet, _) = watching();
    let watched = core::mem::take(&mut wallet.watched);
    let answers = wallet.look_answers().unwrap();
    wallet.watched = watched;
    assert_eq!(wallet.saw(&answers).unwrap().blocks, []);
}

#[test]
fn every_payment_is_asked_for_once_those_in_flight_first() {
    let (mut wallet, _) = watching();
    let draft = wallet.draft(PAYEE, exactly(1_000)).unwrap();
    let flying = wallet.fly(&draft).id;
    let watched = wallet.watched[0].id.clone();
    wallet.watched.push(wallet.flights[0].clone());
    assert_eq!(asked(&wallet).payments, [flying, watched]);
    let sight = wallet.look().unwrap();
    assert!(matches!(sight.outcomes[..], [(_, Outcome::Open { again: true })]));
}

#[test]
fn an_address_is_said_to_hold_since_the_newest_of_its_coins() {
    let mut wallet = Wallet::new();
    let [first, other] = [0, 1].map(|index| wallet.account.address(0, index, "regtest"));
    wallet.ledger.fund(&first, 30_000);
    wallet.ledger.fund(&other, 900);
    wallet.ledger.fund(&first, 20_000);
    let height = u64::from(wallet.ledger.height);
    let since = [(first.clone(), height), (other.clone(), height - 1)];
    assert_eq!(wallet.look().unwrap().since, since);
    // One that leaves is held, and listed no more.
    let draft = wallet.draft(PAYEE, exactly(15_000)).unwrap();
    let sealed = wallet.seal(&draft).unwrap();
    wallet.ledger.take(&sealed.bytes);
    assert_eq!(wallet.look().unwrap().since, since);
    wallet.ledger.mine();
    let change = wallet.account.address(1, 0, "regtest");
    let later = [(first, height - 2), (other, height - 1), (change, height + 1)];
    assert_eq!(wallet.look().unwrap().since, later);
}

#[test]
fn nothing_is_final_on_a_chain_of_five_blocks() {
    let mut wallet = Wallet::new();
    wallet.ledger.height = 4;
    assert_eq!(wallet.look().unwrap().tip, Tip { block: 4, finalized: None });
    wallet.ledger.height = 5;
    assert_eq!(wallet.look().unwrap().tip, Tip { block: 5, finalized: Some(0) });
}

#[test]
fn change_that_no_payment_of_ours_promised_lies_where_nobody_was_told_to_pay() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    assert_eq!(wallet.look().unwrap().unshown, []);
    // Another device with the same words.
    let sealed = wallet.seal(&wallet.draft(PAYEE, exactly(20_000)).unwrap()).unwrap();
    wallet.ledger.take(&sealed.bytes);
    wallet.ledger.mine();
    let sight = wallet.look().unwrap();
    assert_eq!((total(&sight), sight.outcomes.len()), (59_858, 0));
    assert_eq!(sight.unshown, [wallet.account.address(1, 0, "regtest")]);
}
