//! What a look shows, and what became of our payments.

use super::world::{BASE, HASH_LIFE, RENT_TOKEN};
use super::*;
use crate::question::{Answer, Look, Question};
use std::collections::BTreeMap;
use tongtong_chain::{Holding, Moved, Outcome};

fn holding(code: &str, units: u64) -> Holding {
    Holding { address: address(&key(1)), asset: asset(code), amount: Amount::from_units(u128::from(units)) }
}

fn moved(took: &[(&str, u64)], gave: &[(&str, u64)], fee: u64) -> Moved {
    let all = |sums: &[(&str, u64)]| sums.iter().map(|(code, units)| holding(code, *units)).collect();
    Moved { took: all(took), gave: all(gave), fee: Amount::from_units(u128::from(fee)) }
}

fn outcome(world: &World, flight: &Flight) -> Outcome {
    let mut sight = seen(world, std::slice::from_ref(flight)).unwrap();
    assert_eq!(sight.outcomes.len(), 1);
    sight.outcomes.remove(0).1
}

/// A cluster in which we have signed one payment of SOL.
fn signed() -> (World, Sealed, Flight) {
    let world = World::new(10_000_000);
    let sealed = sealed(&Pay::new("SOL", 2_000_000, key(2)).draft(&world).unwrap());
    let flight = flight(1, &sealed);
    (world, sealed, flight)
}

const FEE: u64 = BASE + 1;

#[test]
fn all_that_is_held_stands_under_our_address() {
    let mut world = World::new(10_000_000);
    assert_eq!(seen(&world, &[]).unwrap().holdings, [holding("SOL", 10_000_000)]);
    world.tokens(&key(1), &ttcl(), 500);
    world.tokens(&key(1), &usd(), 7);
    let sight = seen(&world, &[]).unwrap();
    assert_eq!(sight.holdings, [holding("SOL", 10_000_000), holding("TTCL", 500), holding("USDX", 7)]);
    assert!(sight.outcomes.is_empty());
    assert_eq!(seen(&World::new(0), &[]).unwrap().holdings, []);
}

#[test]
fn an_account_of_ours_that_was_handed_over_holds_nothing_of_ours() {
    let mut world = World::new(10_000_000);
    world.spoil(&key(1), &ttcl(), &key(9), &ttcl(), false);
    world.spoil(&key(1), &usd(), &key(1), &ttcl(), false);
    assert_eq!(seen(&world, &[]).unwrap().holdings, [holding("SOL", 10_000_000)]);
    // A frozen one still is.
    world.spoil(&key(1), &ttcl(), &key(1), &ttcl(), true);
    assert_eq!(seen(&world, &[]).unwrap().holdings, [holding("SOL", 10_000_000), holding("TTCL", 5)]);
}

#[test]
fn a_payment_that_the_node_does_not_know_is_sent_again() {
    let (mut world, _, flight) = signed();
    for _ in 0..HASH_LIFE + 32 {
        assert_eq!(outcome(&world, &flight), Outcome::Open { again: true });
        world.pass(1);
    }
    assert_eq!(outcome(&world, &flight), Outcome::Open { again: true }, "the last block is not final yet");
    world.pass(1);
    assert_eq!(outcome(&world, &flight), Outcome::Failed(Moved::default()));
}

#[test]
fn a_payment_is_not_given_up_while_its_block_hash_can_be_good() {
    // The node says that the hash is good for one block more, and it is for 150.
    let mut world = World::new(10_000_000);
    world.last_told = Some(1_001);
    let sealed = sealed(&Pay::new("SOL", 2_000_000, key(2)).draft(&world).unwrap());
    let flight = flight(1, &sealed);
    for _ in 0..HASH_LIFE + 33 {
        assert_eq!(outcome(&world, &flight), Outcome::Open { again: true });
        assert!(world.clone().land(&sealed.bytes).is_ok() || world.slot >= 1_000 + HASH_LIFE);
        world.pass(1);
    }
    assert_eq!(outcome(&world, &flight), Outcome::Failed(Moved::default()));
}

