use super::*;
use proptest::prelude::*;

const MAIN: FeePolicy = FeePolicy { rate_ppm: 5_000, minimum_units: 10_000 };

#[test]
fn half_a_percent_truncated_and_at_least_a_tenth() {
    for (amount, fee) in [
        (1, 10_000),
        (1_000_000, 10_000),
        (2_000_000, 10_000),
        (2_000_199, 10_000),
        (2_000_200, 10_001),
        (100_000_000, 500_000),
        (199, 10_000),
    ] {
        assert_eq!(MAIN.fee(Amount::from_units(amount)), Some(Amount::from_units(fee)), "{amount}");
    }
}

#[test]
fn nothing_is_left_to_pay_out_of_the_fee() {
    assert_eq!(MAIN.largest(Amount::from_units(10_000)), None);
    let one = (Amount::from_units(1), Amount::from_units(10_000));
    assert_eq!(MAIN.largest(Amount::from_units(10_001)), Some(one));
}

proptest! {
    #[test]
    fn the_largest_payment_takes_everything_and_one_more_does_not_fit(
        rate_ppm in 0_u32..1_000_000,
        minimum_units in 0_u64..1_000_000,
        total in 0_u128..1_000_000_000_000,
    ) {
        let policy = FeePolicy { rate_ppm, minimum_units };
        match policy.largest(Amount::from_units(total)) {
            None => prop_assert!(policy.total(Amount::from_units(1)).unwrap().units() > total),
            Some((amount, fee)) => {
                prop_assert_eq!(amount.units() + fee.units(), total);
                let due = policy.fee(amount).unwrap().units();
                prop_assert!(fee.units() == due || fee.units() == due + 1);
                let more = Amount::from_units(amount.units() + 1);
                prop_assert!(policy.total(more).unwrap().units() > total);
            }
        }
    }
}

#[test]
fn the_tenth_signature_is_the_first_that_costs() {
    for (count, units) in [(0, 0), (1, 0), (9, 0), (10, 1_000), (11, 2_000), (100, 91_000)] {
        assert_eq!(signatures(count), Amount::from_units(units), "{count}");
    }
}
