use super::*;

const ZERO: BalanceRecord = BalanceRecord::Holds(Amount::ZERO);
const UNKNOWN: BalanceRecord = BalanceRecord::Unknown;

fn holds(units: u128) -> BalanceRecord {
    BalanceRecord::Holds(Amount::from_units(units))
}

fn in_block(body: u8) -> TransactionRecord {
    TransactionRecord::InBlock { block: "1:1".to_owned(), body: BodyDigest::new([body; 32]) }
}

/// What is seen of a young body named 1 that takes fifty units from each source and has ten units of change.
fn seen(
    transactions: Vec<TransactionRecord>,
    sources: Vec<(BalanceRecord, bool)>,
    change: Option<BalanceRecord>,
) -> Seen {
    let comes_back = change.map(|record| (Amount::from_units(10), record)).into_iter().collect();
    let takes = Amount::from_units(50);
    let source = |(record, reused)| SourceSeen { record, takes, reused };
    let sources = sources.into_iter().map(source).collect();
    let age = Duration::from_secs(599);
    Seen { body: Some(BodyDigest::new([1; 32])), transactions, sources, comes_back, age }
}

#[test]
fn paid_or_not_by_table() {
    use Verdict::{ChangeCame, InBlock, Open, SourceEmpty};
    let pending = || TransactionRecord::Pending;
    let unknown = || TransactionRecord::Unknown;
    let (sole, reused) = (false, true);
    for (name, seen, verdict) in [
        ("its id in a block", seen(vec![in_block(1)], vec![(holds(50), sole)], None), InBlock),
        ("any of its ids", seen(vec![unknown(), in_block(1)], vec![], None), InBlock),
        ("its id with another body", seen(vec![in_block(2)], vec![(holds(50), sole)], None), Open),
        ("pending", seen(vec![pending()], vec![(holds(50), sole)], Some(UNKNOWN)), Open),
        ("nothing asked", seen(vec![], vec![], None), Open),
        ("empty, no other body", seen(vec![unknown()], vec![(ZERO, sole)], None), SourceEmpty),
        ("one of two empty", seen(vec![], vec![(holds(3), sole), (ZERO, sole)], None), SourceEmpty),
        ("source never heard of", seen(vec![unknown()], vec![(UNKNOWN, sole)], None), Open),
        ("empty, other bodies", seen(vec![unknown()], vec![(ZERO, reused)], Some(UNKNOWN)), Open),
        ("empty, other bodies, no change", seen(vec![unknown()], vec![(ZERO, reused)], None), Open),
        ("other bodies, its change", seen(vec![], vec![(ZERO, reused)], Some(holds(10))), ChangeCame),
        ("more than its change", seen(vec![], vec![(ZERO, reused)], Some(holds(11))), ChangeCame),
        ("less than its change", seen(vec![], vec![(ZERO, reused)], Some(holds(9))), Open),
        ("refilled source, its change", seen(vec![], vec![(holds(9), sole)], Some(holds(10))), ChangeCame),
        ("change spent", seen(vec![], vec![(holds(9), sole)], Some(ZERO)), Open),
        ("other bodies over one of two", seen(vec![], vec![(ZERO, reused), (ZERO, sole)], None), SourceEmpty),
    ] {
        assert_eq!(judge(&seen), verdict, "{name}");
        assert_eq!(judge(&seen).is_paid(), verdict != Open);
    }
}

#[test]
fn a_source_that_was_refilled_tells_after_a_while() {
    let old = |record, reused| Seen { age: LAG, ..seen(vec![], vec![(record, reused)], None) };
    assert_eq!(judge(&old(holds(49), false)), Verdict::SourceDrained);
    assert_eq!(judge(&old(holds(50), false)), Verdict::Open);
    assert_eq!(judge(&old(holds(49), true)), Verdict::Open);
    assert_eq!(judge(&old(UNKNOWN, false)), Verdict::Open);
    assert_eq!(judge(&seen(vec![], vec![(holds(49), false)], None)), Verdict::Open, "it is young");
}

#[test]
fn no_change_is_never_proof() {
    let nothing = Seen { comes_back: vec![(Amount::ZERO, ZERO)], ..Seen::default() };
    assert_eq!(judge(&nothing), Verdict::Open);
}

#[test]
fn failed_or_not_by_table() {
    let reused = true;
    for (name, seen, rival_paid, failed) in [
        ("a rival emptied the source", seen(vec![], vec![(ZERO, reused)], Some(UNKNOWN)), true, true),
        ("refilled since, with less", seen(vec![], vec![(holds(49), reused)], Some(UNKNOWN)), true, true),
        ("no rival is paid", seen(vec![], vec![(ZERO, reused)], Some(UNKNOWN)), false, false),
        ("the source is full", seen(vec![], vec![(holds(50), reused)], Some(UNKNOWN)), true, false),
        ("it is paid itself", seen(vec![in_block(1)], vec![(ZERO, reused)], None), true, false),
        ("its change came", seen(vec![], vec![(ZERO, reused)], Some(holds(10))), true, false),
    ] {
        assert_eq!(has_failed(&seen, rival_paid), failed, "{name}");
    }
}
