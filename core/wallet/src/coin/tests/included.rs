//! How deep a payment lies, what a chain takes back, and what comes and is nobody's payment.

use super::*;
use crate::coin::included::{note, revived, undone, watched, withdrawn};
use crate::draft::Draft;
use crate::income;
use tongtong_chain::{Inclusion, Sight, Tip};
use tongtong_types::{Address, Duration, PaymentId, RowId};

fn ethereum() -> Chain {
    "ethereum".parse().unwrap()
}

fn somebody() -> Address {
    Address::checked(ethereum(), COINS[1].1.to_owned())
}

fn tip(block: u64, finalized: u64) -> Sight {
    Sight { tip: Tip { block, finalized: Some(finalized) }, ..Sight::default() }
}

/// Money arrives, one payment at a time, and is seen in a block that is not final.
fn arrived(facts: &mut Facts, amounts: &[u128]) {
    let profile = profile();
    for (place, amount) in amounts.iter().enumerate() {
        let now = Timestamp::from_millis(NOW.millis() + u64::try_from(place).unwrap());
        let mut draft = Draft::of(&profile, facts, now).unwrap();
        let asset = "ETH".parse().unwrap();
        let holding = Holding { address: somebody(), asset, amount: Amount::from_units(*amount) };
        let seed = SeededEntropy::new(100 + u64::try_from(place).unwrap());
        income::on_coin(&mut draft, holding, &seed).unwrap();
        note(&mut draft, ethereum(), &tip(10, 5));
        let changes = draft.finish().changes;
        apply(facts, changes);
    }
}

fn seen(facts: &mut Facts, sight: &Sight) -> Vec<Event> {
    let profile = profile();
    let mut draft = Draft::of(&profile, facts, NOW.after(Duration::from_secs(60))).unwrap();
    note(&mut draft, ethereum(), sight);
    let step = draft.finish();
    apply(facts, step.changes);
    step.events
}

fn gone(facts: &mut Facts, amount: u128) {
    let profile = profile();
    let mut draft = Draft::of(&profile, facts, NOW).unwrap();
    let asset: Asset = "ETH".parse().unwrap();
    withdrawn(&mut draft, &Holding { address: somebody(), asset, amount: Amount::from_units(amount) });
    let changes = draft.finish().changes;
    apply(facts, changes);
}

/// Five ether, of which the tests pay one, and what that costs.
const FIVE: u128 = 5_000_000_000_000_000_000;
const COST: u128 = 21_000 * 1_000_000_000;

/// Our own payment of one ether, on its way.
fn sent(facts: &mut Facts) {
    let (asset, to) = COINS[1];
    let plan = some_plan(asset, to);
    let digest = plan.review.digest;
    let signed = Command::Record(Box::new(plan.sign(digest, &keys()).unwrap()));
    let recorded = step(&signed, &profile(), facts, NOW, &SeededEntropy::new(4)).unwrap();
    apply(facts, recorded.changes);
}

/// The same, in a block.
fn paid(facts: &mut Facts) -> PaymentId {
    sent(facts);
    let row = facts.payments.last_mut().unwrap();
    row.state = PaymentState::Confirmed { at: NOW };
    row.coin.as_mut().unwrap().watched = true;
    row.id
}

fn inclusion(facts: &Facts, id: PaymentId) -> Option<Inclusion> {
    facts.payments.iter().find(|row| row.id == id).unwrap().coin.as_ref().unwrap().included
}

fn states(facts: &Facts) -> Vec<(u128, &'static str)> {
    let name = |row: &PaymentRow| match row.state {
        PaymentState::Confirmed { .. } => "confirmed",
        PaymentState::Failed { .. } => "failed",
        PaymentState::Announced => "announced",
        _ => "other",
    };
    let mut rows: Vec<&PaymentRow> = facts.payments.iter().collect();
    rows.sort_by_key(|row| row.at);
    rows.into_iter().map(|row| (row.amount.units(), name(row))).collect()
}

#[test]
fn what_arrived_counts_its_blocks_until_it_is_final() {
    let mut facts = wallet(&profile(), false);
    arrived(&mut facts, &[700]);
    let id = facts.payments[0].id;
    assert_eq!(inclusion(&facts, id), Some(Inclusion { block: 10, confirmations: 1, is_final: false }));
    assert!(facts.payments[0].is_watched() && !facts.payments[0].is_settled());
    let told = Event::Payment { payment: id };
    assert_eq!(seen(&mut facts, &tip(12, 9)), vec![told.clone()]);
    assert_eq!(inclusion(&facts, id), Some(Inclusion { block: 10, confirmations: 3, is_final: false }));
    assert_eq!(seen(&mut facts, &tip(12, 9)), [], "nothing new");
    assert_eq!(seen(&mut facts, &tip(15, 10)), [told]);
    assert_eq!(inclusion(&facts, id), Some(Inclusion { block: 10, confirmations: 6, is_final: true }));
    assert!(facts.payments[0].is_settled());
    assert_eq!(seen(&mut facts, &tip(99, 98)), [], "what is final is not looked at again");
}

