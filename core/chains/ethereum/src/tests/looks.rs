//! What a look shows of the account and of the payments on their way.

use super::*;
use crate::moment::{AGAIN, DEEP};
use crate::question::{Fate, Finalized, Looked, Passed, Receipt};
use crate::state::State;
use tongtong_chain::{Holding, Moved, Outcome, Sight, Tip, View};

/// The fee that a transfer at 10 gwei takes.
const FEE: u128 = 21_000 * 10 * GWEI;

/// A payment of one coin with this nonce.
fn paid_with(nonce: u64) -> Flight {
    let mut wish = Wish::of(ETHER);
    wish.priced.account.nonce = nonce;
    flight(u8::try_from(nonce).unwrap(), &seal(&wish.draft().unwrap()))
}

/// An account at a block, and what the node says of each flight.
fn looked(block: u64, nonce: u64, balance: u128, transactions: &[Fate]) -> Looked {
    Looked { account: account(block, nonce, balance), finalized: None, transactions: transactions.to_vec() }
}

/// The same of a node that says what is final.
fn finalized(block: u64, nonce: Option<u64>, looked: Looked) -> Looked {
    Looked { finalized: Some(Finalized { block, nonce }), ..looked }
}

fn receipt(block: u64, done: bool) -> Fate {
    Fate::Receipt(Receipt { block, done, gas_used: 21_000, price: wei(10 * GWEI) })
}

fn saw(state: &[u8], flights: &[Flight], looked: &Looked) -> Result<Sight, Fault> {
    saw_of(state, flights, &[], looked)
}

fn saw_of(state: &[u8], flights: &[Flight], watched: &[Flight], looked: &Looked) -> Result<Sight, Fault> {
    searched(state, flights, watched, looked, None).map(|(sight, _)| sight)
}

/// What is seen, and what was asked after the look; the answer to each is `passed`.
fn searched(
    state: &[u8],
    flights: &[Flight],
    watched: &[Flight],
    looked: &Looked,
    passed: Option<Passed>,
) -> Result<(Sight, Vec<Question>), Fault> {
    let keys = keys();
    let view = View { keys: &keys, state, flights, watched };
    assert_eq!(rules().saw(&view, &[]), Err(Fault::Unanswered));
    let queries = rules().look(&view, &[]).unwrap();
    let [query] = queries.as_slice() else { panic!("one question") };
    let transactions = flights.iter().chain(watched).map(|flight| flight.id.clone()).collect();
    let question = Question::Look { address: own_address(), transactions };
    assert!(query.read::<Question>() == Ok(question));
    let mut answers = vec![(query.clone(), Reply::new(looked).unwrap())];
    let asked = match rules().look(&view, &answers) {
        Ok(asked) => asked,
        Err(why) => {
            assert_eq!(rules().saw(&view, &answers), Err(why.clone()));
            return Err(why);
        }
    };
    if !asked.is_empty() {
        assert_eq!(rules().saw(&view, &answers), Err(Fault::Unanswered));
    }
    answers.extend(asked.iter().map(|query| (query.clone(), Reply::new(&passed).unwrap())));
    assert_eq!(rules().look(&view, &answers), Ok(vec![]));
    let questions = asked.iter().map(|query| query.read().unwrap()).collect();
    rules().saw(&view, &answers).map(|sight| (sight, questions))
}

fn holding(units: u128) -> Holding {
    Holding { address: own_address(), asset: eth(), amount: wei(units) }
}

fn moved(took: u128, fee: u128) -> Moved {
    Moved { took: vec![holding(took)], gave: vec![], fee: wei(fee) }
}

/// What one look shows of one flight with nonce 5.
fn outcome(looked: &Looked) -> Outcome {
    let sight = saw(&[], &[paid_with(5)], looked).unwrap();
    assert_eq!(sight.holdings, [holding(looked.account.balance.units())]);
    let [(payment, outcome)] = sight.outcomes.as_slice() else { panic!("one outcome") };
    assert_eq!(*payment, paid_with(5).payment);
    outcome.clone()
}

#[test]
fn a_balance_is_what_the_account_holds() {
    let sight = saw(&[], &[], &looked(100, 5, 7, &[])).unwrap();
    assert_eq!((sight.holdings, sight.outcomes), (vec![holding(7)], vec![]));
    let state = State {
        block: 100,
        time: 100,
        clock: 100,
        nonce: 5,
        balance: wei(7),
        tells_final: false,
        sought: vec![],
    };
    assert_eq!(State::read(&sight.state), Ok(Some(state)));
}