#[test]
fn a_payment_is_not_given_up_by_heights_that_one_node_told_when_it_was_planned() {
    // The hash is new, and the node says that the chain is far lower than it is.
    let mut world = World::new(10_000_000);
    let mut planning = world.clone();
    (planning.slot, planning.last_told) = (5, Some(155));
    let sealed = sealed(&Pay::new("SOL", 2_000_000, key(2)).draft(&planning).unwrap());
    let aged = |seconds| Flight { age: Duration::from_secs(seconds), ..flight(1, &sealed) };
    for seconds in [0, 2, 150] {
        assert_eq!(outcome(&world, &aged(seconds)), Outcome::Open { again: true }, "{seconds} s");
    }
    assert_eq!(outcome(&world, &aged(151)), Outcome::Failed(Moved::default()), "no hash is good for so long");
    world.land(&sealed.bytes).unwrap();
    assert!(matches!(outcome(&world, &aged(2)), Outcome::Paid(_)));
}

#[test]
fn a_payment_in_a_block_is_paid_and_took_amount_and_fee() {
    let (mut world, sealed, flight) = signed();
    world.land(&sealed.bytes).unwrap();
    let expected = moved(&[("SOL", 2_000_000 + FEE)], &[], FEE);
    assert_eq!(outcome(&world, &flight), Outcome::Paid(expected.clone()));
    world.pass(10_000);
    assert_eq!(outcome(&world, &flight), Outcome::Paid(expected), "long after its block hash");
    assert_eq!(world.land(&sealed.bytes), Err("already processed"));
}

#[test]
fn a_payment_that_failed_in_its_block_took_only_its_fee() {
    let mut world = World::new(10_000_000);
    world.tokens(&key(1), &ttcl(), 500);
    world.tokens(&key(2), &ttcl(), 0);
    let sealed = sealed(&Pay::new("TTCL", 200, key(2)).draft(&world).unwrap());
    world.spoil(&key(2), &ttcl(), &key(2), &ttcl(), true);
    world.land(&sealed.bytes).unwrap();
    world.pass(32);
    let expected = moved(&[("SOL", BASE + 20)], &[], BASE + 20);
    assert_eq!(outcome(&world, &flight(1, &sealed)), Outcome::Failed(expected));
    assert_eq!(world.units(&key(1), &ttcl()), 500);
}

#[test]
fn a_payment_that_failed_in_a_block_that_may_still_vanish_is_not_given_up() {
    let mut world = World::new(10_000_000);
    world.tokens(&key(1), &ttcl(), 500);
    world.tokens(&key(2), &ttcl(), 0);
    let sealed = sealed(&Pay::new("TTCL", 200, key(2)).draft(&world).unwrap());
    let flights = [flight(1, &sealed)];
    world.spoil(&key(2), &ttcl(), &key(2), &ttcl(), true);
    world.land(&sealed.bytes).unwrap();
    for _ in 0..32 {
        assert_eq!(outcome(&world, &flights[0]), Outcome::Unsure);
        assert_eq!(seen_of(&[], &world, &[], &flights).unwrap().blocks, [], "nor taken back if it was paid");
        world.pass(1);
    }
    assert!(matches!(outcome(&world, &flights[0]), Outcome::Failed(_)));
    assert_eq!(seen_of(&[], &world, &[], &flights).unwrap().blocks, [(flights[0].payment, None)]);
}

#[test]
fn rent_counts_as_far_as_we_were_the_ones_to_pay_it() {
    type Meddle = fn(&mut World);
    let cases: [(Meddle, u64); 3] = [
        (|_| {}, RENT_TOKEN),
        (|world| world.tokens(&key(2), &ttcl(), 0), 0),
        (|world| world.wallet(&crate::address::associated(&key(2), &ttcl()), 900_000), RENT_TOKEN - 900_000),
    ];
    for (meddle, rent) in cases {
        let mut world = World::new(10_000_000);
        world.tokens(&key(1), &ttcl(), 500);
        let draft = Pay::new("TTCL", 200, key(2)).draft(&world).unwrap();
        let fee = u64::try_from(solana().effects(&draft, &us()).unwrap().fee.units()).unwrap();
        let sealed = sealed(&draft);
        meddle(&mut world);
        world.land(&sealed.bytes).unwrap();
        let expected = moved(&[("TTCL", 200), ("SOL", fee + rent)], &[], fee);
        assert_eq!(outcome(&world, &flight(1, &sealed)), Outcome::Paid(expected));
        assert_eq!(world.lamports(&key(1)), 10_000_000 - fee - rent);
    }
}