#[test]
fn a_chain_that_knows_the_block_of_an_arrival_tells_it() {
    let mut facts = wallet(&profile(), false);
    arrived(&mut facts, &[700]);
    facts.payments[0].coin.as_mut().unwrap().included = None;
    let since = vec![(somebody(), 4)];
    seen(&mut facts, &Sight { since, ..tip(12, 9) });
    let id = facts.payments[0].id;
    assert_eq!(inclusion(&facts, id), Some(Inclusion { block: 4, confirmations: 9, is_final: true }));
    let mut facts = wallet(&profile(), false);
    arrived(&mut facts, &[700]);
    let id = facts.payments[0].id;
    seen(&mut facts, &Sight { since: vec![(somebody(), 11)], ..tip(12, 9) });
    assert_eq!(inclusion(&facts, id).map(|included| included.block), Some(10), "later money is other money");
}

#[test]
fn our_own_payment_is_asked_for_again_until_it_is_final() {
    let mut facts = wallet(&profile(), false);
    let id = paid(&mut facts);
    let asked =
        |facts: &Facts| watched(facts, ethereum(), NOW).iter().map(|it| it.payment).collect::<Vec<_>>();
    assert_eq!(asked(&facts), [id]);
    let at = |block, sight: Sight| Sight { blocks: vec![(id, block)], ..sight };
    seen(&mut facts, &at(Some(8), tip(8, 3)));
    assert_eq!(inclusion(&facts, id), Some(Inclusion { block: 8, confirmations: 1, is_final: false }));
    seen(&mut facts, &tip(9, 4));
    assert_eq!(inclusion(&facts, id).map(|it| it.confirmations), Some(1), "it was not looked for");
    seen(&mut facts, &at(Some(11), tip(13, 10)));
    assert_eq!(inclusion(&facts, id), Some(Inclusion { block: 11, confirmations: 3, is_final: false }));
    assert_eq!(asked(&facts), [id]);
    seen(&mut facts, &at(Some(11), tip(14, 11)));
    assert_eq!(inclusion(&facts, id), Some(Inclusion { block: 11, confirmations: 4, is_final: true }));
    assert!(asked(&facts).is_empty());
}

#[test]
fn our_own_payment_that_is_in_no_block_any_more_goes_on_its_way_again() {
    let (mut facts, profile) = (wallet(&profile(), false), profile());
    let id = paid(&mut facts);
    seen(&mut facts, &Sight { blocks: vec![(id, Some(8))], ..tip(8, 3) });
    let again = |facts: &mut Facts, block| {
        let mut draft = Draft::of(&profile, facts, NOW).unwrap();
        let found = undone(&mut draft, ethereum(), &Sight { blocks: vec![(id, block)], ..tip(12, 9) });
        let changes = draft.finish().changes;
        apply(facts, changes);
        found
    };
    assert!(!again(&mut facts, Some(9)), "another block is a block");
    assert!(again(&mut facts, None));
    let row = facts.payments.last().unwrap();
    assert!(row.is_in_flight() && row.signed.is_some() && !row.is_watched());
    assert_eq!(inclusion(&facts, id), None, "however final block 8 is");
}

#[test]
fn nothing_is_final_at_the_look_that_first_shows_it() {
    let mut facts = wallet(&profile(), false);
    let id = paid(&mut facts);
    let profile = profile();
    let look = |facts: &mut Facts, now| {
        let mut draft = Draft::of(&profile, facts, now).unwrap();
        note(&mut draft, ethereum(), &Sight { blocks: vec![(id, Some(8))], ..tip(99, 98) });
        let changes = draft.finish().changes;
        apply(facts, changes);
        inclusion(facts, id).unwrap().is_final
    };
    assert!(!look(&mut facts, NOW), "one node says so");
    assert!(look(&mut facts, NOW.after(Duration::from_secs(2))));
}

