//! What an order asks, and what it is priced at.

use super::*;
use crate::facts::Facts;
use crate::network::Network;
use crate::state::State;
use crate::transfer::Transfer;
use tongtong_chain::{AddressFault, Effects, Note};
use tongtong_types::cbor;

fn network() -> Network {
    Network::read(&json!({"chain_id": CHAIN_ID, "cap_gwei": 500}), &[coin()]).unwrap()
}

fn transfer(wish: &Wish) -> Transfer {
    Transfer::of(&wish.draft().unwrap(), &network()).unwrap().0
}

fn effects(wish: &Wish) -> Effects {
    rules().effects(&wish.draft().unwrap(), &keys()).unwrap()
}

fn refused(wish: &Wish) -> Fault {
    wish.draft().unwrap_err()
}

#[test]
fn a_payment_says_what_it_does() {
    assert_eq!(
        effects(&Wish::of(ETHER)),
        Effects {
            to: payee(),
            asset: eth(),
            amount: wei(ETHER),
            fee: wei(21_000 * 18 * GWEI),
            fee_asset: eth(),
            costs: vec![],
            sources: vec![(own_address(), wei(ETHER + 21_000 * 18 * GWEI))],
            change: None,
            notes: vec![Note::FeeAtMost],
            expires: None,
        }
    );
}

#[test]
fn price_and_gas_are_asked_one_after_the_other() {
    let (_, questions) = Wish::of(ETHER).asked().unwrap();
    let (from, to) = (own_address(), payee());
    let price = Question::Price { from: from.clone(), to: to.clone() };
    assert!(questions == [price, Question::Gas { from, to, value: wei(ETHER) }]);
}

#[test]
fn the_most_that_is_paid_is_twice_the_base_fee_and_what_is_usual_on_top() {
    let terms = transfer(&Wish::of(ETHER)).terms;
    assert_eq!(terms.max_fee_per_gas, wei(18 * GWEI));
    assert_eq!(terms.max_priority_fee_per_gas, wei(2 * GWEI));
}

#[test]
fn what_is_usual_is_the_middle_of_the_blocks_that_say_something() {
    let mut wish = Wish::of(ETHER);
    wish.priced.rewards = [0, 9, 1, 0, 3, 0].into_iter().map(|gwei| wei(gwei * GWEI)).collect();
    assert_eq!(transfer(&wish).terms.max_priority_fee_per_gas, wei(3 * GWEI));
    assert!(!effects(&wish).notes.contains(&Note::FeeNotEstimated));
}

#[test]
fn where_no_block_says_what_is_usual_the_profile_does_and_it_is_noted() {
    for rewards in [vec![], vec![Amount::ZERO; 10]] {
        let mut wish = Wish::of(ETHER);
        wish.priced.rewards = rewards;
        assert_eq!(transfer(&wish).terms.max_priority_fee_per_gas, wei(GWEI));
        assert_eq!(effects(&wish).notes, [Note::FeeAtMost, Note::FeeNotEstimated]);
    }
}

#[test]
fn gas_is_what_the_node_estimates_with_a_margin_only_for_code() {
    assert_eq!(transfer(&Wish::of(ETHER)).terms.gas_limit, 21_000);
    assert_eq!(transfer(&Wish::of(ETHER).paying_code(30_000)).terms.gas_limit, 36_000);
    assert_eq!(transfer(&Wish::of(ETHER).paying_code(21_000)).terms.gas_limit, 25_200);
    let dear = Wish { gas: Gas::Units(50_000), ..Wish::of(ETHER) };
    assert_eq!(transfer(&dear).terms.gas_limit, 60_000);
}

#[test]
fn a_payee_with_code_is_said() {
    assert_eq!(effects(&Wish::of(ETHER).paying_code(30_000)).notes, [Note::PayeeHasCode, Note::FeeAtMost]);
}

#[test]
fn everything_leaves_exactly_nothing_where_the_payee_has_no_code() {
    let transfer = transfer(&Wish::max());
    let terms = transfer.terms;
    assert_eq!(terms.max_fee_per_gas, wei(12 * GWEI), "five quarters of the base fee, and what is usual");
    assert_eq!(terms.max_priority_fee_per_gas, terms.max_fee_per_gas, "all of it is taken");
    assert_eq!(transfer.value.units() + 21_000 * 12 * GWEI, 10 * ETHER);
    let effects = effects(&Wish::max());
    assert_eq!(effects.sources, [(own_address(), wei(10 * ETHER))]);
    assert_eq!(effects.notes, [], "the fee is what is said, no less");
}

#[test]
fn everything_to_code_is_all_but_the_most_that_the_fee_may_be() {
    let wish = Wish::max().paying_code(30_000);
    let transfer = transfer(&wish);
    assert_eq!(transfer.terms.max_fee_per_gas, wei(18 * GWEI));
    assert_eq!(transfer.value.units() + 36_000 * 18 * GWEI, 10 * ETHER);
    assert_eq!(effects(&wish).notes, [Note::PayeeHasCode, Note::FeeAtMost]);
}

