//! What a node says and cannot show.

use super::*;
use crate::state::{GAP, SPAN, State};
use crate::{Ask, Found, Look, Place, Seen, Spend, Spender};
use bitcoin::consensus::encode::{deserialize, serialize_hex};
use bitcoin::{Transaction, Witness};
use std::collections::BTreeSet;
use tongtong_chain::{Moved, Outcome};
use tongtong_types::TxId;

type Lie<'a> = &'a dyn Fn(&mut Seen);

/// A look at a node that says in each round something else than what is so.
fn lied(wallet: &Wallet, lie: Lie<'_>) -> Sight {
    let mut answers = Vec::new();
    for _ in 0..ROUNDS {
        let queries = wallet.rules.look(&wallet.view(), &answers).unwrap();
        if queries.is_empty() {
            return wallet.saw(&answers).unwrap();
        }
        for query in queries {
            let Found::Look(mut seen) = wallet.ledger.found(&query.read().unwrap()) else {
                panic!("no look")
            };
            lie(&mut seen);
            answers.push((query, Reply::new(&Found::Look(seen)).unwrap()));
        }
    }
    panic!("more rounds than there are");
}

fn all_used(seen: &mut Seen) {
    seen.purses.iter_mut().for_each(|purse| purse.used = true);
}

/// How many addresses of both branches are asked for.
fn asked(wallet: &Wallet) -> u32 {
    match wallet.rules.look(&wallet.view(), &[]).unwrap()[0].read().unwrap() {
        Ask::Look(Look { addresses, .. }) => addresses.len().try_into().unwrap(),
        Ask::Transactions(_) => panic!("no look"),
    }
}

/// A wallet with a payment on its way, and the bytes of another transaction over the same coin, signed by its key.
fn rivals() -> (Wallet, Vec<u8>) {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    wallet.fly(&draft);
    let flights = core::mem::take(&mut wallet.flights);
    let other = wallet.draft(PAYEE, Wanted::Max).unwrap();
    let other = wallet.seal(&other).unwrap();
    wallet.flights = flights;
    (wallet, other.bytes)
}

fn id(transaction: &Transaction) -> TxId {
    crate::listing::id_of(transaction).unwrap()
}

/// What is seen when a node says that this transaction spends the payment's coin in a block that is final.
fn doubly_spent(wallet: &Wallet, by: &Transaction, is_shown: bool) -> Result<Sight, Fault> {
    let spent = crate::state::Track::read(&wallet.flights[0]).unwrap().inputs.remove(0).point;
    let query = wallet.rules.look(&wallet.view(), &[]).unwrap().remove(0);
    let Found::Look(mut seen) = wallet.ledger.found(&query.read().unwrap()) else { panic!("no look") };
    seen.purses.iter_mut().for_each(|purse| purse.coins.retain(|coin| coin.point != spent));
    seen.spends.retain(|spend| spend.point != spent);
    let by_this = Some(Spender { tx: id(by), height: Some(seen.height - 5) });
    seen.spends.push(Spend { point: spent, by: by_this, made: None });
    let mut answers = vec![(query, Reply::new(&Found::Look(seen)).unwrap())];
    assert_eq!(wallet.saw(&answers), Err(Fault::Unanswered));
    let asked = wallet.rules.look(&wallet.view(), &answers).unwrap();
    assert!(asked == [Query::new(&Ask::Transactions(vec![id(by)])).unwrap()]);
    let shown = if is_shown { vec![serialize_hex(by)] } else { Vec::new() };
    answers.push((asked[0].clone(), Reply::new(&Found::Transactions(shown)).unwrap()));
    wallet.saw(&answers)
}

