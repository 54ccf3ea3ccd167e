//! The rules that the captures do not show, each by its refusal.

use super::{Key, NOW, World, body, deposit, withdraw};
use crate::node::refusal::Refusal;
use crate::node::{Clock, Mode};
use crate::wire::condition::{BalanceKind, Condition, Lock};
use crate::wire::hash::{Hash20, owners_of};
use crate::wire::operation::Operation;
use std::collections::BTreeSet;

fn verdict(world: &mut World, operations: Vec<Operation>, keys: &[&Key]) -> Result<Hash20, Refusal> {
    let transaction = world.signed(body(operations, 1), keys);
    world.chain.submit(transaction, false)
}

#[test]
fn too_little_money_and_an_unknown_balance_are_refused() {
    let (one, two, nobody) = (Key::new(1), Key::new(2), Key::new(9));
    let mut world = World::new();
    let much = vec![withdraw(&two, 100_000_001), deposit(&one, 1)];
    assert_eq!(verdict(&mut world, much, &[&two]), Err(Refusal::InsufficientFunds));
    let empty = vec![withdraw(&nobody, 1), deposit(&one, 1)];
    assert_eq!(verdict(&mut world, empty, &[&nobody]), Err(Refusal::UnknownBalance));
}

#[test]
fn money_promised_to_one_pending_payment_is_not_there_for_the_next() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    let first = world.payment(&two, &one, 60_000_000, 0, 1);
    let second = world.payment(&two, &one, 60_000_000, 0, 2);
    world.chain.submit(first, false).unwrap();
    assert_eq!(world.chain.submit(second, false), Err(Refusal::InsufficientFunds));
}

#[test]
fn two_deposits_to_one_owner_are_refused_even_of_two_assets() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    let twice = vec![withdraw(&one, 30), deposit(&two, 10), deposit(&two, 20)];
    assert_eq!(verdict(&mut world, twice, &[&one]), Err(Refusal::DepositToOneAddressTwice));
    let other = Operation::Deposit { amount: 1, condition: Condition::of_owner(two.address(), 1) };
    let assets = vec![withdraw(&one, 30), deposit(&two, 10), other];
    assert_eq!(verdict(&mut world, assets, &[&one]), Err(Refusal::DepositToOneAddressTwice));
}

#[test]
fn negative_and_missing_parts_are_refused_by_name() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    for (operations, refusal) in [
        (vec![withdraw(&one, 0), deposit(&two, 1)], Refusal::NegativeWithdraw),
        (vec![withdraw(&one, -5), deposit(&two, 1)], Refusal::NegativeWithdraw),
        (vec![withdraw(&one, 5), deposit(&two, -1)], Refusal::NegativeDeposit),
        (vec![deposit(&two, 1)], Refusal::NegativeFee),
        (vec![], Refusal::IllegalTransaction),
    ] {
        assert_eq!(verdict(&mut world, operations, &[&one]), Err(refusal));
    }
}

#[test]
fn one_body_is_paid_once_whether_its_first_copy_waits_or_is_in_a_block() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    let first = world.payment(&one, &two, 1_000_000, 10_000, 7);
    let mut twin = first.clone();
    crate::node::twin::flip(&mut twin.signatures[0]);
    assert_ne!(twin.id(), first.id());
    world.chain.submit(first.clone(), false).unwrap();
    assert_eq!(world.chain.submit(twin.clone(), false), Err(Refusal::DuplicateTransaction));
    world.chain.make_block().unwrap();
    assert_eq!(world.chain.submit(twin, false), Err(Refusal::DuplicateTransaction));
    assert_eq!(world.chain.submit(first.clone(), false), Ok(first.id()), "the same id is a no-op");
    assert!(!world.chain.make_block().unwrap());
    assert_eq!(world.units(&two), 101_000_000);
}

#[test]
fn a_transaction_is_taken_until_its_expiration_and_not_two_days_before() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    let payment = world.payment(&one, &two, 10, 0, 1);
    for (now, refusal) in [
        (NOW + 3000, Some(Refusal::Expired)),
        (NOW + 3000 - 172_807, Some(Refusal::ExpirationTooFar)),
        (NOW + 3000 - 172_806, None),
        (NOW + 2999, None),
    ] {
        world.chain.clock = Clock::Fixed(now);
        let verdict = world.chain.submit(payment.clone(), false).err();
        assert_eq!(verdict, refusal, "{now}");
        world.chain.pending.clear();
    }
}

