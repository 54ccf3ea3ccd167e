use super::*;
use crate::sight::FINAL;
use crate::{Ask, Found, Look, Place};
use tongtong_chain::{Holding, Moved, Outcome};

fn asked(wallet: &Wallet) -> Look {
    let view = wallet.view();
    let queries = wallet.rules.look(&view, &[]).unwrap();
    assert_eq!(queries.len(), 1);
    match queries[0].read().unwrap() {
        Ask::Look(look) => look,
        Ask::Transactions(_) => panic!("no look"),
    }
}

fn holding(wallet: &Wallet, branch: u32, index: u32, value: u64) -> Holding {
    let address = wallet.account.address(branch, index, "regtest");
    Holding { address, asset: btc(), amount: units(value) }
}

/// A wallet with one payment of 20,000 out of 30,000 on its way; 50,000 stay.
fn flying() -> (Wallet, Sealed) {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let sealed = wallet.fly(&draft);
    (wallet, sealed)
}

fn outcome(sight: &Sight) -> &Outcome {
    assert_eq!(sight.outcomes.len(), 1);
    &sight.outcomes[0].1
}

/// The same answers with something in them changed.
pub(super) fn changed(wallet: &Wallet, change: impl FnOnce(&mut crate::Seen)) -> Result<Sight, Fault> {
    let mut answers = wallet.look_answers().unwrap();
    let Found::Look(mut seen) = answers[0].1.read().unwrap() else { panic!("no look") };
    change(&mut seen);
    answers[0].1 = Reply::new(&Found::Look(seen)).unwrap();
    wallet.saw(&answers)
}

#[test]
fn what_arrives_is_held_once_it_is_in_a_block() {
    let mut wallet = Wallet::new();
    assert!(wallet.look().unwrap().holdings.is_empty());
    let (address, state) = wallet.rules.receive(wallet.account, &wallet.state).unwrap();
    wallet.state = state;
    wallet.ledger.fund(&address, 700);
    wallet.ledger.fund(&address, 77);
    let sight = wallet.look().unwrap();
    assert_eq!(sight.holdings, [holding(&wallet, 0, 0, 777)]);
    let last = wallet.ledger.transactions.len() - 1;
    wallet.ledger.transactions[last].height = None;
    assert_eq!(wallet.look().unwrap().holdings, [holding(&wallet, 0, 0, 700)], "the other waits");
}

#[test]
fn an_address_is_shown_until_it_was_paid() {
    let mut wallet = Wallet::new();
    let shown = |wallet: &mut Wallet| {
        let (address, state) = wallet.rules.receive(wallet.account, &wallet.state).unwrap();
        wallet.state = state;
        address
    };
    let first = shown(&mut wallet);
    wallet.look().unwrap();
    assert_eq!(shown(&mut wallet), first);
    wallet.ledger.fund(&first, 1000);
    wallet.look().unwrap();
    let second = shown(&mut wallet);
    assert_eq!(second, wallet.account.address(0, 1, "regtest"));
    // Somebody paid a later one, too: the next one is still the first that nobody paid.
    wallet.ledger.fund(&wallet.account.address(0, 3, "regtest"), 1000);
    wallet.look().unwrap();
    assert_eq!(shown(&mut wallet), second);
    wallet.ledger.fund(&second, 1000);
    wallet.look().unwrap();
    assert_eq!(shown(&mut wallet), wallet.account.address(0, 2, "regtest"));
}