#[test]
fn what_we_pay_ourselves_comes_back() {
    let mut world = World::new(10_000_000);
    world.tokens(&key(1), &ttcl(), 500);
    for (code, fee) in [("SOL", FEE), ("TTCL", BASE + 20)] {
        let before = world.lamports(&key(1));
        let sealed = sealed(&Pay::new(code, 300, key(1)).draft(&world).unwrap());
        world.land(&sealed.bytes).unwrap();
        let took: &[(&str, u64)] =
            if code == "SOL" { &[("SOL", 300 + FEE)] } else { &[("TTCL", 300), ("SOL", BASE + 20)] };
        assert_eq!(outcome(&world, &flight(1, &sealed)), Outcome::Paid(moved(took, &[(code, 300)], fee)));
        assert_eq!((world.lamports(&key(1)), world.units(&key(1), &ttcl())), (before - fee, 500));
    }
}

/// Tells what a look shows if the node's answer is spoiled.
fn spoiled(
    world: &World,
    flights: &[Flight],
    spoil: &dyn Fn(&mut Look),
) -> Result<(Vec<Query>, Sight), Fault> {
    let (keys, chain) = (us(), solana());
    let view = View { keys: &keys, state: &[], flights, watched: &[] };
    let [query] = chain.look(&view, &[]).unwrap().try_into().unwrap();
    let Answer::Look(mut look) = world.answer(&query.read::<Question>().unwrap()) else { panic!("a look") };
    spoil(&mut look);
    let answers = [(query, Reply::new(&Answer::Look(look)).unwrap())];
    Ok((chain.look(&view, &answers)?, chain.saw(&view, &answers)?))
}

#[test]
fn what_cannot_be_told_is_unsure() {
    let (mut world, sealed, flight) = signed();
    let missing = world.clone();
    world.land(&sealed.bytes).unwrap();
    let mut expired = missing.clone();
    expired.pass(HASH_LIFE + 33);
    let status = |look: &mut Look, spoil: fn(&mut crate::question::Status)| {
        spoil(look.statuses[0].as_mut().unwrap());
    };
    type Case<'a> = (&'a str, &'a World, Box<dyn Fn(&mut Look)>);
    let cases: Vec<Case<'_>> = vec![
        ("in a later block than the accounts", &world, Box::new(|look| look.slot -= 1)),
        ("not confirmed yet", &world, Box::new(move |look| status(look, |status| status.settled = false))),
        ("asked of a node that is behind", &missing, Box::new(|look| look.status_slot = look.slot - 1)),
        ("older than the node's history", &expired, Box::new(|look| look.finalized.first_slot = 1_001)),
    ];
    for (what, world, spoil) in cases {
        let (more, sight) = spoiled(world, std::slice::from_ref(&flight), &spoil).unwrap();
        assert_eq!((more.len(), &sight.outcomes[0].1), (0, &Outcome::Unsure), "{what}");
    }
    for (world, expected) in [
        (&missing, Outcome::Open { again: true }),
        (&expired, Outcome::Failed(Moved::default())),
        (&world, Outcome::Paid(moved(&[("SOL", 2_000_000 + FEE)], &[], FEE))),
    ] {
        assert_eq!(outcome(world, &flight), expected, "unspoiled");
    }
}