#[test]
fn a_key_opens_what_belongs_to_any_of_its_five_hashes() {
    let (one, two) = (Key::new(1), Key::new(2));
    let public = one.0.verifying_key();
    let (compressed, uncompressed) = (public.to_sec1_point(true), public.to_sec1_point(false));
    for owner in owners_of(compressed.as_bytes(), uncompressed.as_bytes()) {
        let mut world = World::new();
        world.chain.faucet(owner, 0, 500).unwrap();
        world.chain.make_block().unwrap();
        let balance = Condition::of_owner(owner, 0).balance_id();
        let taken = Operation::Withdraw { balance, amount: 500, claim: Vec::new() };
        verdict(&mut world, vec![taken, deposit(&two, 500)], &[&one]).unwrap();
    }
}

#[test]
fn two_of_three_open_a_multisig_and_one_does_not() {
    let keys = [Key::new(1), Key::new(2), Key::new(3)];
    let owners: BTreeSet<_> = keys.iter().map(Key::address).collect();
    let condition = Condition {
        asset: 0,
        slate: 0,
        kind: BalanceKind::Common,
        lock: Lock::Multisig { required: 2, owners, memo: None },
    };
    let mut world = World::new();
    let funded = Operation::Deposit { amount: 900, condition: condition.clone() };
    verdict(&mut world, vec![withdraw(&keys[0], 900), funded], &[&keys[0]]).unwrap();
    world.chain.make_block().unwrap();
    let taken = Operation::Withdraw { balance: condition.balance_id(), amount: 900, claim: Vec::new() };
    let spend = vec![taken, deposit(&keys[2], 900)];
    assert_eq!(verdict(&mut world, spend.clone(), &[&keys[2]]), Err(Refusal::MissingSignature));
    verdict(&mut world, spend, &[&keys[2], &keys[0]]).unwrap();
    world.chain.make_block().unwrap();
    assert_eq!(world.units(&keys[2]), 900);
}

#[test]
fn bytes_that_are_no_signature_are_refused() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    let mut payment = world.payment(&one, &two, 10, 0, 1);
    for broken in [[0; 65], [31; 65], [0xff; 65]] {
        payment.signatures = vec![broken];
        assert!(world.chain.submit(payment.clone(), false).is_err());
    }
    payment.signatures = vec![one.sign(&payment.digest(&world.chain.genesis.chain_id))];
    for first in [26, 35] {
        let mut changed = payment.clone();
        changed.signatures[0][0] = first;
        assert!(world.chain.submit(changed, false).is_err(), "first byte {first}");
    }
    payment.signatures[0][0] -= 4;
    world.chain.submit(payment, false).expect("27 to 30 is the uncompressed form of the same");
}

#[test]
fn node_b_answers_an_id_for_anything_and_drops_in_silence_what_the_rules_refuse() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    world.chain.mode = Mode::B;
    let good = world.payment(&one, &two, 1000, 0, 1);
    let poor = world.payment(&two, &one, 900_000_000, 0, 2);
    let forged = world.signed(body(vec![withdraw(&one, 10), deposit(&two, 10)], 3), &[&two]);
    for transaction in [&good, &poor, &forged] {
        assert_eq!(world.chain.submit(transaction.clone(), false), Ok(transaction.id()));
    }
    assert_eq!(world.chain.submit(poor.clone(), true), Err(Refusal::InsufficientFunds), "the judging call");
    assert!(world.chain.make_block().unwrap());
    assert!(world.chain.confirmed(&good.id()).is_some());
    assert!(world.chain.confirmed(&poor.id()).is_none() && world.chain.confirmed(&forged.id()).is_none());
    assert!(world.chain.pending.is_empty());
}

#[test]
fn a_memo_of_40_bytes_gets_into_a_block_and_one_of_41_waits() {
    let (one, two) = (Key::new(1), Key::new(2));
    let mut world = World::new();
    for (number, length) in [(1, 40), (2, 41)] {
        let memo = Operation::Memo { text: "m".repeat(length) };
        let operations = vec![withdraw(&one, 10), deposit(&two, 10), memo];
        let transaction = world.signed(body(operations, number), &[&one]);
        world.chain.submit(transaction.clone(), false).unwrap();
        world.chain.make_block().unwrap();
        assert_eq!(world.chain.confirmed(&transaction.id()).is_some(), length == 40);
        assert_eq!(world.chain.pending.len(), usize::from(length == 41));
    }
}