#[test]
fn a_payment_fails_once_another_signed_by_the_same_key_spends_its_coin_in_a_final_block() {
    let (wallet, other) = rivals();
    let other: Transaction = deserialize(&other).unwrap();
    let failed = |sight: &Sight| sight.outcomes[0].1 == Outcome::Failed(Moved::default());
    assert!(failed(&doubly_spent(&wallet, &other, true).unwrap()));
    // The other form of the same signature, which no node relays and a block may hold.
    let mut high = other.clone();
    for input in &mut high.input {
        let mut signature = bitcoin::ecdsa::Signature::from_slice(&input.witness[0]).unwrap();
        let mut both = signature.signature.serialize_compact();
        let negated = negated(both[32..].try_into().unwrap());
        both[32..].copy_from_slice(&negated);
        signature.signature = bitcoin::secp256k1::ecdsa::Signature::from_compact(&both).unwrap();
        input.witness = Witness::from_slice(&[&signature.to_vec(), &input.witness[1]]);
    }
    assert_ne!(high, other);
    assert!(failed(&doubly_spent(&wallet, &high, true).unwrap()));
}

#[test]
fn a_payment_does_not_fail_by_a_nodes_word() {
    let (wallet, other) = rivals();
    let other: Transaction = deserialize(&other).unwrap();
    assert_eq!(doubly_spent(&wallet, &other, false), Err(Fault::Unanswered));
    type Change = fn(&mut Transaction);
    let lies: [Change; 9] = [
        // It spends something else.
        |other| other.input.iter_mut().for_each(|input| input.previous_output.vout += 1),
        |other| other.input.iter_mut().for_each(|input| input.previous_output = bitcoin::OutPoint::null()),
        |other| other.input.clear(),
        // Nobody has signed it.
        |other| other.input.iter_mut().for_each(|input| input.witness.clear()),
        |other| other.input.iter_mut().for_each(|input| input.witness = Witness::from_slice(&[[1; 71]])),
        // Our key has signed something else.
        |other| other.output[0].value = bitcoin::Amount::from_sat(1),
        |other| other.output.truncate(0),
        |other| {
            other.input.iter_mut().for_each(|input| {
                let mut signature = input.witness[0].to_vec();
                *signature.last_mut().unwrap() = 0x81;
                input.witness = Witness::from_slice(&[&signature, &input.witness[1]]);
            });
        },
        // Of another key.
        |other| {
            let key = REGTEST.secp(1, 7).unwrap().compressed;
            other.input.iter_mut().for_each(|input| {
                input.witness = Witness::from_slice(&[&input.witness[0], key.as_slice()]);
            });
        },
    ];
    for (place, lie) in lies.iter().enumerate() {
        let mut other = other.clone();
        lie(&mut other);
        assert_eq!(doubly_spent(&wallet, &other, true), Err(Fault::Contradiction), "{place}");
    }
    let wallet = wallet.ledger.answer(&wallet.rules.look(&wallet.view(), &[]).unwrap()[0]);
    assert!(
        matches!(wallet.read().unwrap(), Found::Look(Seen { payments, .. }) if payments == [Place::Unknown])
    );
}

#[test]
fn a_payment_and_another_over_the_same_coin_are_not_both_in_blocks() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let draft = wallet.draft(PAYEE, exactly(70_000)).unwrap();
    let sealed = wallet.fly(&draft);
    let flights = core::mem::take(&mut wallet.flights);
    let other = wallet.seal(&wallet.draft(PAYEE, Wanted::Max).unwrap()).unwrap();
    wallet.flights = flights;
    wallet.ledger.take(&other.bytes);
    wallet.ledger.mine();
    let mut answers = wallet.look_answers().unwrap();
    assert_eq!(wallet.saw(&answers).unwrap().outcomes[0].1, Outcome::Open { again: false });
    let Found::Look(mut seen) = answers[0].1.read().unwrap() else { panic!("no look") };
    seen.spends.iter_mut().rev().take(1).for_each(|spend| spend.by.as_mut().unwrap().tx = sealed.id.clone());
    answers[0].1 = Reply::new(&Found::Look(seen)).unwrap();
    assert_eq!(wallet.saw(&answers), Err(Fault::Contradiction));
}

