//! Money that comes: with words, without, before, after, late, and twice at once.

use crate::world::{Ledger, Rules, Wallet, peer, ttc, units};
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Address, Amount, BodyDigest, Duration, PeerId, RowId, TxId};
use tongtong_wallet::rows::PaymentState;
use tongtong_wallet::{Command, Event, Question, Step, poll, rescue, sheet};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";

fn words(wallet: &Wallet, from: PeerId, to: &Address, amount: Amount, message: u8) -> Command {
    Command::Announced(PaymentAnnounced {
        peer: from,
        message: RowId::new([message; 16]),
        asset: tongtong_types::Asset::ttc(),
        amount,
        decimals: 5,
        network: wallet.profile.ttchain.chain_id.bytes().to_vec(),
        to: to.clone(),
        body: BodyDigest::new([message; 32]),
        tx: TxId::new(&[message; 20]).unwrap(),
    })
}

fn met() -> (Wallet, Vec<Address>, Ledger) {
    let mut wallet = Wallet::new(1);
    let addresses = wallet.hand(peer(2)).unwrap().addresses;
    (wallet, addresses, Ledger::new(Rules::ByBody))
}

fn confirmed(wallet: &Wallet) -> Vec<(u128, Option<PeerId>, bool)> {
    let paid = wallet.incoming().filter(|p| matches!(p.state, PaymentState::Confirmed { .. }));
    let mut rows: Vec<_> = paid.map(|p| (p.amount.units(), p.peer, p.message.is_some())).collect();
    rows.sort();
    rows
}

#[test]
fn words_alone_credit_nothing_and_money_confirms_them() {
    let (mut wallet, to, mut ledger) = met();
    let step = wallet.run(&words(&wallet, peer(2), &to[0], ttc(10), 1)).unwrap();
    assert_eq!(step.changes.payments[0].state, PaymentState::Announced);
    wallet.look(&ledger);
    assert_eq!((confirmed(&wallet).len(), wallet.balance().confirmed), (0, Amount::ZERO));
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    assert_eq!(confirmed(&wallet), vec![(1_000_000, Some(peer(2)), true)]);
}

#[test]
fn words_after_the_money_name_it_once() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    assert_eq!(confirmed(&wallet), vec![(1_000_000, Some(peer(2)), false)]);
    let said = words(&wallet, peer(2), &to[0], ttc(10), 1);
    let _step = wallet.run(&said).unwrap();
    assert_eq!(confirmed(&wallet), vec![(1_000_000, Some(peer(2)), true)]);
    assert_eq!(wallet.run(&said).unwrap(), Step::default(), "the same message again");
    let _step = wallet.run(&words(&wallet, peer(2), &to[0], ttc(10), 2)).unwrap();
    assert_eq!(confirmed(&wallet).len(), 1, "a second claim waits for money of its own");
    assert_eq!(wallet.incoming().count(), 2);
}

#[test]
fn words_find_money_that_was_spent_before_they_came() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    let _step = wallet.run(&words(&wallet, peer(2), &to[0], ttc(10), 1)).unwrap();
    assert_eq!(confirmed(&wallet), vec![(1_000_000, Some(peer(2)), true)]);
}

#[test]
fn two_payments_seen_at_once_confirm_both_claims() {
    let (mut wallet, to, mut ledger) = met();
    let _step = wallet.run(&words(&wallet, peer(2), &to[0], ttc(10), 1)).unwrap();
    let _step = wallet.run(&words(&wallet, peer(2), &to[0], ttc(5), 2)).unwrap();
    ledger.give(&to[0], ttc(15));
    wallet.look(&ledger);
    let both = vec![(500_000, Some(peer(2)), true), (1_000_000, Some(peer(2)), true)];
    assert_eq!(confirmed(&wallet), both);
}

#[test]
fn a_claim_of_another_amount_leaves_the_money_unnamed() {
    let (mut wallet, to, mut ledger) = met();
    let _step = wallet.run(&words(&wallet, peer(2), &to[0], ttc(10), 1)).unwrap();
    ledger.give(&to[0], ttc(9));
    wallet.look(&ledger);
    assert_eq!(confirmed(&wallet), vec![(900_000, Some(peer(2)), false)]);
}