#[test]
fn twenty_addresses_of_either_branch_are_watched_at_first_and_three_more_than_known_later() {
    let mut wallet = Wallet::new();
    assert_eq!(asked(&wallet).addresses.len(), 40);
    let (_, state) = wallet.rules.receive(wallet.account, &wallet.state).unwrap();
    wallet.state = state;
    assert_eq!(asked(&wallet).addresses.len(), 41, "one was handed out, and nothing was looked at yet");
    wallet.ledger.fund(&wallet.account.address(1, 19, "regtest"), 1000);
    assert_eq!(total(&wallet.look().unwrap()), 1000);
    let addresses = asked(&wallet).addresses;
    assert_eq!(addresses.len(), 4 + 23);
    assert!(addresses.contains(&wallet.account.address(1, 22, "regtest").text().to_owned()));
    wallet.ledger.fund(&wallet.account.address(0, 3, "regtest"), 1000);
    assert_eq!(total(&wallet.look().unwrap()), 2000);
    assert_eq!(asked(&wallet).addresses.len(), 7 + 23);
}

#[test]
fn a_first_look_reaches_beyond_whatever_is_used() {
    let mut wallet = Wallet::new();
    for index in (0..60).step_by(19).chain([59, 79]) {
        wallet.ledger.fund(&wallet.account.address(0, index, "regtest"), 1000);
    }
    wallet.ledger.fund(&wallet.account.address(1, 25, "regtest"), 1000);
    wallet.ledger.fund(&wallet.account.address(1, 10, "regtest"), 1000);
    assert_eq!(total(&wallet.look().unwrap()), 8000);
    assert_eq!(asked(&wallet).addresses.len(), 83 + 29, "and three beyond them from then on");
}

#[test]
fn a_first_look_that_does_not_reach_the_end_goes_on_at_the_next() {
    let mut wallet = Wallet::new();
    for index in 0..200 {
        wallet.ledger.fund(&wallet.account.address(0, index, "regtest"), 1000);
    }
    assert_eq!(total(&wallet.look().unwrap()), 140_000);
    assert_eq!(total(&wallet.look().unwrap()), 200_000);
    assert_eq!(asked(&wallet).addresses.len(), 203 + 3);
}

#[test]
fn a_payment_that_waits_is_open_and_its_money_still_held() {
    let (mut wallet, sealed) = flying();
    let sight = wallet.look().unwrap();
    assert_eq!((outcome(&sight), total(&sight)), (&Outcome::Open { again: true }, 80_000));
    wallet.ledger.take(&sealed.bytes);
    for _ in 0..3 {
        let sight = wallet.look().unwrap();
        assert_eq!((outcome(&sight), total(&sight)), (&Outcome::Open { again: false }, 80_000));
    }
    wallet.ledger.forget();
    let sight = wallet.look().unwrap();
    assert_eq!((outcome(&sight), total(&sight)), (&Outcome::Open { again: true }, 80_000));
}

#[test]
fn a_payment_in_a_block_says_what_it_took_and_gave_and_the_holdings_agree() {
    let (mut wallet, sealed) = flying();
    wallet.look().unwrap();
    wallet.ledger.take(&sealed.bytes);
    wallet.look().unwrap();
    wallet.ledger.mine();
    let sight = wallet.look().unwrap();
    let moved = Moved {
        took: vec![holding(&wallet, 0, 1, 30_000)],
        gave: vec![holding(&wallet, 1, 0, 9_858)],
        fee: units(142),
    };
    assert_eq!(outcome(&sight), &Outcome::Paid(moved));
    assert_eq!(sight.holdings, [holding(&wallet, 0, 0, 50_000), holding(&wallet, 1, 0, 9_858)]);
    wallet.flights.clear();
    let sight = wallet.look().unwrap();
    assert_eq!(total(&sight), 59_858);
    // The change came to an address that is never given again.
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let (change, _) = wallet.effects(&draft).unwrap().change.unwrap();
    assert_eq!(change, wallet.account.address(1, 1, "regtest"));
}

