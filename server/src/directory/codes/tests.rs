use super::*;
use tongtong_crypto::entropy::OsEntropy;

const START: Timestamp = Timestamp::from_millis(1_780_000_000_000);

struct World {
    codes: Codes,
    entropy: OsEntropy,
}

impl World {
    fn new(most: usize) -> Self {
        let entropy = OsEntropy::new().unwrap();
        Self { codes: Codes::new(&entropy, most).unwrap(), entropy }
    }

    fn issue(&mut self, number: u8, now: Timestamp) -> Result<String, Refusal> {
        let phone = "010-1234-5678".parse().unwrap();
        let code = self.codes.issue(NumberHash([number; 32]), &phone, now, &self.entropy)?;
        Ok(code.digits().to_owned())
    }

    fn redeem(&mut self, number: u8, digits: &str, now: Timestamp) -> Result<(), Refusal> {
        self.codes.redeem(NumberHash([number; 32]), digits, now)
    }
}

fn at(seconds: u64) -> Timestamp {
    START.after(Duration::from_secs(seconds))
}

fn limited(seconds: u64) -> Refusal {
    Refusal::Limited { wait: Duration::from_secs(seconds) }
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[test]
fn code_has_six_digits_and_counts_once() {
    let mut world = World::new(10);
    let code = world.issue(1, START).unwrap();
    assert_eq!(code.len(), 6);
    assert!(code.bytes().all(|digit| digit.is_ascii_digit()));
    assert_eq!(world.redeem(1, &code, START), Ok(()));
    assert_eq!(world.redeem(1, &code, START), Err(Refusal::CodeExpired));
}

#[test]
fn fifth_wrong_code_voids_the_right_one() {
    let mut world = World::new(10);
    let code = world.issue(1, START).unwrap();
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(world.redeem(1, &wrong(&code), START), Err(Refusal::CodeWrong { left }));
    }
    assert_eq!(world.redeem(1, &code, START), Err(Refusal::CodeExpired));
}

#[test]
fn fifth_try_may_be_the_right_one() {
    let mut world = World::new(10);
    let code = world.issue(1, START).unwrap();
    for _ in 0..4 {
        world.redeem(1, &wrong(&code), START).unwrap_err();
    }
    assert_eq!(world.redeem(1, &code, START), Ok(()));
}

#[test]
fn code_counts_for_five_minutes() {
    let mut world = World::new(10);
    let (first, second) = (world.issue(1, START).unwrap(), world.issue(2, START).unwrap());
    assert_eq!(world.redeem(1, &first, at(299)), Ok(()));
    assert_eq!(world.redeem(2, &second, at(300)), Err(Refusal::CodeExpired));
}

#[test]
fn next_code_voids_the_one_before() {
    let mut world = World::new(10);
    let first = world.issue(1, START).unwrap();
    let mut second = world.issue(1, at(30)).unwrap();
    if second == first {
        second = world.issue(1, at(60)).unwrap();
    }
    assert_eq!(world.redeem(1, &first, at(60)), Err(Refusal::CodeWrong { left: 4 }));
    assert_eq!(world.redeem(1, &second, at(60)), Ok(()));
}

#[test]
fn code_of_another_number_is_not_taken() {
    let mut world = World::new(10);
    let code = world.issue(1, START).unwrap();
    assert_eq!(world.redeem(2, &code, START), Err(Refusal::CodeExpired));
    assert_ne!(
        world.codes.hash(NumberHash([1; 32]), &code),
        world.codes.hash(NumberHash([2; 32]), &code),
        "the hash binds the number"
    );
}

#[test]
fn next_code_waits_thirty_seconds() {
    let mut world = World::new(10);
    world.issue(1, START).unwrap();
    assert_eq!(world.issue(1, at(1)).err(), Some(limited(29)));
    assert!(world.issue(2, at(1)).is_ok(), "another number does not wait");
    assert!(world.issue(1, at(30)).is_ok());
}

#[test]
fn sixth_code_waits_for_the_hour() {
    let mut world = World::new(10);
    for n in 0..5 {
        world.issue(1, at(n * 60)).unwrap();
    }
    assert_eq!(world.issue(1, at(300)).err(), Some(limited(3300)));
    assert_eq!(world.issue(1, at(3599)).err(), Some(limited(1)));
    assert!(world.issue(1, at(3600)).is_ok());
    assert_eq!(world.issue(1, at(3630)).err(), Some(limited(30)), "the second of the hour is still in it");
}

#[test]
fn using_a_code_does_not_bring_the_next_one_sooner() {
    let mut world = World::new(10);
    let code = world.issue(1, START).unwrap();
    world.redeem(1, &code, START).unwrap();
    assert_eq!(world.issue(1, at(5)).err(), Some(limited(25)));
}

#[test]
fn full_memory_refuses_new_numbers_until_the_hour_is_over() {
    let mut world = World::new(2);
    world.issue(1, START).unwrap();
    world.issue(2, at(60)).unwrap();
    assert_eq!(world.issue(3, at(120)).err(), Some(Refusal::Busy { wait: PAUSE }));
    assert!(world.issue(1, at(120)).is_ok(), "a known number is served");
    assert!(world.issue(3, at(3660)).is_ok());
    assert_eq!(world.codes.sent.len(), 2);
}

#[test]
fn sms_code_prints_neither_number_nor_digits() {
    let mut world = World::new(10);
    let phone = "010-1234-5678".parse().unwrap();
    let code = world.codes.issue(NumberHash([1; 32]), &phone, START, &world.entropy).unwrap();
    assert_eq!(format!("{code:?}"), "SmsCode(..)");
}
