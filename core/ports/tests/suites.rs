//! A suite that cannot fail would prove nothing: each finds the fault that is put before it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use tongtong_ports::contract::{self, rows};
use tongtong_ports::memory::MemoryStore;
use tongtong_ports::{Clock, LogEntry, Logger, NoWakeUp, Store, WakeUp, WakeUpError};
use tongtong_types::{Duration, RowId, Timestamp};

fn fails(suite: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(suite)).is_err()
}

fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("waits for nothing here"),
    }
}

#[test]
fn a_store_that_forgets_is_found() {
    let new = || -> Box<dyn Store> { Box::new(MemoryStore::new(RowId::new([1; 16]))) };
    assert!(fails(|| contract::store::check(new, |_| new())));
}

struct Watch(fn(u64) -> u64, Mutex<u64>);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        rows::moment(0)
    }

    fn since_boot(&self) -> Duration {
        let mut tick = self.1.lock().unwrap();
        *tick += 1;
        Duration::from_millis(self.0(*tick))
    }
}

#[test]
fn a_clock_that_runs_backwards_is_found() {
    contract::clock::check(&Watch(|tick| tick / 7, Mutex::new(0)));
    assert!(fails(|| contract::clock::check(&Watch(|tick| tick % 7, Mutex::new(0)))));
}

struct Lines(Mutex<u32>, u32);

impl Logger for Lines {
    fn log(&self, _entry: LogEntry) {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        assert!(*count <= self.1, "full");
    }
}

#[test]
fn a_logger_that_fails_is_found() {
    let all = Lines(Mutex::new(0), 24);
    contract::logger::check(&all);
    assert_eq!(*all.0.lock().unwrap(), 24, "every line came");
    assert!(fails(|| contract::logger::check(&Lines(Mutex::new(0), 23))));
}

struct WakesOnce(Mutex<bool>);

#[async_trait::async_trait]
impl WakeUp for WakesOnce {
    async fn wake(&self, capability: &[u8]) -> Result<(), WakeUpError> {
        if capability == b"revoked" {
            return Err(WakeUpError::Revoked);
        }
        let again = core::mem::replace(&mut *self.0.lock().unwrap(), true);
        if again { Err(WakeUpError::Offline) } else { Ok(()) }
    }
}

#[test]
fn no_wake_up_says_so_and_one_that_wakes_once_is_found() {
    now(contract::wake_up::check(&NoWakeUp, None, b"revoked"));
    let once = WakesOnce(Mutex::new(false));
    assert!(fails(|| now(contract::wake_up::check(&once, Some(b"good"), b"revoked"))));
}