#[test]
fn a_node_that_calls_every_address_used_widens_a_look_by_three_and_is_forgotten_after_the_next() {
    let mut wallet = Wallet::with(&[1_000, 1_000]);
    assert_eq!(asked(&wallet), 5 + 3);
    for looks in 1..=4 {
        wallet.state = lied(&wallet, &all_used).state;
        assert_eq!(asked(&wallet), 5 + 3 + 6 * looks);
    }
    wallet.look().unwrap();
    assert_eq!(asked(&wallet), 5 + 3);
}

#[test]
fn no_word_reaches_further_than_a_thousand_addresses_beyond_certain_use() {
    let mut wallet = Wallet::with(&[1_000, 1_000]);
    let mut state = State::read(&wallet.state).unwrap();
    state.used = [(0..1_001).collect(), (0..998).collect()];
    wallet.state = state.write().unwrap();
    for _ in 0..2 {
        assert_eq!(asked(&wallet), 2 + SPAN + SPAN);
        wallet.state = lied(&wallet, &all_used).state;
    }
    assert_eq!(State::read(&wallet.state).unwrap().sure, [2, 0]);
    wallet.look().unwrap();
    assert_eq!(asked(&wallet), 5 + 3);
}

#[test]
fn a_first_look_believes_a_thousand_addresses_and_no_more() {
    let mut wallet = Wallet::new();
    let mut reached = 40;
    while !State::read(&wallet.state).unwrap().looked {
        assert!(asked(&wallet) <= reached, "a look moves by 140 addresses of each branch");
        wallet.state = lied(&wallet, &all_used).state;
        reached += 280;
    }
    assert_eq!(State::read(&wallet.state).unwrap().sure, [SPAN, SPAN]);
    wallet.look().unwrap();
    assert_eq!(asked(&wallet), 2 * SPAN + 6, "what was used when words came back is asked for ever after");
}

#[test]
fn a_fresh_address_is_never_further_out_than_wallets_look_whose_words_came_back() {
    let mut wallet = Wallet::with(&[30_000, 20_000]);
    let receive = |wallet: &mut Wallet| {
        let (address, state) = wallet.rules.receive(wallet.account, &wallet.state).unwrap();
        wallet.state = state;
        address
    };
    let change = |wallet: &Wallet| {
        let draft = wallet.draft(PAYEE, exactly(10_000)).unwrap();
        wallet.effects(&draft).unwrap().change.unwrap().0
    };
    assert_eq!(receive(&mut wallet), wallet.account.address(0, 2, "regtest"));
    for _ in 0..12 {
        wallet.state = lied(&wallet, &all_used).state;
        receive(&mut wallet);
    }
    assert_eq!(receive(&mut wallet), wallet.account.address(0, 2 + GAP - 1, "regtest"));
    assert_eq!(change(&wallet), wallet.account.address(1, GAP - 1, "regtest"));
    wallet.look().unwrap();
    assert_eq!(receive(&mut wallet), wallet.account.address(0, 2, "regtest"));
    assert_eq!(change(&wallet), wallet.account.address(1, 0, "regtest"));
}

#[test]
fn what_once_held_a_coin_or_was_promised_as_change_stays_used_whoever_denies_it() {
    let mut wallet = Wallet::with(&[30_000, 20_000]);
    let draft = wallet.draft(PAYEE, exactly(10_000)).unwrap();
    let sealed = wallet.fly(&draft);
    wallet.ledger.take(&sealed.bytes);
    wallet.ledger.mine();
    wallet.look().unwrap();
    wallet.flights.clear();
    let everything = wallet.seal(&wallet.draft(PAYEE, Wanted::Max).unwrap()).unwrap();
    wallet.ledger.take(&everything.bytes);
    wallet.ledger.mine();
    assert_eq!(total(&wallet.look().unwrap()), 0);
    wallet.state = lied(&wallet, &|seen| seen.purses.iter_mut().for_each(|purse| purse.used = false)).state;
    let state = State::read(&wallet.state).unwrap();
    assert_eq!((state.sure, state.used), ([2, 1], [BTreeSet::from([0, 1]), BTreeSet::from([0])]));
    assert_eq!(asked(&wallet), 5 + 4);
}