#[test]
fn a_receipt_of_success_is_a_payment() {
    let expected = Outcome::Paid(moved(ETHER + FEE, FEE));
    assert_eq!(outcome(&looked(100, 6, 7, &[receipt(100, true)])), expected);
    assert_eq!(outcome(&looked(100, 9, 7, &[receipt(90, true)])), expected);
}

#[test]
fn a_receipt_of_failure_costs_the_fee() {
    let final_by = |block| finalized(block, Some(6), looked(100, 6, 7, &[receipt(90, false)]));
    assert_eq!(outcome(&final_by(90)), Outcome::Failed(moved(FEE, FEE)));
    let untagged = looked(90 + DEEP, 6, 7, &[receipt(90, false)]);
    assert_eq!(outcome(&untagged), Outcome::Failed(moved(FEE, FEE)), "deep, where nothing is called final");
}

#[test]
fn a_receipt_of_failure_counts_when_its_block_is_final_and_until_then_its_fee_is_held() {
    let flights = [paid_with(5)];
    let open = |state: &[u8], looked: &Looked| {
        let sight = saw(state, &flights, looked).unwrap();
        assert_eq!(sight.holdings, [holding(7 + FEE)], "as before it");
        assert_eq!(sight.outcomes[0].1, Outcome::Open { again: false });
        sight.state
    };
    let failing = |block| looked(block, 6, 7, &[receipt(90, false)]);
    let state = open(&[], &finalized(89, Some(5), failing(100)));
    open(&[], &failing(90 + DEEP - 1));
    open(&state, &failing(90 + DEEP));
    open(&state, &failing(9_000));
    let sight = saw(&state, &flights, &finalized(90, Some(6), failing(101))).unwrap();
    assert_eq!((sight.holdings, &sight.outcomes[0].1), (vec![holding(7)], &Outcome::Failed(moved(FEE, FEE))));
}

#[test]
fn a_receipt_that_the_balance_does_not_know_of_is_not_counted() {
    let later = looked(100, 5, 7, &[receipt(101, true)]);
    assert_eq!(outcome(&later), Outcome::Open { again: false });
    let torn = looked(100, 5, 7, &[receipt(100, true)]);
    assert_eq!(outcome(&torn), Outcome::Unsure, "in a block that its nonce does not know of");
    let torn = looked(100, 6, 7, &[receipt(101, true)]);
    assert_eq!(outcome(&torn), Outcome::Unsure, "its nonce passed before its block");
}

#[test]
fn a_payment_that_waits_or_was_forgotten() {
    assert_eq!(outcome(&looked(100, 5, 7, &[Fate::Known])), Outcome::Open { again: false });
    assert_eq!(outcome(&looked(100, 5, 7, &[Fate::Unknown])), Outcome::Open { again: true });
    assert_eq!(outcome(&looked(100, 3, 7, &[Fate::Unknown])), Outcome::Open { again: true });
}

#[test]
fn a_payment_whose_nonce_passed_is_in_doubt_for_as_long_as_the_node_knows_it() {
    let flights = [paid_with(5)];
    let mut state = vec![];
    for block in 100..120 {
        let sight = saw(&state, &flights, &looked(block, 6, 7, &[Fate::Known])).unwrap();
        assert_eq!(sight.outcomes[0].1, Outcome::Unsure);
        state = sight.state;
    }
}

/// A node at block 200 whose final block is 150, and that does not know the payment although its nonce has passed.
fn missing() -> Looked {
    finalized(150, Some(6), looked(200, 6, 7, &[Fate::Unknown]))
}

/// What is seen of the payment if that is what the node says of the nonce, and whether it was asked.
fn trace(state: &[u8], looked: &Looked, passed: Option<Passed>) -> (Sight, bool) {
    let (sight, asked) = searched(state, &[paid_with(5)], &[], looked, passed).unwrap();
    (sight, !asked.is_empty())
}

#[test]
fn a_payment_that_no_node_knows_is_searched_for_where_its_nonce_passed() {
    let (_, asked) = searched(&[], &[paid_with(5)], &[], &missing(), None).unwrap();
    let (nonce, transaction) = (5, paid_with(5).id);
    assert!(
        asked == [Question::Passed { address: own_address(), nonce, transaction, from: 100, until: 150 }]
    );
}