#[test]
fn an_answer_that_does_not_fit_is_not_believed() {
    let (world, _, flight) = signed();
    let fault =
        |spoil: &dyn Fn(&mut Look)| spoiled(&world, std::slice::from_ref(&flight), spoil).unwrap_err();
    assert_eq!(fault(&|look| look.genesis = key(9).to_string()), Fault::WrongNetwork);
    // What is final is confirmed, and every block has a slot of its own.
    assert_eq!(fault(&|look| look.finalized.slot = look.slot + 1), Fault::Contradiction);
    assert_eq!(fault(&|look| look.finalized.block_height = look.finalized.slot + 1), Fault::Contradiction);
    assert_eq!(fault(&|look| look.finalized.block_height = u64::MAX), Fault::Contradiction);
    assert_eq!(fault(&|look| look.statuses.truncate(0)), Fault::Unreadable);
    assert_eq!(fault(&|look| look.statuses.push(None)), Fault::Unreadable);
    assert_eq!(fault(&|look| drop(look.accounts.pop())), Fault::Unreadable);
    assert_eq!(fault(&|look| look.accounts.push(None)), Fault::Unreadable);
    assert_eq!(fault(&|look| look.accounts[0].as_mut().unwrap().owner.clear()), Fault::Unreadable);
    let (keys, chain) = (us(), solana());
    let view = View { keys: &keys, state: &[], flights: &[], watched: &[] };
    assert_eq!(chain.saw(&view, &[]), Err(Fault::Unanswered));
    let [query] = chain.look(&view, &[]).unwrap().try_into().unwrap();
    let reply = Reply::new(&Answer::Fee(None)).unwrap();
    assert_eq!(chain.saw(&view, &[(query, reply)]), Err(Fault::Unreadable));
    for spoil in [
        |flight: &mut Flight| flight.track.push(0),
        |flight: &mut Flight| flight.track.clear(),
        |flight: &mut Flight| flight.id = tongtong_types::TxId::new(&[1; 20]).unwrap(),
    ] {
        let mut spoiled = flight.clone();
        spoil(&mut spoiled);
        assert_eq!(seen(&world, &[spoiled]), Err(Fault::Unreadable));
    }
}

/// A cluster in which a payment that made the payee's account is in a block, and its fee.
fn account_made() -> (World, Flight, u64) {
    let mut world = World::new(10_000_000);
    world.tokens(&key(1), &ttcl(), 500);
    let draft = Pay::new("TTCL", 200, key(2)).draft(&world).unwrap();
    let fee = u64::try_from(solana().effects(&draft, &us()).unwrap().fee.units()).unwrap();
    let sealed = sealed(&draft);
    world.land(&sealed.bytes).unwrap();
    (world, flight(1, &sealed), fee)
}

#[test]
fn what_a_block_took_is_booked_whatever_was_planned() {
    type Spoil = fn(&mut crate::question::Taken);
    let (world, flight, fee) = account_made();
    let cases: [(&str, Spoil, u64, u64); 5] = [
        ("as planned", |_| {}, fee, RENT_TOKEN),
        ("dearer rent", |taken| taken.after -= 1_000_000, fee, RENT_TOKEN + 1_000_000),
        ("cheaper rent", |taken| taken.after += 1_000_000, fee, RENT_TOKEN - 1_000_000),
        (
            "a higher fee",
            |taken| {
                taken.fee += 7;
                taken.after -= 7;
            },
            fee + 7,
            RENT_TOKEN,
        ),
        (
            "a lower fee",
            |taken| {
                taken.fee -= 7;
                taken.after += 7;
            },
            fee - 7,
            RENT_TOKEN,
        ),
    ];
    for (what, spoil, fee, rent) in cases {
        let mut world = world.clone();
        spoil(&mut world.statuses.values_mut().next().unwrap().1);
        let expected = moved(&[("TTCL", 200), ("SOL", fee + rent)], &[], fee);
        assert_eq!(outcome(&world, &flight), Outcome::Paid(expected), "{what}");
    }
}

#[test]
fn the_fee_that_a_block_took_is_booked_of_every_payment() {
    let (mut world, sealed, flight) = signed();
    world.land(&sealed.bytes).unwrap();
    let with = |spoil: &dyn Fn(&mut crate::question::Taken)| {
        let mut world = world.clone();
        spoil(&mut world.statuses.values_mut().next().unwrap().1);
        outcome(&world, &flight)
    };
    let paid = |fee| Outcome::Paid(moved(&[("SOL", 2_000_000 + fee)], &[], fee));
    let dearer = |taken: &mut crate::question::Taken| {
        taken.fee += 7;
        taken.after -= 7;
    };
    assert_eq!(with(&dearer), paid(FEE + 7));
    assert_eq!(with(&|taken| taken.fee -= 7), paid(FEE - 7));
    // One that cannot be is not believed, and what was planned stands.
    assert_eq!(with(&|taken| taken.after = taken.before), paid(FEE));
    assert_eq!(with(&|taken| taken.slot += 1), paid(FEE));
}

