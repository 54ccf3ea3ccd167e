use super::*;

const START: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn meter(count: u32) -> Meter {
    let budget = Budget { count, per: Duration::from_secs(60) };
    Meter::new(Limits { codes: budget, registrations: budget, publications: budget, look_ups: budget })
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn at(seconds: u64) -> Timestamp {
    START.after(Duration::from_secs(seconds))
}

#[test]
fn budget_is_spent_and_comes_back_evenly() {
    let (mut meter, from) = (meter(3), address("192.0.2.1"));
    for _ in 0..3 {
        assert_eq!(meter.take(Kind::LookUp, from, START), Ok(()));
    }
    let wait = Refusal::Limited { wait: Duration::from_secs(20) };
    assert_eq!(meter.take(Kind::LookUp, from, START), Err(wait));
    assert_eq!(meter.take(Kind::LookUp, from, at(20)), Ok(()));
    assert!(meter.take(Kind::LookUp, from, at(20)).is_err());
    for _ in 0..3 {
        assert_eq!(meter.take(Kind::LookUp, from, at(200)), Ok(()));
    }
    assert!(meter.take(Kind::LookUp, from, at(200)).is_err());
}

#[test]
fn addresses_and_kinds_have_budgets_of_their_own() {
    let mut meter = meter(1);
    assert_eq!(meter.take(Kind::LookUp, address("192.0.2.1"), START), Ok(()));
    assert!(meter.take(Kind::LookUp, address("192.0.2.1"), START).is_err());
    assert_eq!(meter.take(Kind::LookUp, address("192.0.2.2"), START), Ok(()));
    assert_eq!(meter.take(Kind::Code, address("192.0.2.1"), START), Ok(()));
    assert_eq!(meter.take(Kind::Register, address("192.0.2.1"), START), Ok(()));
    assert_eq!(meter.take(Kind::Publish, address("192.0.2.1"), START), Ok(()));
}

#[test]
fn one_network_is_one_address() {
    let mut meter = meter(1);
    assert_eq!(meter.take(Kind::Code, address("2001:db8::1"), START), Ok(()));
    assert!(meter.take(Kind::Code, address("2001:db8::ffff:2"), START).is_err());
    assert_eq!(meter.take(Kind::Code, address("2001:db8:0:1::1"), START), Ok(()));
    assert_eq!(meter.take(Kind::Code, address("192.0.2.1"), START), Ok(()));
    assert!(meter.take(Kind::Code, address("::ffff:192.0.2.1"), START).is_err());
}

#[test]
fn full_memory_refuses_new_addresses_until_one_is_forgotten() {
    let mut meter = meter(1);
    meter.most = 2;
    meter.take(Kind::Code, address("192.0.2.1"), START).unwrap();
    meter.take(Kind::Code, address("192.0.2.2"), START).unwrap();
    let busy = Refusal::Busy { wait: Duration::from_secs(60) };
    assert_eq!(meter.take(Kind::Code, address("192.0.2.3"), START), Err(busy));
    assert_eq!(meter.take(Kind::Code, address("192.0.2.3"), at(60)), Ok(()));
    assert_eq!(meter.whole.len(), 1);
}

#[test]
fn empty_budget_hears_nobody() {
    assert!(meter(0).take(Kind::Code, address("192.0.2.1"), START).is_err());
}