#[test]
fn a_payment_fails_when_the_block_is_shown_that_another_took_its_place_in() {
    let (sight, _) = trace(&[], &missing(), Some(Passed { block: 150, within: false }));
    assert_eq!(sight.outcomes[0].1, Outcome::Failed(Moved::default()));
}

#[test]
fn a_payment_never_fails_by_being_unknown() {
    let mut state = vec![];
    for block in 200..400 {
        let mut found = missing();
        found.account = account(block, 6, 7);
        let (sight, _) = trace(&state, &found, None);
        assert_eq!(sight.outcomes[0].1, Outcome::Unsure, "{block}");
        state = sight.state;
    }
    let (sight, _) = trace(&[], &missing(), Some(Passed { block: 120, within: true }));
    assert_eq!(sight.outcomes[0].1, Outcome::Unsure, "it was paid; what it took is not told");
}

#[test]
fn a_node_that_does_not_have_that_block_is_asked_again_after_some_others() {
    let (first, asked) = trace(&[], &missing(), None);
    assert!(asked);
    let after = |blocks| {
        let mut found = missing();
        found.account = account(200 + blocks, 6, 7);
        trace(&first.state, &found, Some(Passed { block: 120, within: false }))
    };
    let (sight, asked) = after(AGAIN - 1);
    assert_eq!((&sight.outcomes[0].1, asked), (&Outcome::Unsure, false));
    let (sight, asked) = after(AGAIN);
    assert_eq!((&sight.outcomes[0].1, asked), (&Outcome::Failed(Moved::default()), true));
}

#[test]
fn nothing_is_searched_for_before_what_took_its_place_is_final() {
    let unknown = || looked(200, 6, 7, &[Fate::Unknown]);
    let told = saw(&[], &[], &finalized(150, None, looked(199, 5, 7, &[]))).unwrap().state;
    for (state, found) in [
        (vec![], finalized(150, Some(5), unknown())),
        (vec![], finalized(150, None, unknown())),
        (vec![], finalized(99, Some(6), unknown())),
        (vec![], looked(99 + DEEP, 6, 7, &[Fate::Unknown])),
        (told, unknown()),
    ] {
        let (sight, asked) = trace(&state, &found, None);
        assert_eq!((&sight.outcomes[0].1, asked), (&Outcome::Unsure, false), "{found:?}");
    }
    let (_, asked) = trace(&[], &looked(100 + DEEP, 6, 7, &[Fate::Unknown]), None);
    assert!(asked, "a network that has never told what is final");
    let later = searched(&[], &[paid_with(5)], &[], &missing(), Some(Passed { block: 151, within: false }));
    assert_eq!(later.map(drop), Err(Fault::Contradiction), "a block that was not asked about");
}

#[test]
fn a_payment_that_was_nearly_given_up_is_paid_when_its_block_is_seen() {
    let flights = [paid_with(5)];
    let gone = finalized(90, Some(5), looked(100, 6, 7, &[Fate::Unknown]));
    let mut state = vec![];
    for _ in 0..20 {
        state = saw(&state, &flights, &gone).unwrap().state;
    }
    let found = finalized(90, Some(5), looked(101, 6, 7, &[receipt(99, true)]));
    let sight = saw(&state, &flights, &found).unwrap();
    assert_eq!(sight.outcomes[0].1, Outcome::Paid(moved(ETHER + FEE, FEE)));
    assert_eq!(sight.blocks, [(flights[0].payment, Some(99))]);
}

#[test]
fn what_is_final_cannot_be_ahead_of_the_account() {
    let of = |block, nonce| saw(&[], &[], &finalized(block, nonce, looked(100, 6, 7, &[])));
    assert_eq!(of(100, Some(6)).unwrap().tip, Tip { block: 100, finalized: Some(100) });
    assert_eq!(of(0, None).unwrap().tip, Tip { block: 100, finalized: Some(0) });
    for (block, nonce) in [(101, Some(6)), (u64::MAX, None), (90, Some(7)), (90, Some(u64::MAX))] {
        assert_eq!(of(block, nonce), Err(Fault::Contradiction), "{block} {nonce:?}");
    }
}

