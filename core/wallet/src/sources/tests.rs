use super::*;
use crate::account::key_path;

fn source(index: u32, units: u128, dead: bool) -> Source {
    let profile = Profile::main_net();
    let owner = Owner::new([u8::try_from(index % 251).unwrap(); 20]);
    Source {
        branch: Branch::Receive,
        index,
        address: profile.ttchain.address(&owner),
        owner,
        balance: BalanceId::new([u8::try_from(index % 251).unwrap(); 20]),
        path: key_path(&profile, Branch::Receive, index),
        dead,
        found: false,
        taken: None,
        amount: Amount::from_units(units),
        known: Amount::from_units(units),
    }
}

fn sources(living: &[u128], dead: &[u128]) -> Vec<Source> {
    let all = living.iter().map(|u| (*u, false)).chain(dead.iter().map(|u| (*u, true)));
    all.zip(0..).map(|((units, dead), index)| source(index, units, dead)).collect()
}

fn units(sources: &[Source]) -> Vec<u128> {
    sources.iter().map(|s| s.amount.units()).collect()
}

fn chosen(living: &[u128], dead: &[u128], need: u128) -> Result<Vec<u128>, Refused> {
    choose(sources(living, dead), Amount::from_units(need), MOST_SOURCES).map(|s| units(&s))
}

#[test]
fn the_fewest_and_of_those_the_smallest_and_dead_ones_only_if_it_needs_them() {
    for (living, dead, need, expected) in [
        (&[5, 20, 9][..], &[][..], 8, &[9][..]),
        (&[5, 20, 9], &[], 20, &[20]),
        (&[5, 20, 9], &[], 21, &[20, 5]),
        (&[5, 20, 9], &[], 26, &[20, 9]),
        (&[5, 20, 9], &[], 34, &[20, 9, 5]),
        (&[5, 20, 9], &[3, 1], 5, &[5]),
        (&[5, 20, 9], &[30], 34, &[20, 9, 5]),
        (&[5, 20, 9], &[30], 35, &[30, 5]),
        (&[5, 20, 9], &[3, 1], 37, &[20, 9, 5, 3]),
    ] {
        assert_eq!(chosen(living, dead, need).unwrap(), expected, "{need} of {living:?} and {dead:?}");
    }
}

#[test]
fn a_hundred_addresses_at_most_and_dead_dust_does_not_crowd_out_the_living() {
    assert_eq!(chosen(&[1; 101], &[], 100).unwrap().len(), 100);
    assert_eq!(chosen(&[1; 101], &[], 101), Err(Refused::TooManySources));
    let crowded = chosen(&[100; 50], &[1; 300], 5_050).unwrap();
    assert_eq!((crowded.len(), crowded.iter().sum::<u128>()), (100, 5_050));
    assert_eq!(chosen(&[100; 50], &[1; 300], 5_051), Err(Refused::TooManySources));
}

#[test]
fn everything_is_what_is_worth_its_signature_and_at_most_half_of_it_dead() {
    let large: Vec<u128> = (0..80).map(|n| 5_000 + n).collect();
    let all = most(sources(&large, &[9_000; 90]));
    let dead = all.iter().filter(|source| source.dead).count();
    assert_eq!((all.len(), dead), (MOST_SOURCES, MOST_SOURCES / 2));
    let living: Vec<_> = all.iter().filter(|source| !source.dead).map(|s| s.amount.units()).collect();
    assert!(living.contains(&5_079) && !living.contains(&5_000), "the largest");
    let dust = units(&most(sources(&[10_000], &[1_000; 300])));
    assert_eq!(dust.len(), 9, "from the tenth on a signature costs as much as this brings");
    assert_eq!(units(&most(sources(&[1_001; 12], &[]))).len(), 12);
}

fn says(source: &Source, record: BalanceRecord) -> (Question, Answer) {
    (Question::TtcBalance(source.balance), Answer::TtcBalance(record))
}

#[test]
fn a_source_of_which_the_node_knows_less_is_left_out() {
    let all = sources(&[10, 10, 10, 10], &[10, 10]);
    let holds = |units| BalanceRecord::Holds(Amount::from_units(units));
    let records = [holds(10), holds(9), holds(0), BalanceRecord::Unknown, holds(4), BalanceRecord::Unknown];
    let answers: Vec<_> = all.iter().zip(records).map(|(source, record)| says(source, record)).collect();
    let seen = weighed(all.clone(), &answers).unwrap();
    assert_eq!((units(&seen.sources), seen.behind), (vec![10, 4], true));
    assert_eq!(weighed(all, &answers[1..]).err(), Some(Refused::Unanswered));
}

#[test]
fn a_dead_source_that_seems_full_again_is_left_out_until_it_is_seen_twice() {
    let mut refilled = source(1, 3, true);
    refilled.taken = Some(Amount::from_units(50));
    for (now, units_taken) in [(3, vec![3]), (49, vec![49]), (50, vec![]), (53, vec![])] {
        let answers = [says(&refilled, BalanceRecord::Holds(Amount::from_units(now)))];
        let seen = weighed(vec![refilled.clone()], &answers).unwrap();
        assert_eq!(
            (units(&seen.sources), seen.behind),
            (units_taken.clone(), units_taken.is_empty()),
            "{now}"
        );
    }
}
