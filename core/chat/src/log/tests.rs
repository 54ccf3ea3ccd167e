use super::*;
use proptest::prelude::*;

fn log() -> LogRow {
    LogRow::empty(ConversationId::new([1; 32]), PeerId::new([2; 32]), Author::Them, LogId::new([3; 16]))
}

fn taken(places: &[u64]) -> LogRow {
    let mut log = log();
    for place in places {
        log.take(*place, HeaderHash::new([0; 32]));
    }
    log
}

#[test]
fn a_log_without_gaps_misses_nothing() {
    assert_eq!(taken(&[1, 2, 3]).missing, []);
    assert_eq!(taken(&[1, 2, 3]).head, 3);
}

#[test]
fn a_gap_is_a_run_and_is_filled_place_by_place() {
    assert_eq!(taken(&[1, 6]).missing, [(2, 5)]);
    assert_eq!(taken(&[1, 6, 3]).missing, [(2, 2), (4, 5)]);
    assert_eq!(taken(&[1, 6, 3, 2, 4]).missing, [(5, 5)]);
    assert_eq!(taken(&[1, 6, 3, 2, 4, 5]).missing, []);
    assert_eq!(taken(&[5]).missing, [(1, 4)], "a log that begins in the middle");
}

#[test]
fn a_log_has_another_id_in_another_conversation_and_in_another_epoch() {
    let (one, two) = (RowId::new([1; 16]), RowId::new([2; 16]));
    let (here, there) = (ConversationId::new([1; 32]), ConversationId::new([2; 32]));
    assert_eq!(log_id(&one, &here, None), log_id(&one, &here, None));
    assert_ne!(log_id(&one, &here, None), log_id(&two, &here, None));
    assert_ne!(log_id(&one, &here, None), log_id(&one, &there, None));
    assert_ne!(log_id(&one, &here, None), log_id(&one, &here, Some(&two)), "renewed");
}

proptest! {
    #[test]
    fn what_never_came_is_missing_and_the_runs_are_bounded(
        places in prop::collection::vec(1_u64..200, 1..80)
    ) {
        let log = taken(&places);
        prop_assert!(log.missing.len() <= MAX_MISSING);
        prop_assert!(log.missing.windows(2).all(|runs| runs[0].1 < runs[1].0));
        prop_assert_eq!(log.head, places.iter().copied().max().unwrap());
        for place in 1..log.head {
            prop_assert!(places.contains(&place) || log.misses(place), "{} is forgotten", place);
        }
    }
}