#[test]
fn the_tip_is_the_block_of_the_balance_and_what_is_final() {
    assert_eq!(saw(&[], &[], &looked(100, 5, 7, &[])).unwrap().tip, Tip { block: 100, finalized: None });
    let sight = saw(&[], &[], &finalized(60, None, looked(99, 5, 90, &[]))).unwrap();
    assert_eq!(sight.tip, Tip { block: 99, finalized: Some(60) });
}

#[test]
fn a_payment_is_told_with_its_block_and_later_how_it_stands() {
    let (flight, payment) = (paid_with(5), paid_with(5).payment);
    let blocks = |sight: Sight| sight.blocks;
    let flights = std::slice::from_ref(&flight);
    let paid = saw(&[], flights, &looked(100, 6, 7, &[receipt(98, true)])).unwrap();
    assert_eq!(blocks(paid), [(payment, Some(98))]);
    let failed = saw(&[], flights, &looked(100, 6, 7, &[receipt(98, false)])).unwrap();
    assert_eq!(blocks(failed), []);

    let watched = |looked: &Looked| {
        let sight = saw_of(&[], &[], flights, looked).unwrap();
        assert_eq!(sight.outcomes, [], "what is watched has its outcome");
        sight.blocks
    };
    let with = |nonce, fate| looked(100, nonce, 7, &[fate]);
    assert_eq!(watched(&with(6, receipt(98, true))), [(payment, Some(98))]);
    assert_eq!(watched(&with(6, receipt(100, true))), [(payment, Some(100))], "another block has it now");
    assert_eq!(
        watched(&with(6, receipt(100, false))),
        [(payment, None)],
        "and it did not do there what it should"
    );
    // Taken back: it waits again, or is forgotten.
    assert_eq!(watched(&with(5, Fate::Known)), [(payment, None)]);
    assert_eq!(watched(&with(5, Fate::Unknown)), [(payment, None)]);
    // It cannot be told: the node may not have read its block in, or does not agree with itself.
    assert_eq!(watched(&with(6, Fate::Unknown)), []);
    assert_eq!(watched(&finalized(90, Some(5), with(6, Fate::Unknown))), []);
    assert_eq!(watched(&with(6, receipt(101, true))), []);
    assert_eq!(watched(&with(5, receipt(98, true))), []);
    assert_eq!(watched(&finalized(90, Some(6), with(6, Fate::Known))), []);
    assert_eq!(watched(&finalized(90, Some(6), with(6, Fate::Unknown))), []);
    let searched = |passed| searched(&[], &[], flights, &missing(), Some(passed)).unwrap().0.blocks;
    assert_eq!(searched(Passed { block: 120, within: true }), [(payment, Some(120))]);
    assert_eq!(searched(Passed { block: 120, within: false }), [(payment, None)], "replaced");
}

#[test]
fn payments_on_their_way_and_watched_ones_are_not_mixed_up() {
    let (flights, watched) = ([paid_with(6), paid_with(7)], [paid_with(4), paid_with(5)]);
    let fates = [Fate::Known, receipt(99, true), receipt(96, true), receipt(97, true)];
    let sight = saw_of(&[], &flights, &watched, &looked(100, 8, 7, &fates)).unwrap();
    assert_eq!(sight.outcomes[0], (flights[0].payment, Outcome::Unsure));
    assert!(matches!(sight.outcomes[1].1, Outcome::Paid(_)));
    let expected = [(flights[1].payment, 99), (watched[0].payment, 96), (watched[1].payment, 97)];
    assert_eq!(sight.blocks, expected.map(|(payment, block)| (payment, Some(block))));
    assert_eq!(saw_of(&[], &flights, &watched, &looked(100, 8, 7, &fates[..3])), Err(Fault::Unanswered));
}

#[test]
fn each_payment_has_its_own_outcome() {
    let flights = [paid_with(5), paid_with(6), paid_with(7)];
    let found = looked(100, 6, 7, &[receipt(99, true), Fate::Known, Fate::Unknown]);
    let outcomes: Vec<_> = saw(&[], &flights, &found).unwrap().outcomes;
    let expected = [
        Outcome::Paid(moved(ETHER + FEE, FEE)),
        Outcome::Open { again: false },
        Outcome::Open { again: true },
    ];
    for ((payment, outcome), (flight, expected)) in outcomes.into_iter().zip(flights.iter().zip(expected)) {
        assert_eq!((payment, outcome), (flight.payment, expected));
    }
}