/// A wallet with a payment of 20,000 out of 30,000, while another device spends those and 50,000 besides in the newest
/// block.
fn crossed() -> (Wallet, Sealed) {
    let (mut wallet, sealed) = flying();
    let flights = core::mem::take(&mut wallet.flights);
    let other = wallet.draft(PAYEE, Wanted::Max).unwrap();
    let other = wallet.seal(&other).unwrap();
    wallet.flights = flights;
    wallet.ledger.take(&other.bytes);
    let sight = wallet.look().unwrap();
    assert_eq!(outcome(&sight), &Outcome::Open { again: true }, "it is in no block yet");
    assert_eq!((total(&sight), sight.left), (80_000, vec![]));
    wallet.ledger.mine();
    (wallet, sealed)
}

#[test]
fn a_payment_fails_once_what_spends_its_coin_in_a_block_instead_is_final() {
    let (mut wallet, _) = crossed();
    let address = |index| wallet.account.address(0, index, "regtest");
    let [other, own] = [0, 1].map(address);
    for depth in 1..FINAL {
        let sight = wallet.look().unwrap();
        assert_eq!(outcome(&sight), &Outcome::Open { again: false }, "{depth}");
        assert_eq!(sight.holdings, [holding(&wallet, 0, 1, 30_000)], "what it spends is with it: {depth}");
        let left = if depth == 1 { vec![other.clone()] } else { vec![] };
        assert_eq!(sight.left, left, "{depth}");
        wallet.ledger.mine();
    }
    let sight = wallet.look().unwrap();
    assert_eq!(outcome(&sight), &Outcome::Failed(Moved::default()));
    assert_eq!((total(&sight), sight.left), (0, vec![own]));
}

#[test]
fn of_several_transactions_instead_of_a_payment_the_deepest_decides() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let draft = wallet.draft(PAYEE, exactly(70_000)).unwrap();
    wallet.fly(&draft);
    let flights = core::mem::take(&mut wallet.flights);
    // Out of the 30,000, and then out of the 50,000.
    for (amount, blocks) in [(20_000, FINAL - 1), (40_000, 1)] {
        let other = wallet.seal(&wallet.draft(PAYEE, exactly(amount)).unwrap()).unwrap();
        wallet.ledger.take(&other.bytes);
        (0..blocks).for_each(|_| wallet.ledger.mine());
    }
    wallet.flights = flights;
    assert_eq!(outcome(&wallet.look().unwrap()), &Outcome::Failed(Moved::default()));
}

#[test]
fn a_payment_whose_rivals_block_is_taken_back_is_paid_and_the_holdings_agree() {
    let (mut wallet, sealed) = crossed();
    let before = total(&wallet.look().unwrap());
    let rival = wallet.ledger.transactions.pop().unwrap();
    assert!(rival.height.is_some());
    wallet.ledger.take(&sealed.bytes);
    wallet.ledger.mine();
    let sight = wallet.look().unwrap();
    let Outcome::Paid(Moved { took, gave, .. }) = outcome(&sight) else { panic!("not paid") };
    assert_eq!((took, gave), (&vec![holding(&wallet, 0, 1, 30_000)], &vec![holding(&wallet, 1, 0, 9_858)]));
    assert_eq!(total(&sight), before - 30_000 + 9_858 + 50_000, "what was not ours to pay is there again");
}

#[test]
fn what_another_device_spends_leaves_the_address_that_it_was_on() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let elsewhere = wallet.seal(&wallet.draft(PAYEE, exactly(20_000)).unwrap()).unwrap();
    wallet.ledger.take(&elsewhere.bytes);
    wallet.ledger.mine();
    let sight = wallet.look().unwrap();
    assert_eq!(sight.left, [wallet.account.address(0, 1, "regtest")]);
    assert_eq!(wallet.look().unwrap().left, [], "it is told once");
    // What we pay ourselves leaves nothing, while it is on its way, when it is paid, and when it is watched.
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let sealed = wallet.fly(&draft);
    wallet.ledger.take(&sealed.bytes);
    wallet.ledger.mine();
    let state = wallet.state.clone();
    assert_eq!(wallet.look().unwrap().left, []);
    wallet.watched = core::mem::take(&mut wallet.flights);
    wallet.state = state;
    assert_eq!(wallet.look().unwrap().left, []);
}