#[test]
fn the_fee_of_a_payment_that_failed_is_what_its_block_took() {
    let mut world = World::new(10_000_000);
    world.tokens(&key(1), &ttcl(), 500);
    world.tokens(&key(2), &ttcl(), 0);
    let sealed = sealed(&Pay::new("TTCL", 200, key(2)).draft(&world).unwrap());
    world.spoil(&key(2), &ttcl(), &key(2), &ttcl(), true);
    world.land(&sealed.bytes).unwrap();
    let (_, taken) = world.statuses.values_mut().next().unwrap();
    (taken.fee, taken.after) = (taken.fee - 20, taken.after + 20);
    world.pass(32);
    let expected = moved(&[("SOL", BASE)], &[], BASE);
    assert_eq!(outcome(&world, &flight(1, &sealed)), Outcome::Failed(expected));
}

#[test]
fn a_payment_is_told_with_its_block_and_later_how_it_stands() {
    let (mut world, sealed, flight) = signed();
    let other = self::flight(2, &self::sealed(&Pay::new("SOL", 1_000_000, key(3)).draft(&world).unwrap()));
    world.land(&sealed.bytes).unwrap();
    let flights = std::slice::from_ref(&flight);
    let tip = |block| tongtong_chain::Tip { block, finalized: Some(block - 32) };
    let sight = seen(&world, flights).unwrap();
    assert_eq!((sight.tip, sight.blocks), (tip(1_001), vec![(flight.payment, Some(1_001))]));

    let watched = |world: &World| seen_of(&[], world, std::slice::from_ref(&other), flights).unwrap();
    world.pass(31);
    let sight = watched(&world);
    assert_eq!((sight.tip, sight.blocks), (tip(1_032), vec![(flight.payment, Some(1_001))]));
    assert!(!sight.tip.inclusion(1_001).is_final);
    assert_eq!(sight.outcomes, [(other.payment, Outcome::Open { again: true })], "it has its outcome");
    world.pass(1);
    assert!(watched(&world).tip.inclusion(1_001).is_final);

    let with = |spoil: &dyn Fn(&mut crate::question::Status)| {
        let mut world = world.clone();
        spoil(&mut world.statuses.values_mut().next().unwrap().0);
        watched(&world).blocks
    };
    assert_eq!(with(&|status| status.slot = 1_005), [(flight.payment, Some(1_005))], "another block has it");
    assert_eq!(with(&|status| status.failed = true), [(flight.payment, None)], "and it failed there");
    // It cannot be told.
    assert_eq!(with(&|status| status.settled = false), []);
    assert_eq!(with(&|status| status.slot = 1_034), []);
    // In no block any more, by a node that would know.
    world.statuses.clear();
    assert_eq!(watched(&world).blocks, [(flight.payment, None)]);
    let mut late = world.clone();
    late.behind = 1;
    assert_eq!(watched(&late).blocks, []);
    world.first_slot = 1_001;
    assert_eq!(watched(&world).blocks, [], "its history begins later");
}

#[test]
fn what_is_final_is_told_where_nothing_was_paid() {
    let sight = seen(&World::new(10_000_000), &[]).unwrap();
    assert_eq!((sight.tip.block, sight.tip.finalized), (1_000, Some(968)));
    assert_eq!(sight.blocks, []);
}

#[test]
fn a_block_that_cannot_be_as_it_is_told_leaves_one_payment_unsure_and_no_other() {
    let (world, flight, _) = account_made();
    for spoil in [
        |taken: &mut crate::question::Taken| taken.slot += 1,
        |taken: &mut crate::question::Taken| taken.after = taken.before,
        |taken: &mut crate::question::Taken| taken.after = taken.before + 1,
        |taken: &mut crate::question::Taken| taken.before = 0,
    ] {
        let mut spoiled = world.clone();
        spoil(&mut spoiled.statuses.values_mut().next().unwrap().1);
        let other = self::flight(2, &sealed(&Pay::new("SOL", 1_000_000, key(3)).draft(&world).unwrap()));
        let outcomes = seen(&spoiled, &[flight.clone(), other]).unwrap().outcomes;
        assert_eq!([&outcomes[0].1, &outcomes[1].1], [&Outcome::Unsure, &Outcome::Open { again: true }]);
    }
}