/// What is remembered after block 100 with nonce 6 and 50 wei.
fn remembered() -> Vec<u8> {
    saw(&[], &[], &looked(100, 6, 50, &[])).unwrap().state
}

#[test]
fn an_endpoint_that_lags_behind_makes_no_money_arrive() {
    let flights = [paid_with(5), paid_with(6)];
    for (block, nonce, balance) in [(99, 5, 90), (99, 6, 40), (99, 6, 60), (0, 0, 0), (100, 5, 90)] {
        let found = looked(block, nonce, balance, &[Fate::Known, receipt(block, true)]);
        let late = |state: &[u8]| saw(state, &flights, &found);
        assert_eq!(late(&remembered()), Err(Fault::Contradiction), "another endpoint is asked");
    }
}

#[test]
fn an_endpoint_that_stands_still_is_late_for_ever() {
    let mut now = saw(&[], &[], &looked(1_000_000, 6, 50, &[])).unwrap();
    for still in [1, 500_000, 999_999] {
        assert_eq!(saw(&now.state, &[], &looked(still, 5, 90, &[])), Err(Fault::Contradiction), "{still}");
    }
    // Nor does an old block that shows the same make it any better.
    now = saw(&now.state, &[], &looked(900_000, 6, 50, &[])).unwrap();
    assert_eq!(saw(&now.state, &[], &looked(950_000, 5, 90, &[])), Err(Fault::Contradiction));
}

#[test]
fn an_older_block_that_shows_the_same_is_no_contradiction() {
    let sight = saw(&remembered(), &[paid_with(6)], &looked(90, 6, 50, &[Fate::Known])).unwrap();
    assert_eq!(sight.holdings, [holding(50)]);
    assert_eq!(sight.outcomes[0].1, Outcome::Open { again: false });
}

#[test]
fn a_block_named_far_ahead_does_not_make_everything_later_look_late() {
    let ahead = saw(&remembered(), &[], &looked(u64::MAX, 6, 50, &[])).unwrap();
    let next = saw(&ahead.state, &[], &looked(101, 7, 30, &[])).unwrap();
    assert_eq!(next.holdings, [holding(30)]);
}

#[test]
fn a_block_that_somebody_invented_binds_nobody() {
    // Whatever its number, once the chain has a block that was made later.
    let mut found = looked(7_000, 9, 999, &[]);
    (found.account.time, found.account.now) = (110, 110);
    let invented = saw(&remembered(), &[], &found).unwrap();
    assert_eq!(saw(&invented.state, &[], &looked(109, 6, 50, &[])), Err(Fault::Contradiction));
    assert_eq!(saw(&invented.state, &[], &looked(111, 6, 50, &[])).unwrap().holdings, [holding(50)]);
    // And one of a time that has not come from when it was named.
    for time in [7_000, u64::MAX] {
        found.account.time = time;
        let invented = saw(&remembered(), &[], &found).unwrap();
        assert_eq!(saw(&invented.state, &[], &looked(109, 6, 50, &[])), Err(Fault::Contradiction));
        let sight = saw(&invented.state, &[], &looked(110, 6, 50, &[])).unwrap();
        assert_eq!(sight.holdings, [holding(50)], "the honest ones are believed again");
        let next = saw(&sight.state, &[], &looked(111, 7, 30, &[])).unwrap();
        assert_eq!(next.holdings, [holding(30)]);
    }
}

#[test]
fn a_chain_that_runs_ahead_of_the_clock_goes_by_its_own_time() {
    let slow = |block, nonce, balance| {
        let mut looked = looked(block, nonce, balance, &[]);
        looked.account.now = 10;
        looked
    };
    let state = saw(&[], &[], &slow(100, 6, 50)).unwrap().state;
    assert_eq!(saw(&state, &[], &slow(99, 5, 90)), Err(Fault::Contradiction));
    assert_eq!(saw(&state, &[], &slow(101, 7, 30)).unwrap().holdings, [holding(30)]);
}