#[test]
fn money_that_is_there_again_is_the_payment_that_it_was() {
    let mut facts = wallet(&profile(), false);
    arrived(&mut facts, &[300, 700]);
    gone(&mut facts, 700);
    let again = |facts: &mut Facts, amount| {
        let profile = profile();
        let mut draft = Draft::of(&profile, facts, NOW).unwrap();
        let asset: Asset = "ETH".parse().unwrap();
        let amount = Amount::from_units(amount);
        let found = revived(&mut draft, &Holding { address: somebody(), asset, amount });
        note(&mut draft, ethereum(), &tip(11, 6));
        let changes = draft.finish().changes;
        apply(facts, changes);
        found
    };
    assert!(!again(&mut facts, 701));
    assert!(again(&mut facts, 700));
    assert_eq!(states(&facts), [(300, "confirmed"), (700, "confirmed")]);
    assert!(!again(&mut facts, 700), "it came once");
    let id = facts.payments.iter().find(|row| row.amount.units() == 700).unwrap().id;
    assert_eq!(inclusion(&facts, id).map(|it| it.block), Some(11));
}

#[test]
fn what_never_becomes_final_is_not_asked_for_for_ever() {
    let mut facts = wallet(&profile(), false);
    paid(&mut facts);
    let later = |days| NOW.after(Duration::from_days(days));
    assert_eq!(watched(&facts, ethereum(), later(6)).len(), 1);
    assert!(watched(&facts, ethereum(), later(8)).is_empty());
    assert!(watched(&facts, "bitcoin".parse().unwrap(), NOW).is_empty());
    arrived(&mut facts, &[700]);
    let profile = profile();
    let mut draft = Draft::of(&profile, &facts, later(8)).unwrap();
    note(&mut draft, ethereum(), &tip(99, 5));
    let changes = draft.finish().changes;
    apply(&mut facts, changes);
    assert!(facts.payments.iter().all(PaymentRow::is_settled), "nor is what came");
}

#[test]
fn the_oldest_payments_are_asked_for_first() {
    let mut facts = wallet(&profile(), false);
    let id = paid(&mut facts);
    let one = facts.payments.pop().unwrap();
    for place in 0..20_u8 {
        let mut row = one.clone();
        row.id = PaymentId::new([place; 16]);
        row.at = NOW.after(Duration::from_secs(60 + u64::from(place)));
        facts.payments.push(row);
    }
    facts.payments.push(one);
    let asked: Vec<_> = watched(&facts, ethereum(), NOW).iter().map(|it| it.payment).collect();
    assert_eq!((asked.len(), asked[0], asked[1]), (16, id, PaymentId::new([0; 16])));
}

#[test]
fn money_that_is_taken_back_before_it_is_final_is_no_payment() {
    let mut facts = wallet(&profile(), false);
    arrived(&mut facts, &[300, 700, 50]);
    gone(&mut facts, 700);
    assert_eq!(states(&facts), [(300, "confirmed"), (700, "failed"), (50, "confirmed")]);
    gone(&mut facts, 350);
    assert_eq!(states(&facts), [(300, "failed"), (700, "failed"), (50, "failed")]);
}

#[test]
fn less_money_without_a_payment_that_fits_is_none_taken_back() {
    let mut facts = wallet(&profile(), false);
    arrived(&mut facts, &[300, 700]);
    gone(&mut facts, 250);
    gone(&mut facts, 300 + 701);
    assert_eq!(states(&facts), [(300, "confirmed"), (700, "confirmed")]);
    seen(&mut facts, &tip(20, 15));
    gone(&mut facts, 700);
    assert_eq!(states(&facts), [(300, "confirmed"), (700, "confirmed")], "they are final");
}

#[test]
fn words_about_money_that_is_taken_back_wait_for_it_again() {
    let mut facts = wallet(&profile(), false);
    arrived(&mut facts, &[700]);
    facts.payments[0].message = Some(RowId::new([7; 16]));
    gone(&mut facts, 700);
    assert_eq!(states(&facts), [(700, "announced")]);
    assert!(facts.payments[0].coin.is_none());
}

#[test]
fn a_balance_that_a_node_invented_leaves_no_payment_behind() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 40, 0, 1, Vec::new());
    look(&mut facts, 1_040, 0, 2, Vec::new());
    assert_eq!(states(&facts), [(40, "confirmed"), (1_000, "confirmed")]);
    look(&mut facts, 40, 0, 3, Vec::new());
    assert_eq!(states(&facts), [(40, "confirmed"), (1_000, "failed")]);
    assert_eq!(held(&facts), 40);
    look(&mut facts, 1_040, 0, 4, Vec::new());
    assert_eq!(
        states(&facts),
        [(40, "confirmed"), (1_000, "confirmed")],
        "no third one, if it is there after all"
    );
}