#[test]
fn a_coin_that_is_gone_by_a_nodes_word_alone_has_not_left() {
    let mut wallet = Wallet::with(&[50_000]);
    let other = wallet.ledger.fund(&payee(PAYEE), 999);
    let mut answers = wallet.look_answers().unwrap();
    let Found::Look(mut seen) = answers[0].1.read().unwrap() else { panic!("no look") };
    let point = seen.purses.iter_mut().find_map(|purse| purse.coins.pop()).unwrap().point;
    let by = Some(crate::Spender { tx: other.clone(), height: Some(seen.height) });
    seen.spends.push(crate::Spend { point, by, made: None });
    answers[0].1 = Reply::new(&Found::Look(seen)).unwrap();
    assert_eq!(wallet.saw(&answers), Err(Fault::Unanswered));
    let asked = wallet.rules.look(&wallet.view(), &answers).unwrap();
    assert!(asked == [Query::new(&Ask::Transactions(vec![other])).unwrap()]);
    answers.push((asked[0].clone(), wallet.ledger.answer(&asked[0])));
    let sight = wallet.saw(&answers).unwrap();
    assert_eq!((total(&sight), sight.left), (0, vec![]));
}

#[test]
fn what_another_device_spends_is_held_until_it_is_in_a_block() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let sealed = wallet.seal(&wallet.draft(PAYEE, exactly(20_000)).unwrap()).unwrap();
    wallet.ledger.take(&sealed.bytes);
    assert_eq!(total(&wallet.look().unwrap()), 80_000);
    let effects = wallet.effects(&wallet.draft(PAYEE, Wanted::Max).unwrap()).unwrap();
    assert_eq!(effects.amount.units() + effects.fee.units(), 50_000, "and it is not spent again");
    wallet.ledger.mine();
    assert_eq!(total(&wallet.look().unwrap()), 59_858);
}

#[test]
fn a_payment_that_was_sealed_after_the_question_is_not_judged() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let answers = wallet.look_answers().unwrap();
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    wallet.fly(&draft);
    assert_eq!(outcome(&wallet.saw(&answers).unwrap()), &Outcome::Unsure);
}

#[test]
fn an_address_that_became_ours_after_the_question_must_be_asked_for() {
    let mut wallet = Wallet::with(&[]);
    let answers = wallet.look_answers().unwrap();
    assert!(wallet.saw(&answers).is_ok());
    for index in 0..3 {
        wallet.ledger.fund(&wallet.account.address(0, index, "regtest"), 1000);
    }
    wallet.look().unwrap();
    wallet.state = wallet.rules.receive(wallet.account, &wallet.state).unwrap().1;
    assert_eq!(wallet.saw(&answers), Err(Fault::Unanswered));
}

#[test]
fn the_spender_in_a_block_and_the_payment_not_is_unsure() {
    let (mut wallet, sealed) = flying();
    wallet.ledger.take(&sealed.bytes);
    wallet.ledger.mine();
    let sight = changed(&wallet, |seen| seen.payments = vec![Place::Waiting]).unwrap();
    assert_eq!(outcome(&sight), &Outcome::Unsure);
}