#[test]
fn a_fee_or_a_rent_that_no_network_takes_is_a_contradiction() {
    type Spoil<'a> = &'a dyn Fn(&mut crate::question::Taken);
    let told = |world: &World, flight: &Flight, spoil: Spoil<'_>| {
        let mut world = world.clone();
        spoil(&mut world.statuses.values_mut().next().unwrap().1);
        seen(&world, std::slice::from_ref(flight)).map(drop)
    };
    let (mut coin, sealed, coin_flight) = signed();
    coin.land(&sealed.bytes).unwrap();
    let (token, token_flight, fee) = account_made();
    for (world, flight, fee) in [(&coin, &coin_flight, FEE), (&token, &token_flight, fee)] {
        let takes = |fee: u64| {
            move |taken: &mut crate::question::Taken| {
                (taken.before, taken.after, taken.fee) = (200_000_000_000, 200_000_000_000 - fee, fee);
            }
        };
        assert_eq!(told(world, flight, &takes(fee + 1_000_000)), Ok(()));
        assert_eq!(told(world, flight, &takes(fee + 1_000_001)), Err(Fault::Contradiction));
        assert_eq!(told(world, flight, &takes(100_000_000_000)), Err(Fault::Contradiction));
    }
    let rent = |rent: u64| {
        move |taken: &mut crate::question::Taken| {
            (taken.before, taken.after) = (200_000_000_000, 200_000_000_000 - taken.fee - rent);
        }
    };
    assert_eq!(told(&token, &token_flight, &rent(100_000_000)), Ok(()));
    assert_eq!(told(&token, &token_flight, &rent(100_000_001)), Err(Fault::Contradiction));
    assert_eq!(told(&token, &token_flight, &rent(100_000_000_000)), Err(Fault::Contradiction));
}

#[test]
fn a_node_that_does_not_have_the_block_at_hand_tells_nothing() {
    let (world, flight, _) = account_made();
    let (keys, chain) = (us(), solana());
    let view = View { keys: &keys, state: &[], flights: std::slice::from_ref(&flight), watched: &[] };
    let mut answers: BTreeMap<usize, (Query, Reply)> = BTreeMap::new();
    let [query] = chain.look(&view, &[]).unwrap().try_into().unwrap();
    answers.insert(0, (query.clone(), world.reply(&query)));
    let [taken] = chain.look(&view, &[answers[&0].clone()]).unwrap().try_into().unwrap();
    let none = (taken, Reply::new(&Answer::Taken(None)).unwrap());
    let sight = chain.saw(&view, &[answers[&0].clone(), none]).unwrap();
    assert_eq!((&sight.outcomes[0].1, sight.blocks), (&Outcome::Unsure, vec![]));
    assert_eq!(chain.saw(&view, &[answers[&0].clone()]), Err(Fault::Unanswered));
}

#[test]
fn what_was_planned_stands_for_a_block_that_a_node_does_not_have_at_hand() {
    let (mut world, sealed, flight) = signed();
    world.land(&sealed.bytes).unwrap();
    let (keys, chain) = (us(), solana());
    let view = View { keys: &keys, state: &[], flights: std::slice::from_ref(&flight), watched: &[] };
    let [query] = chain.look(&view, &[]).unwrap().try_into().unwrap();
    let look = (query.clone(), world.reply(&query));
    let [taken] = chain.look(&view, std::slice::from_ref(&look)).unwrap().try_into().unwrap();
    let answers = [look, (taken, Reply::new(&Answer::Taken(None)).unwrap())];
    assert_eq!(chain.look(&view, &answers), Ok(vec![]));
    let expected = moved(&[("SOL", 2_000_000 + FEE)], &[], FEE);
    assert_eq!(chain.saw(&view, &answers).unwrap().outcomes[0].1, Outcome::Paid(expected));
}

#[test]
fn more_payments_than_a_node_takes_at_once_wait() {
    let (mut world, sealed, first) = signed();
    world.land(&sealed.bytes).unwrap();
    let flights: Vec<Flight> = (0..300).map(|_| first.clone()).collect();
    let sight = seen(&world, &flights).unwrap();
    let unsure = sight.outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Unsure).count();
    assert_eq!((sight.outcomes.len(), unsure), (300, 44));
    // Those on their way come first.
    let sight = seen_of(&[], &world, &flights[..250], &flights[..16]).unwrap();
    let unsure = sight.outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Unsure).count();
    assert_eq!((unsure, sight.blocks.len()), (0, 250 + 6));
}

