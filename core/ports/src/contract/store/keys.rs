use super::{Bench, Case, MASTER};
use crate::contract::rows;
use crate::store::{Changes, KeyChanges, Store, StoreError};
use tongtong_types::Tier;

pub(super) const CASES: &[Case] = &[
    begins_empty_and_locked,
    tells_nothing_while_locked,
    keeps_envelopes_and_generation_without_a_key,
    refuses_rows_without_a_key_and_keeps_nothing_of_them,
    belongs_to_the_key_of_its_first_commit,
    is_not_bound_by_an_unlock_alone,
];

const OTHER: [u8; 32] = [0x22; 32];

fn begins_empty_and_locked(bench: &mut Bench<'_>) {
    let id = bench.store().id().unwrap();
    assert_eq!(bench.store().generation(), Ok(0));
    for tier in Tier::ALL {
        assert_eq!(bench.store().envelope(tier), Ok(None));
    }
    bench.restart();
    assert_eq!(bench.store().id(), Ok(id), "the id stays");
    bench.store().unlock(&MASTER).unwrap();
    assert_eq!(bench.store().read_chat(&Default::default()), Ok(Default::default()));
    assert_eq!(bench.store().read_wallet(&Default::default()), Ok(Default::default()));
    assert_eq!(bench.store().outbox(), Ok(Default::default()));
    assert_eq!(bench.store().contacts(), Ok(Vec::new()));
    assert_eq!(bench.store().payments(None, 10), Ok(Vec::new()));
}

fn tells_nothing_while_locked(bench: &mut Bench<'_>) {
    all_locked(bench.store());
    bench.store().unlock(&MASTER).unwrap();
    bench.store().lock();
    all_locked(bench.store());
}

fn all_locked(store: &dyn Store) {
    assert_eq!(store.read_chat(&Default::default()), Err(StoreError::Locked));
    assert_eq!(store.read_wallet(&Default::default()), Err(StoreError::Locked));
    assert_eq!(store.outbox(), Err(StoreError::Locked));
    assert_eq!(store.contacts(), Err(StoreError::Locked));
    assert_eq!(store.messages(rows::peer(1), None, 1), Err(StoreError::Locked));
    assert_eq!(store.message(rows::row(1)), Err(StoreError::Locked));
    assert_eq!(store.payments(None, 1), Err(StoreError::Locked));
}

fn keeps_envelopes_and_generation_without_a_key(bench: &mut Bench<'_>) {
    let envelopes = vec![(Tier::Background, vec![1; 90]), (Tier::Reading, vec![2; 90])];
    let keys = KeyChanges { envelopes, generation: Some(7) };
    bench.store().commit(&Changes { keys, ..Changes::default() }).unwrap();
    bench.restart();
    let keys = KeyChanges { envelopes: vec![(Tier::Reading, vec![3; 70])], generation: None };
    bench.store().commit(&Changes { keys, ..Changes::default() }).unwrap();
    bench.restart();
    assert_eq!(bench.store().envelope(Tier::Background), Ok(Some(vec![1; 90])));
    assert_eq!(bench.store().envelope(Tier::Reading), Ok(Some(vec![3; 70])), "replaced as a whole");
    assert_eq!(bench.store().envelope(Tier::Spending), Ok(None));
    assert_eq!(bench.store().generation(), Ok(7));
}

fn refuses_rows_without_a_key_and_keeps_nothing_of_them(bench: &mut Bench<'_>) {
    let mut changes = Changes::default();
    changes.keys.generation = Some(9);
    changes.chat.me = Some(rows::me("A"));
    assert_eq!(bench.store().commit(&changes), Err(StoreError::Locked));
    assert_eq!(bench.store().generation(), Ok(0), "all or nothing");
    let mut changes = Changes::default();
    changes.wallet.account = Some(rows::account(0));
    assert_eq!(bench.store().commit(&changes), Err(StoreError::Locked));
}

fn belongs_to_the_key_of_its_first_commit(bench: &mut Bench<'_>) {
    let mut changes = Changes::default();
    changes.chat.me = Some(rows::me("A"));
    bench.keep(&changes);
    assert_eq!(bench.store().unlock(&OTHER), Err(StoreError::WrongKey));
    bench.restart();
    assert_eq!(bench.store().unlock(&OTHER), Err(StoreError::WrongKey));
    assert_eq!(bench.store().contacts(), Err(StoreError::Locked), "a wrong key opens nothing");
    bench.store().unlock(&MASTER).unwrap();
    assert_eq!(bench.store().read_chat(&Default::default()).unwrap().me, Some(rows::me("A")));
}

/// A device that died between its first unlock and its first commit starts afresh.
fn is_not_bound_by_an_unlock_alone(bench: &mut Bench<'_>) {
    bench.store().unlock(&OTHER).unwrap();
    bench.restart();
    bench.store().unlock(&MASTER).unwrap();
}