#[test]
fn an_answer_that_contradicts_itself() {
    let (mut wallet, sealed) = flying();
    let refused = |wallet: &Wallet, change: fn(&mut crate::Seen)| changed(wallet, change).unwrap_err();
    type Change = fn(&mut crate::Seen);
    let contradictions: [Change; 9] = [
        |seen| seen.payments = vec![Place::Block { height: seen.height }],
        |seen| seen.payments = vec![Place::Block { height: seen.height + 1 }],
        |seen| seen.purses[0].coins[0].height = seen.height + 1,
        |seen| seen.purses[0].coins[0].value = 0,
        |seen| seen.purses[0].coins[0].value = u64::MAX,
        |seen| seen.purses[0].coins[0].value = 2_100_000_000_000_000,
        |seen| {
            let twice = seen.purses[1].coins[0].clone();
            seen.purses[0].coins.push(twice);
        },
        |seen| {
            let point = seen.purses[0].coins[0].point.clone();
            seen.spends.push(crate::Spend { point, by: None, made: Some(Place::Unknown) });
        },
        |seen| seen.height -= 1,
    ];
    for (place, change) in contradictions.into_iter().enumerate() {
        assert_eq!(refused(&wallet, change), Fault::Contradiction, "{place}");
    }
    let unanswered: [Change; 5] = [
        |seen| seen.payments.clear(),
        |seen| seen.purses.swap(0, 1),
        |seen| drop(seen.purses.pop()),
        |seen| seen.purses[0].address.push('x'),
        |seen| seen.purses[0].coins.clear(),
    ];
    for (place, change) in unanswered.into_iter().enumerate() {
        assert_eq!(refused(&wallet, change), Fault::Unanswered, "{place}");
    }
    wallet.ledger.take(&sealed.bytes);
    assert_eq!(changed(&wallet, |seen| seen.spends.clear()), Err(Fault::Unanswered));
}

/// What is seen when a coin of `wallet` is no longer listed, nobody spends it, and its transaction is there.
fn vanished(wallet: &Wallet, made: Option<Place>) -> Result<Sight, Fault> {
    let view = wallet.view();
    let query = wallet.rules.look(&view, &[]).unwrap().remove(0);
    let Found::Look(mut seen) = wallet.ledger.found(&query.read().unwrap()) else { panic!("no look") };
    let coin = seen.purses[0].coins.remove(0);
    seen.spends.push(crate::Spend { point: coin.point, by: None, made });
    let mut answers = vec![(query, Reply::new(&Found::Look(seen)).unwrap())];
    for query in wallet.rules.look(&view, &answers)? {
        assert_eq!(wallet.saw(&answers), Err(Fault::Unanswered));
        let reply = wallet.ledger.answer(&query);
        answers.push((query, reply));
    }
    assert_eq!(wallet.rules.look(&view, &answers), Ok(vec![]));
    wallet.saw(&answers)
}

#[test]
fn a_coin_that_nobody_spends_and_that_is_not_listed_is_a_contradiction() {
    let wallet = Wallet::with(&[50_000, 30_000]);
    let block = Some(Place::Block { height: wallet.ledger.height });
    assert_eq!(vanished(&wallet, block), Err(Fault::Contradiction));
    assert_eq!(vanished(&wallet, None), Err(Fault::Unanswered));
    let beyond = Some(Place::Block { height: wallet.ledger.height + 1 });
    assert_eq!(vanished(&wallet, beyond), Err(Fault::Contradiction));
}

#[test]
fn a_coin_whose_transaction_is_in_no_block_any_more_is_gone() {
    let wallet = Wallet::with(&[50_000, 30_000]);
    for made in [Place::Unknown, Place::Waiting] {
        assert_eq!(total(&vanished(&wallet, Some(made)).unwrap()), 30_000);
    }
}

#[test]
fn a_coin_that_somebody_invented_out_of_anothers_is_gone_once_its_transaction_shows_that() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let tx = wallet.ledger.fund(&payee(PAYEE), 999);
    let height = wallet.ledger.height;
    let invented = crate::Coin { point: crate::Point { tx, output: 1 }, value: 999, height };
    let sight = changed(&wallet, |seen| seen.purses[2].coins.push(invented)).unwrap();
    assert_eq!(total(&sight), 80_999);
    wallet.state = sight.state;
    assert_eq!(total(&wallet.look().unwrap()), 80_000);
}

#[test]
fn nothing_is_seen_without_an_answer() {
    assert_eq!(Wallet::new().saw(&[]), Err(Fault::Unanswered));
}