#[test]
fn an_endpoint_that_lags_behind_shows_nothing_as_arriving() {
    let (mut world, sealed, flight) = signed();
    let flights = [flight];
    let before = world.clone();
    world.land(&sealed.bytes).unwrap();
    world.pass(216_000);
    let last = seen(&world, &flights).unwrap();
    assert!(matches!(last.outcomes[0].1, Outcome::Paid(_)));
    let at = |slot: u64| {
        let mut world = before.clone();
        world.slot = slot;
        seen_after(&last.state, &world, &[])
    };
    // The payment is booked: what was held before it would pass for what arrives.
    assert_eq!(world.slot, 217_001);
    assert_eq!(at(217_000), Err(Fault::Contradiction));
    assert_eq!(at(1_001), Err(Fault::Contradiction));
    assert!(at(217_001).is_ok(), "the same moment");
    assert!(at(217_002).is_ok());
}

#[test]
fn an_endpoint_that_stands_still_shows_nothing_as_arriving_however_long_it_stands() {
    let (mut world, sealed, flight) = signed();
    let before = world.clone();
    world.land(&sealed.bytes).unwrap();
    for slots in [1, 100, 216_000, 10_000_000] {
        world.pass(slots);
        let last = seen(&world, std::slice::from_ref(&flight)).unwrap();
        assert!(matches!(last.outcomes[0].1, Outcome::Paid(_)));
        let mut still = before.clone();
        still.goes_on = 0;
        assert_eq!(seen_after(&last.state, &still, &[]), Err(Fault::Contradiction), "{slots}");
        // Two nodes behind one door, of which one stands still.
        still.goes_on = 301;
        assert_eq!(seen_after(&last.state, &still, &[]), Err(Fault::Contradiction), "{slots}");
    }
}

#[test]
fn an_endpoint_far_behind_is_asked_whether_it_goes_on() {
    let mut world = World::new(10_000_000);
    world.pass(1_000_000);
    let last = seen(&world, &[]).unwrap();
    let (keys, chain) = (us(), solana());
    let view = View { keys: &keys, state: &last.state, flights: &[], watched: &[] };
    let behind = World::new(10_000_000);
    let [query] = chain.look(&view, &[]).unwrap().try_into().unwrap();
    let look = (query.clone(), behind.reply(&query));
    let [slot] = chain.look(&view, std::slice::from_ref(&look)).unwrap().try_into().unwrap();
    assert_eq!(slot.read::<Question>(), Ok(Question::Slot));
    assert_eq!(chain.saw(&view, std::slice::from_ref(&look)), Err(Fault::Unanswered));
    let with =
        |answer: &Answer| chain.saw(&view, &[look.clone(), (slot.clone(), Reply::new(answer).unwrap())]);
    assert!(with(&Answer::Slot(1_001)).is_ok());
    assert!(with(&Answer::Slot(1_300)).is_ok());
    for wrong in [0, 999, 1_000, 1_301, 1_001_000, u64::MAX] {
        assert_eq!(with(&Answer::Slot(wrong)), Err(Fault::Contradiction), "{wrong}");
    }
    assert_eq!(with(&Answer::Fee(None)), Err(Fault::Unreadable));
}

#[test]
fn a_slot_that_was_told_once_and_cannot_be_does_not_blind_the_account() {
    let mut world = World::new(10_000_000);
    let good = seen(&world, &[]).unwrap();
    world.slot = u64::MAX / 2;
    let absurd = seen_after(&good.state, &world, &[]).unwrap();
    world.slot = 1_001;
    let again = seen_after(&absurd.state, &world, &[]).unwrap();
    assert_eq!(again.holdings, good.holdings);
    // What is remembered now is the new truth.
    world.slot = 1_000;
    assert_eq!(seen_after(&again.state, &world, &[]), Err(Fault::Contradiction));
}

#[test]
fn a_look_remembers_its_slot_and_takes_no_other_bytes_for_it() {
    let world = World::new(10_000_000);
    let state = seen(&world, &[]).unwrap().state;
    assert_eq!(seen_after(&state, &world, &[]).unwrap().state, state, "nothing new, nothing to keep");
    for wrong in [vec![1, 2, 3], state[1..].to_vec(), state[..state.len() - 1].to_vec()] {
        assert_eq!(seen_after(&wrong, &world, &[]), Err(Fault::Unreadable));
    }
}
