use super::*;
use proptest::prelude::*;

fn peer(byte: u8) -> PeerId {
    PeerId::new([byte; 32])
}

#[test]
fn both_sides_see_the_same_sixty_digits() {
    let number = SafetyNumber::of(&peer(1), &peer(2));
    assert_eq!(number, SafetyNumber::of(&peer(2), &peer(1)));
    assert_eq!(number.digits().len(), 60);
    assert!(number.digits().bytes().all(|b| b.is_ascii_digit()));
}

#[test]
fn the_smaller_half_stands_first_and_each_half_belongs_to_one_identity() {
    let digits = SafetyNumber::of(&peer(1), &peer(2)).digits().to_owned();
    let (first, second) = digits.split_at(30);
    assert!(first < second);
    let other = SafetyNumber::of(&peer(1), &peer(3)).digits().to_owned();
    let halves = [other[..30].to_owned(), other[30..].to_owned()];
    assert_eq!(halves.iter().filter(|half| *half == first || *half == second).count(), 1);
}

#[test]
fn it_is_shown_in_twelve_groups_of_five() {
    let shown = SafetyNumber::of(&peer(1), &peer(2)).to_string();
    let groups: Vec<&str> = shown.split(' ').collect();
    assert_eq!(groups.len(), 12);
    assert!(groups.iter().all(|group| group.len() == 5));
}

/// Written once more, byte by byte from the definition.
#[test]
fn the_digits_are_those_of_the_definition() {
    let identity = [7u8; 32];
    let mut state = [&[0u8, 1][..], &identity].concat();
    for round in 0..5_200 {
        let input = if round == 0 { state.clone() } else { [state.as_slice(), &identity].concat() };
        state = Sha512::digest(input).to_vec();
    }
    let mut expected = String::new();
    for group in 0..6 {
        let mut number = 0u64;
        for byte in &state[group * 5..group * 5 + 5] {
            number = number * 256 + u64::from(*byte);
        }
        expected += &format!("{:05}", number % 100_000);
    }
    assert_eq!(half(&PeerId::new(identity)), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn another_identity_gives_another_number(a: [u8; 32], b: [u8; 32], c: [u8; 32]) {
        prop_assume!(b != c);
        let (a, b, c) = (PeerId::new(a), PeerId::new(b), PeerId::new(c));
        prop_assert_ne!(SafetyNumber::of(&a, &b), SafetyNumber::of(&a, &c));
    }
}
