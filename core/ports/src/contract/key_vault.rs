//! What every [`KeyVault`] keeps.

use crate::key_vault::{Attempts, KeyVault, KeyVaultError, Marker};
use tongtong_types::{Duration, RowId, Tier, Timestamp};

/// Runs the whole suite. `make` opens a new safe each time; `reopen` opens the newest one again.
///
/// # Panics
/// Where the contract is broken.
pub fn check(make: impl Fn() -> Box<dyn KeyVault>, reopen: impl Fn() -> Box<dyn KeyVault>) {
    prf_is_a_function_of_safe_tier_and_input(&make, &reopen);
    wrapped_opens_here_and_nowhere_else(&make, &reopen);
    marker_is_kept(&make, &reopen);
    attempts_are_counted_before_anything_else(&make, &reopen);
    delete_destroys(&make, &reopen);
}

type Open<'a> = &'a dyn Fn() -> Box<dyn KeyVault>;

fn prf_is_a_function_of_safe_tier_and_input(make: Open<'_>, reopen: Open<'_>) {
    let safe = make();
    if !safe.capability().prf {
        assert_eq!(safe.prf(Tier::Reading, b"a").err(), Some(KeyVaultError::Unsupported));
        return;
    }
    let a = safe.prf(Tier::Reading, b"a").unwrap();
    assert!(a.len() >= 32, "32 bytes or more");
    let again = reopen();
    assert_eq!(again.prf(Tier::Reading, b"a").unwrap(), a, "the same after a restart");
    assert_ne!(again.prf(Tier::Reading, b"b").unwrap(), a);
    assert_ne!(again.prf(Tier::Reading, b"").unwrap(), a);
    let mut tiers: Vec<_> = Tier::ALL.iter().map(|tier| again.prf(*tier, b"a").unwrap().to_vec()).collect();
    tiers.sort();
    tiers.dedup();
    assert_eq!(tiers.len(), Tier::ALL.len(), "each tier has a key of its own");
    assert_ne!(make().prf(Tier::Reading, b"a").unwrap(), a, "each safe has keys of its own");
}

fn wrapped_opens_here_and_nowhere_else(make: Open<'_>, reopen: Open<'_>) {
    let safe = make();
    let wrapped = match safe.wrap(Tier::Spending, b"secret") {
        Ok(wrapped) => wrapped,
        Err(error) => {
            assert_eq!(error, KeyVaultError::Unsupported);
            assert!(safe.capability().prf, "a safe without a PRF can wrap");
            return;
        }
    };
    assert!(!wrapped.windows(6).any(|window| window == b"secret"));
    let safe = reopen();
    assert_eq!(safe.unwrap(Tier::Spending, &wrapped).unwrap().as_slice(), b"secret");
    assert_eq!(safe.unwrap(Tier::Reading, &wrapped).err(), Some(KeyVaultError::NotOurs));
    for at in 0..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[at] ^= 1;
        assert_eq!(safe.unwrap(Tier::Spending, &altered).err(), Some(KeyVaultError::NotOurs), "byte {at}");
    }
    assert_eq!(safe.unwrap(Tier::Spending, &[]).err(), Some(KeyVaultError::NotOurs));
    assert_eq!(make().unwrap(Tier::Spending, &wrapped).err(), Some(KeyVaultError::NotOurs));
}

fn marker_is_kept(make: Open<'_>, reopen: Open<'_>) {
    let safe = make();
    assert_eq!(safe.marker(), Ok(None));
    for generation in [1, 2, u64::MAX] {
        let marker = Marker { store: RowId::new([8; 16]), generation };
        safe.set_marker(marker).unwrap();
        assert_eq!(safe.marker(), Ok(Some(marker)));
        assert_eq!(reopen().marker(), Ok(Some(marker)), "durable when it returned");
    }
}

fn attempts_are_counted_before_anything_else(make: Open<'_>, reopen: Open<'_>) {
    let safe = make();
    assert_eq!(safe.attempts(), Ok(Attempts::default()));
    for count in 1..=3 {
        let (now, boot) = (Timestamp::from_millis(1_000 * u64::from(count)), Duration::from_secs(5));
        let raised = safe.raise_attempts(now, boot).unwrap();
        assert_eq!(raised, Attempts { count, last: Some(now), last_boot: Some(boot) });
        assert_eq!(reopen().attempts(), Ok(raised), "flushed before the check");
    }
    safe.clear_attempts().unwrap();
    assert_eq!(reopen().attempts().map(|attempts| attempts.count), Ok(0));
}

fn delete_destroys(make: Open<'_>, reopen: Open<'_>) {
    let safe = make();
    let before = safe.prf(Tier::Background, b"a").ok();
    let wrapped = safe.wrap(Tier::Background, b"secret").ok();
    safe.set_marker(Marker { store: RowId::new([8; 16]), generation: 1 }).unwrap();
    safe.raise_attempts(Timestamp::from_millis(1), Duration::from_secs(1)).unwrap();
    safe.delete().unwrap();
    let safe = reopen();
    assert_eq!(safe.marker(), Ok(None));
    assert_eq!(safe.attempts(), Ok(Attempts::default()));
    if let Some(before) = before {
        assert_ne!(safe.prf(Tier::Background, b"a").ok(), Some(before), "the key is gone");
    }
    if let Some(wrapped) = wrapped {
        assert!(safe.unwrap(Tier::Background, &wrapped).is_err(), "what it sealed stays shut");
    }
    safe.delete().unwrap();
}