#[test]
fn nonces_that_no_payment_of_ours_explains_were_used_elsewhere() {
    let state = saw(&[], &[], &looked(100, 5, 50, &[])).unwrap().state;
    let left = |flights: &[Flight], watched: &[Flight], nonce, fates: &[Fate]| {
        let sight = saw_of(&state, flights, watched, &looked(101, nonce, 7, fates)).unwrap();
        !sight.left.is_empty()
    };
    let paid = || receipt(101, true);
    assert!(!left(&[], &[], 5, &[]));
    assert!(left(&[], &[], 6, &[]));
    assert!(!left(&[paid_with(5)], &[], 6, &[paid()]));
    assert!(!left(&[], &[paid_with(5)], 6, &[paid()]), "taken back, and in a block again");
    assert!(!left(&[paid_with(5)], &[], 6, &[Fate::Unknown]), "it may be ours");
    assert!(!left(&[paid_with(5)], &[], 6, &[receipt(101, false)]));
    assert!(left(&[paid_with(5)], &[], 7, &[paid()]));
    assert!(left(&[paid_with(7)], &[], 6, &[Fate::Known]));
    assert!(left(&[], &[], u64::MAX, &[]));
    assert_eq!(saw(&[], &[], &looked(100, 5, 50, &[])).unwrap().left, [], "nothing was known before");

    let state = saw(&[], &[], &looked(100, 5, 50, &[])).unwrap().state;
    let replaced = Some(Passed { block: 120, within: false });
    assert_eq!(trace(&state, &missing(), replaced).0.left, [own_address()]);
}

#[test]
fn no_debug_form_says_whom_or_how_much() {
    let own = own_address();
    let question = Question::Gas { from: own.clone(), to: payee(), value: wei(77_777) };
    let texts = [
        format!("{question:?}"),
        format!("{:?}", Question::Look { address: own, transactions: vec![] }),
        format!("{:?}", looked(1, 2, 77_777, &[receipt(1, true)])),
        format!("{:?}", State::after(None, &account(1, 2, 77_777), true)),
        format!("{:?}", crate::state::Track::new(1, wei(77_777), wei(77_777), Default::default(), 0)),
    ];
    for text in texts {
        assert!(!text.contains("77777") && !text.contains("77_777") && !text.contains("0x"), "{text}");
    }
}

#[test]
fn the_same_block_may_show_money_that_came() {
    let sight = saw(&remembered(), &[], &looked(100, 6, 70, &[])).unwrap();
    assert_eq!(sight.holdings, [holding(70)]);
}

#[test]
fn a_newer_block_is_believed_whatever_it_shows() {
    let sight = saw(&remembered(), &[], &looked(101, 0, 9, &[])).unwrap();
    assert_eq!(sight.holdings, [holding(9)]);
}

#[test]
fn a_node_of_another_network() {
    let mut found = looked(100, 5, 7, &[]);
    found.account.chain_id = 1;
    assert_eq!(saw(&[], &[], &found), Err(Fault::WrongNetwork));
}

#[test]
fn an_answer_for_more_or_fewer_payments() {
    assert_eq!(saw(&[], &[paid_with(5)], &looked(100, 5, 7, &[])), Err(Fault::Unanswered));
    assert_eq!(saw(&[], &[], &looked(100, 5, 7, &[Fate::Known])), Err(Fault::Unanswered));
}

#[test]
fn a_receipt_that_took_more_than_was_signed_for() {
    for (gas_used, price) in [(21_001, 18 * GWEI), (21_000, 18 * GWEI + 1), (u64::MAX, u128::MAX)] {
        let receipt = Receipt { block: 100, done: true, gas_used, price: wei(price) };
        let found = looked(100, 6, 7, &[Fate::Receipt(receipt)]);
        assert_eq!(saw(&[], &[paid_with(5)], &found), Err(Fault::Contradiction));
    }
}

#[test]
fn a_row_or_a_track_that_cannot_be_read() {
    assert_eq!(saw(&[1], &[], &looked(100, 5, 7, &[])), Err(Fault::Unreadable));
    let broken = Flight { track: vec![], ..paid_with(5) };
    assert_eq!(saw(&[], &[broken], &looked(100, 5, 7, &[Fate::Known])), Err(Fault::Unreadable));
}

#[test]
fn a_reply_that_cannot_be_read() {
    let keys = keys();
    let view = View { keys: &keys, state: &[], flights: &[], watched: &[] };
    let query = rules().look(&view, &[]).unwrap().remove(0);
    let answers = [(query, Reply::new(&"nonsense").unwrap())];
    assert_eq!(rules().look(&view, &answers), Err(Fault::Unreadable));
    assert_eq!(rules().saw(&view, &answers), Err(Fault::Unreadable));
}