#[test]
fn a_fee_above_the_cap() {
    let mut wish = Wish::of(ETHER);
    wish.priced.base_fee = wei(249 * GWEI);
    assert_eq!(transfer(&wish).terms.max_fee_per_gas, wei(500 * GWEI));
    wish.priced.base_fee = wei(249 * GWEI + 1);
    assert_eq!(refused(&wish), Fault::FeeTooHigh);
    wish.priced.base_fee = wei(u128::MAX);
    assert_eq!(refused(&wish), Fault::FeeTooHigh);
    let mut wish = Wish::of(ETHER);
    wish.priced.rewards = vec![wei(500 * GWEI)];
    assert_eq!(refused(&wish), Fault::FeeTooHigh);
}

#[test]
fn gas_that_cannot_be() {
    let wish = |gas| Wish { gas: Gas::Units(gas), ..Wish::of(ETHER) };
    assert_eq!(refused(&wish(20_999)), Fault::Contradiction);
    assert_eq!(refused(&wish(1 << 24)), Fault::FeeTooHigh);
    assert_eq!(refused(&wish(u64::MAX)), Fault::FeeTooHigh);
}

#[test]
fn an_amount_that_the_account_does_not_hold() {
    assert_eq!(refused(&Wish::of(10 * ETHER + 7)), Fault::NotEnough { missing: wei(7) });
    assert_eq!(refused(&Wish::of(5).holding(0)), Fault::NotEnough { missing: wei(5) });
    assert_eq!(refused(&Wish::of(11).holding(4).paying_code(30_000)), Fault::NotEnough { missing: wei(7) });
}

#[test]
fn an_amount_that_is_there_but_not_its_fee() {
    let lacking = |missing| Fault::NotEnoughForFee { asset: eth(), missing: wei(missing) };
    let fee = 21_000 * 18 * GWEI;
    assert_eq!(refused(&Wish::of(ETHER).holding(ETHER)), lacking(fee));
    assert_eq!(refused(&Wish::of(ETHER).holding(ETHER + fee - 1)), lacking(1));
    assert!(Wish::of(ETHER).holding(ETHER + fee).draft().is_ok());
    let code = 36_000 * 18 * GWEI;
    assert_eq!(refused(&Wish::of(ETHER).holding(ETHER + fee).paying_code(30_000)), lacking(code - fee));
    assert!(Wish::of(ETHER).holding(ETHER + code).paying_code(30_000).draft().is_ok());
}

#[test]
fn everything_of_what_does_not_cover_the_fee() {
    let fee = 21_000 * 12 * GWEI;
    let lacking = |missing| Fault::NotEnoughForFee { asset: eth(), missing: wei(missing) };
    assert_eq!(refused(&Wish::max().holding(0)), lacking(fee + 1));
    assert_eq!(refused(&Wish::max().holding(fee)), lacking(1));
    assert_eq!(transfer(&Wish::max().holding(fee + 1)).value, wei(1));
}

#[test]
fn nothing_is_too_little() {
    assert_eq!(refused(&Wish::of(0)), Fault::TooLittle { least: wei(1) });
    assert!(Wish::of(1).draft().is_ok());
}

#[test]
fn a_total_that_does_not_fit() {
    assert_eq!(refused(&Wish::of(u128::MAX).holding(u128::MAX)), Fault::OutOfRange);
}

#[test]
fn an_asset_and_a_payee_of_elsewhere() {
    assert_eq!(refused(&Wish { asset: "BTC".parse().unwrap(), ..Wish::of(1) }), Fault::Asset);
    for (text, fault) in [
        ("0x0000000000000000000000000000000000000001", AddressFault::Nobody),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", AddressFault::Capitals),
        ("bc1q", AddressFault::Character),
    ] {
        let wish = Wish { to: Address::checked(CHAIN, text.to_owned()), ..Wish::of(1) };
        assert_eq!(refused(&wish), Fault::Payee(fault), "{text}");
    }
}

#[test]
fn a_node_of_another_network() {
    let mut wish = Wish::of(1);
    wish.priced.account.chain_id = 1;
    assert_eq!(refused(&wish), Fault::WrongNetwork);
}

#[test]
fn a_payment_that_would_be_turned_back() {
    let refusing = Wish { gas: Gas::Refused, ..Wish::of(1).paying_code(0) };
    assert_eq!(refused(&refusing), Fault::PayeeAccount);
    assert_eq!(refused(&Wish { gas: Gas::Refused, ..Wish::of(1) }), Fault::Unanswered);
}

fn state(block: u64, nonce: u64, balance: u128) -> Vec<u8> {
    State::after(None, &account(block, nonce, balance), false).row().unwrap()
}

