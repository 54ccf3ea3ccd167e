//! What only tests and measurements call: the ports' contract suites through the foreign traits, and calls that
//! do nothing but cross the border. In no library that ships.

#![allow(clippy::panic, reason = "test code: panics are what is tested")]

use crate::key_vault::{self, ForeignKeyVault};
use crate::runtime::{guard, run};
use crate::wake_up::{self, ForeignWakeUp};
use crate::{CallbackError, Event, EventListener, TongTongError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tongtong_ports::{KeyVault, contract};

/// Foreign trait: makes safes for their contract suite.
#[uniffi::export(foreign)]
pub trait KeyVaultMaker: Send + Sync {
    /// A new safe.
    ///
    /// # Errors
    /// If it cannot be made.
    fn make(&self) -> Result<Arc<dyn ForeignKeyVault>, CallbackError>;
    /// The newest safe, opened again.
    ///
    /// # Errors
    /// If it cannot be opened.
    fn reopen(&self) -> Result<Arc<dyn ForeignKeyVault>, CallbackError>;
}

/// Runs the contract suite of key vaults over an app's own. The fact `sentence` says what is broken.
///
/// # Errors
/// `contract_broken`.
#[uniffi::export]
pub async fn contract_key_vault(maker: Arc<dyn KeyVaultMaker>) -> Result<(), TongTongError> {
    blocking(move || {
        let safe = |made: Result<Arc<dyn ForeignKeyVault>, CallbackError>| -> Box<dyn KeyVault> {
            match made {
                Ok(vault) => Box::new(key_vault::Adapter(vault)),
                Err(error) => panic!("{error}"),
            }
        };
        contract::key_vault::check(|| safe(maker.make()), || safe(maker.reopen()));
    })
    .await
}

/// Wakes somebody through an app's own push service, as the core would. Answers the code of what it said.
///
/// # Errors
/// None.
#[uniffi::export]
pub async fn contract_wake_up(
    service: Arc<dyn ForeignWakeUp>,
    capability: Vec<u8>,
) -> Result<String, TongTongError> {
    run(async move {
        let woken = tongtong_ports::WakeUp::wake(&wake_up::Adapter(service), &capability).await;
        Ok::<_, TongTongError>(woken.map_or_else(|error| error.code().to_owned(), |()| "woken".to_owned()))
    })
    .await
}

/// Panics with this text in a task of the runtime.
///
/// # Errors
/// Always `internal` with the fact `place` = `panic`, and never the text.
#[uniffi::export]
pub async fn contract_panic(text: String) -> Result<(), TongTongError> {
    run(async move {
        if text.len() < usize::MAX {
            panic!("{text}");
        }
        Ok::<_, TongTongError>(())
    })
    .await
}

/// Panics with this text on the caller's thread.
///
/// # Errors
/// As [`contract_panic`].
#[uniffi::export]
pub fn contract_panic_here(text: String) -> Result<(), TongTongError> {
    guard(|| {
        if text.len() < usize::MAX {
            panic!("{text}");
        }
        Ok(())
    })
}

/// Crosses the border and comes back.
#[uniffi::export]
pub fn contract_nothing() {}

/// Takes bytes over the border in a buffer of their own, and answers how many.
#[uniffi::export]
#[must_use]
pub fn contract_bytes(bytes: Vec<u8>) -> u64 {
    bytes.len().try_into().unwrap_or(u64::MAX)
}

/// Reads bytes where the caller has them, and answers how many.
#[uniffi::export]
#[must_use]
pub fn contract_borrowed(bytes: &[u8]) -> u64 {
    bytes.len().try_into().unwrap_or(u64::MAX)
}

/// Crosses the border, does nothing on the runtime, and comes back.
///
/// # Errors
/// None.
#[uniffi::export]
pub async fn contract_nothing_async() -> Result<(), TongTongError> {
    run(async { Ok::<_, TongTongError>(()) }).await
}

/// Tells a listener this many events, on the caller's thread.
///
/// # Errors
/// None.
#[uniffi::export]
pub fn contract_events(listener: Arc<dyn EventListener>, count: u32) -> Result<(), TongTongError> {
    guard(|| {
        for missed in 0..u64::from(count) {
            let _heard = listener.on_event(Event::ReadAnew { missed });
        }
        Ok(())
    })
}

/// Runs a suite on a thread that may block. The sentence that is broken is a fact: here it holds no secret.
async fn blocking(suite: impl FnOnce() + Send + 'static) -> Result<(), TongTongError> {
    run(async move {
        let run = tokio::task::spawn_blocking(move || catch_unwind(AssertUnwindSafe(suite)));
        match run.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(broken)) => {
                let sentence = broken.downcast_ref::<String>().cloned();
                let sentence = sentence.or_else(|| broken.downcast_ref::<&str>().map(ToString::to_string));
                Err(TongTongError::broken_contract(sentence.unwrap_or_default()))
            }
            Err(_) => Err(TongTongError::internal("panic")),
        }
    })
    .await
}
