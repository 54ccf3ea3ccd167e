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
        balance: BalanceId::new([0; 20]),
        path: key_path(&profile, Branch::Receive, index),
        dead,
        amount: Amount::from_units(units),
        known: Amount::from_units(units),
    }
}

fn chosen(living: &[u128], dead: &[u128], need: u128) -> Result<Vec<u128>, Refused> {
    let all = living.iter().map(|u| (*u, false)).chain(dead.iter().map(|u| (*u, true)));
    let all = all.zip(0..).map(|((units, dead), index)| source(index, units, dead)).collect();
    choose(all, Amount::from_units(need)).map(|s| s.iter().map(|s| s.amount.units()).collect())
}

#[test]
fn the_fewest_and_of_those_the_smallest() {
    for (living, dead, need, expected) in [
        (&[5, 20, 9][..], &[][..], 8, &[9][..]),
        (&[5, 20, 9], &[], 20, &[20]),
        (&[5, 20, 9], &[], 21, &[20, 5]),
        (&[5, 20, 9], &[], 26, &[20, 9]),
        (&[5, 20, 9], &[], 34, &[20, 9, 5]),
        (&[5, 20, 9], &[3, 1], 4, &[3, 1]),
        (&[5, 20, 9], &[3, 1], 5, &[3, 1, 5]),
        (&[5, 20, 9], &[30], 1, &[30]),
    ] {
        assert_eq!(chosen(living, dead, need).unwrap(), expected, "{need} of {living:?} and {dead:?}");
    }
}

#[test]
fn a_hundred_addresses_at_most_and_dead_dust_does_not_crowd_out_the_living() {
    assert_eq!(chosen(&[1; 101], &[], 100).unwrap().len(), 100);
    assert_eq!(chosen(&[1; 101], &[], 101), Err(Refused::TooManySources));
    let crowded = chosen(&[100; 50], &[1; 300], 5_000).unwrap();
    assert_eq!((crowded.len(), crowded.iter().sum::<u128>()), (100, 5_050));
    let all = (0..150).map(|index| source(index, u128::from(index), index == 3)).collect();
    let most = most(all);
    assert_eq!((most.len(), most[0].index, most[1].index), (100, 3, 149));
}