/// A look at Bitcoin that finds a coin on this address, if it is ours.
fn at_bitcoin(facts: &mut Facts, on: &str) {
    let profile = profile();
    let chain: Chain = "bitcoin".parse().unwrap();
    let asked = crate::poll::look(&profile, facts, chain, &[], (0, 128), NOW).unwrap();
    let answered = |question| {
        let found = answer(&question, on);
        (question, found)
    };
    let observe = Command::Observe { answers: asked.into_iter().map(answered).collect() };
    let step = step(&observe, &profile, facts, NOW, &SeededEntropy::new(7)).unwrap();
    apply(facts, step.changes);
}

#[test]
fn what_comes_to_an_address_that_nobody_was_given_is_held_and_is_nobodys_payment() {
    use tongtong_chain::Keys;
    for (branch, payments) in [(1, 0), (0, 1)] {
        let mut facts = wallet(&profile(), false);
        let key = facts.account.as_ref().unwrap().coins[0].keys.secp(branch, 0).unwrap();
        let address = tongtong_bitcoin::address_of(&key, "regtest").unwrap();
        at_bitcoin(&mut facts, COINS[0].1);
        at_bitcoin(&mut facts, &address);
        let holds = &facts.account.as_ref().unwrap().coins[0].holds;
        assert_eq!((holds[0].amount.units(), holds[0].address.text()), (500_000_000, &*address));
        assert_eq!(facts.payments.len(), payments, "branch {branch}");
    }
}

#[test]
fn what_came_back_with_a_payment_that_a_node_only_invented_is_nobodys_payment() {
    use tongtong_ethereum::question::{Fate, Receipt};
    let mut facts = wallet(&profile(), false);
    look(&mut facts, FIVE, 0, 2, Vec::new());
    sent(&mut facts);
    let price = Amount::from_units(1_000_000_000);
    let receipt = |block| vec![Fate::Receipt(Receipt { block, done: true, gas_used: 21_000, price })];
    let count = |facts: &Facts| facts.payments.len();
    look(&mut facts, four(FIVE) - COST, 1, 11, receipt(11));
    assert_eq!((count(&facts), held(&facts)), (2, four(FIVE) - COST));
    // The block is gone, and the payment with it; then it is in another one.
    for block in 12..16 {
        look(&mut facts, FIVE, 0, block, vec![Fate::Unknown]);
    }
    let ours =
        |facts: &Facts| facts.payments.iter().find(|row| row.direction == Direction::Out).cloned().unwrap();
    assert!(ours(&facts).is_in_flight());
    assert_eq!(count(&facts), 2, "our own money is no income");
    look(&mut facts, four(FIVE) - COST, 1, 16, receipt(16));
    assert_eq!((count(&facts), held(&facts)), (2, four(FIVE) - COST));
    assert!(matches!(ours(&facts).state, PaymentState::Confirmed { .. }));
}

#[test]
fn a_count_without_an_outcome_invents_no_income() {
    use tongtong_ethereum::question::{Fate, Receipt};
    let mut facts = wallet(&profile(), false);
    look(&mut facts, FIVE, 0, 2, Vec::new());
    sent(&mut facts);
    // Signed long ago: the next look counts although nobody tells what became of it.
    for row in facts.payments.iter_mut().filter(|row| row.direction == Direction::Out) {
        row.at = Timestamp::from_millis(NOW.millis() - 3_600_000);
    }
    look(&mut facts, four(FIVE) - COST, 1, 11, vec![Fate::Unknown]);
    let price = Amount::from_units(1_000_000_000);
    let receipt = Fate::Receipt(Receipt { block: 11, done: true, gas_used: 21_000, price });
    look(&mut facts, four(FIVE) - COST, 1, 12, vec![receipt.clone()]);
    assert_eq!((facts.payments.len(), held(&facts)), (2, four(FIVE) - COST), "what it took is not income");
    look(&mut facts, four(FIVE) - COST + 9, 1, 13, vec![receipt]);
    assert_eq!(facts.payments.len(), 3, "and what comes then is");
}

#[test]
fn what_another_device_has_spent_had_come() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 40, 0, 1, Vec::new());
    look(&mut facts, 1_040, 0, 2, Vec::new());
    look(&mut facts, 40, 1, 3, Vec::new());
    assert_eq!(states(&facts), [(40, "confirmed"), (1_000, "confirmed")]);
}