#[test]
fn claims_that_cannot_be_meant_for_us_change_nothing() {
    let (mut wallet, to, mut ledger) = met();
    let (theirs, shown) = (Wallet::new(3).show(), wallet.show());
    ledger.give(&shown, ttc(1));
    wallet.look(&ledger);
    ledger.give(&to[1], ttc(9));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(5)), &ledger).unwrap();
    let change = wallet.payment(id).change.clone().unwrap().0;
    let income = confirmed(&wallet);
    let mut foreign = words(&wallet, peer(2), &to[0], ttc(1), 3);
    if let Command::Announced(note) = &mut foreign {
        note.network = vec![0; 32];
    }
    for said in [
        words(&wallet, peer(9), &to[0], ttc(1), 1),
        words(&wallet, peer(2), &theirs, ttc(1), 2),
        words(&wallet, peer(2), &shown, ttc(1), 6),
        words(&wallet, peer(2), &change, ttc(1), 7),
        foreign,
        words(&wallet, peer(2), &to[0], Amount::ZERO, 4),
    ] {
        assert_eq!(wallet.run(&said).unwrap(), Step::default());
    }
    let mut nobody = Wallet::new(4);
    nobody.rows.account = None;
    assert_eq!(nobody.run(&words(&wallet, peer(2), &to[0], ttc(1), 5)).unwrap(), Step::default());
    wallet.look(&ledger);
    assert_eq!(confirmed(&wallet), income, "an address that was not theirs gives their words no money");
}

#[test]
fn a_contact_cannot_fill_the_books_with_words() {
    let (mut wallet, to, mut ledger) = met();
    for message in 1..=6 {
        let amount = units(u128::from(message));
        let _step = wallet.run(&words(&wallet, peer(2), &to[0], amount, message)).unwrap();
    }
    assert_eq!(wallet.incoming().count(), 4, "as many as one address may wait for");
    // Money without a name takes words all the same.
    ledger.give(&to[0], units(60));
    wallet.look(&ledger);
    let _step = wallet.run(&words(&wallet, peer(2), &to[0], units(60), 7)).unwrap();
    assert_eq!(confirmed(&wallet), vec![(60, Some(peer(2)), true)]);
    let mut message = 10;
    for _ in 0..4 {
        let sheet = wallet.hand(peer(2)).unwrap();
        for address in &sheet.addresses {
            for _ in 0..4 {
                message += 1;
                let _step = wallet.run(&words(&wallet, peer(2), address, ttc(1), message)).unwrap();
            }
        }
        for address in &sheet.addresses {
            ledger.give(address, units(7));
        }
        wallet.look(&ledger);
    }
    let waiting = wallet.incoming().filter(|row| row.state == PaymentState::Announced).count();
    assert_eq!(waiting, 64);
    let theirs = wallet.hand(peer(3)).unwrap().addresses[0].clone();
    let _step = wallet.run(&words(&wallet, peer(3), &theirs, ttc(1), 250)).unwrap();
    let open = || PaymentState::Announced;
    assert_eq!(wallet.incoming().filter(|row| row.state == open()).count(), 65, "nobody else is shut out");
}

#[test]
fn words_wait_as_long_as_their_address_is_promised() {
    let (mut wallet, to, mut ledger) = met();
    let _step = wallet.run(&words(&wallet, peer(2), &to[0], ttc(10), 1)).unwrap();
    wallet.wait(sheet::PROMISE);
    wallet.look(&ledger);
    assert_eq!(wallet.incoming().next().unwrap().state, PaymentState::Announced);
    wallet.wait(Duration::from_secs(1));
    wallet.look(&ledger);
    assert_eq!(wallet.incoming().next().unwrap().state, PaymentState::Failed { at: wallet.now });
    // Late money is theirs all the same.
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    assert_eq!(confirmed(&wallet), vec![(1_000_000, Some(peer(2)), true)]);
}

#[test]
fn money_without_words_is_told() {
    let (mut wallet, _, mut ledger) = met();
    let shown = wallet.show();
    ledger.give(&shown, ttc(3));
    let step = wallet.poll(&ledger).unwrap();
    let id = wallet.incoming().next().unwrap().id;
    assert_eq!(step.events, vec![Event::Balance, Event::Payment { payment: id }]);
    assert_eq!(wallet.payment(id).peer, None);
    assert!(wallet.poll(&ledger).unwrap().events.is_empty(), "told once");
}