/// A block that was named before its time had come.
fn invented(block: u64, nonce: u64, balance: u128) -> Vec<u8> {
    let account = Account { now: 99, ..account(block, nonce, balance) };
    State::after(None, &account, false).row().unwrap()
}

#[test]
fn the_nonce_is_the_nodes_the_remembered_one_or_the_one_after_all_flights() {
    assert_eq!(transfer(&Wish::of(1)).nonce, 5);
    let first = seal(&Wish::of(1).draft().unwrap());
    let mut wish = Wish::of(1);
    wish.flights = vec![flight(1, &first)];
    assert_eq!(transfer(&wish).nonce, 6);
    wish.flights.push(flight(2, &seal(&wish.draft().unwrap())));
    assert_eq!(transfer(&wish).nonce, 7);
    wish.flights.reverse();
    assert_eq!(transfer(&wish).nonce, 7);
    let remembered = |block| Wish { state: state(block, 9, 10 * ETHER), ..Wish::of(1) };
    assert_eq!(transfer(&remembered(101)).nonce, 9);
    assert_eq!(transfer(&remembered(100)).nonce, 9);
    assert_eq!(transfer(&remembered(99)).nonce, 5, "a newer block knows better");
    assert_eq!(transfer(&remembered(1_000_000)).nonce, 9, "however late");
    for block in [101, u64::MAX] {
        let wish = Wish { state: invented(block, 9, 10 * ETHER), ..Wish::of(1) };
        assert_eq!(transfer(&wish).nonce, 5, "a block that somebody invented binds nobody");
    }
}

#[test]
fn a_nonce_that_was_not_there_at_a_later_look_is_a_contradiction() {
    let remembered = |block| Wish { state: state(block, 4, 10 * ETHER), ..Wish::of(1) };
    for block in [100, 101, 1_000_000] {
        assert_eq!(refused(&remembered(block)), Fault::Contradiction, "nobody would ever mine it: {block}");
    }
    assert_eq!(transfer(&remembered(99)).nonce, 5, "another device has paid since");
    let wish = Wish { state: invented(101, 4, 10 * ETHER), ..Wish::of(1) };
    assert_eq!(transfer(&wish).nonce, 5, "a block that somebody invented binds nobody");
}

#[test]
fn what_flights_may_take_is_not_spent_again() {
    let first = seal(&Wish::of(4 * ETHER).draft().unwrap());
    let fee = 21_000 * 18 * GWEI;
    let mut wish = Wish::of(6 * ETHER);
    wish.flights = vec![flight(1, &first)];
    assert_eq!(refused(&wish), Fault::NotEnough { missing: wei(fee) });
    wish.amount = Wanted::Max;
    assert_eq!(transfer(&wish).value.units(), 6 * ETHER - fee - 21_000 * 12 * GWEI);
    // In a block that the balance knows of: it is gone already.
    wish.priced.account.nonce = 6;
    assert_eq!(transfer(&wish).value.units(), 10 * ETHER - 21_000 * 12 * GWEI);
}

#[test]
fn a_lagging_node_does_not_make_money_that_was_sent_spendable() {
    let wish = Wish { state: state(120, 6, 3 * ETHER), ..Wish::of(4 * ETHER) };
    assert_eq!(refused(&wish), Fault::NotEnough { missing: wei(ETHER) });
    let wish = Wish { state: state(100, 6, 3 * ETHER), ..Wish::of(4 * ETHER) };
    assert_eq!(refused(&wish), Fault::NotEnough { missing: wei(ETHER) });
    let wish = Wish { state: state(100, 5, 3 * ETHER), ..Wish::of(4 * ETHER) };
    assert!(wish.draft().is_ok(), "the same block and nonce: money has come");
}

#[test]
fn state_and_flights_that_cannot_be_read() {
    assert_eq!(refused(&Wish { state: vec![1], ..Wish::of(1) }), Fault::Unreadable);
    let sealed = seal(&Wish::of(1).draft().unwrap());
    let broken = Flight { track: vec![1], ..flight(1, &sealed) };
    assert_eq!(refused(&Wish { flights: vec![broken], ..Wish::of(1) }), Fault::Unreadable);
    let nonce = crate::state::Track::new(u64::MAX, wei(1), wei(1), Default::default(), 0).row().unwrap();
    let last = Flight { track: nonce, ..flight(1, &sealed) };
    assert_eq!(refused(&Wish { flights: vec![last], ..Wish::of(1) }), Fault::OutOfRange);
}

#[test]
fn what_was_taken_for_true_stands_beside_the_bytes() {
    let draft = Wish::of(ETHER).paying_code(30_000).draft().unwrap();
    let facts: Facts = cbor::from_row(&draft.facts).unwrap();
    assert_eq!((facts.block, facts.balance.units(), facts.payee_has_code), (100, 10 * ETHER, true));
    assert!(facts.estimated);
}