#[test]
fn money_on_a_dead_address_is_told_and_moved() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    ledger.give(&to[0], ttc(4));
    let step = wallet.poll(&ledger).unwrap();
    assert!(step.events.contains(&Event::LateDeposit { address: to[0].clone() }));
    let due = rescue::due(&wallet.profile, &wallet.rows);
    assert_eq!(due.len(), 1);

    let plan = wallet.plan(&due[0], &ledger).unwrap();
    let review = plan.review();
    let warned = tongtong_wallet::review::Warning::LateDeposit;
    assert_eq!((review.amount, review.fee), (units(390_000), units(10_000)));
    assert_eq!(review.warnings, vec![warned]);
    let fresh = review.to.clone();
    let signed = wallet.sign(plan).unwrap();
    let id = signed.payment();
    let _step = wallet.record(signed).unwrap();
    assert!(rescue::due(&wallet.profile, &wallet.rows).is_empty(), "it is under way");
    let on_the_way = wallet.balance();
    assert_eq!((on_the_way.coming, on_the_way.leaving), (units(390_000), units(10_000)));
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert_eq!(ledger.holds(&to[0]), 0);
    assert_eq!(ledger.holds(&fresh), 390_000);
    assert_eq!(confirmed(&wallet).len(), 2, "a rescue is not income");
    assert_eq!(
        i128::from(wallet.truth(&ledger)),
        i128::try_from(wallet.balance().confirmed.units()).unwrap()
    );
}

#[test]
fn a_late_deposit_during_a_payment_is_counted_once() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    ledger.give(&to[0], ttc(2));
    wallet.look(&ledger);
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    assert_eq!(
        confirmed(&wallet).iter().map(|(amount, ..)| *amount).collect::<Vec<_>>(),
        [200_000, 1_000_000]
    );
    assert_eq!(wallet.balance().confirmed, units(200_000 + 890_000));
}

#[test]
fn money_that_came_unseen_and_is_spent_at_once_has_its_row() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    ledger.give(&to[0], ttc(5));
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(12)), &ledger).unwrap();
    assert_eq!(wallet.payment(id).sources, vec![(to[0].clone(), ttc(15))]);
    assert_eq!(
        confirmed(&wallet).iter().map(|(amount, ..)| *amount).collect::<Vec<_>>(),
        [500_000, 1_000_000]
    );
}

#[test]
fn dust_on_a_change_address_is_income_and_the_change_is_not() {
    let (mut wallet, to, mut ledger) = met();
    ledger.give(&to[0], ttc(10));
    wallet.look(&ledger);
    let id = wallet.pay(&wallet.to(SOMEBODY, ttc(1)), &ledger).unwrap();
    let (change, amount) = wallet.payment(id).change.clone().unwrap();
    ledger.give(&change, units(1));
    wallet.look(&ledger);
    assert!(!matches!(wallet.payment(id).state, PaymentState::Confirmed { .. }), "a unit is not the change");
    ledger.submit(&wallet.bytes(id), wallet.now).unwrap();
    wallet.look(&ledger);
    let seen: Vec<_> = confirmed(&wallet).iter().map(|(amount, ..)| *amount).collect();
    assert_eq!(seen, [1, 1_000_000]);
    assert_eq!(wallet.address(&change).holding(&tongtong_types::Asset::ttc()).units(), amount.units() + 1);
}

#[test]
fn a_round_of_a_large_account_fits_and_every_address_has_its_turn() {
    let (mut wallet, _, ledger) = met();
    for name in 3..9 {
        wallet.hand(peer(name)).unwrap();
    }
    let facts = wallet.read(&poll::needs());
    let mut asked = std::collections::BTreeSet::new();
    for round in 0..8 {
        let questions = poll::questions(&wallet.profile, &facts, round, 10).unwrap();
        assert!(questions.len() <= 10);
        asked.extend(questions.iter().filter_map(|question| match question {
            Question::TtcBalance(id) => Some(*id),
            _ => None,
        }));
    }
    assert_eq!(asked.len(), facts.addresses.len());
    wallet.look(&ledger);
}
