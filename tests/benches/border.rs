//! What the calls that only cross the border cost in Rust, in process: what Kotlin and Swift are compared
//! with.
//!
//! `scripts/bench border-rust` runs this. The allocator is the border's own.

#![allow(clippy::unwrap_used, reason = "a measurement that fails must stop at once")]

use criterion::Criterion;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use tongtong::contract::{
    contract_borrowed, contract_bytes, contract_events, contract_nothing, contract_nothing_async,
};
use tongtong::{CallbackError, Event, EventListener};

/// How many events one call tells: the call itself must not weigh.
const EVENTS: u32 = 1_000;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let mut group = criterion.benchmark_group("border");
    group.bench_function("nothing", |b| b.iter(|| black_box(contract_nothing as fn())()));
    for (name, size) in [("100_bytes", 100), ("100_kb", 100_000)] {
        let bytes = vec![0x5a; size];
        group.bench_function(format!("{name}_copied"), |b| {
            // The callee takes the bytes over, so a caller who keeps its own makes a copy.
            b.iter(|| contract_bytes(black_box(&bytes).clone()));
        });
        group.bench_function(format!("{name}_borrowed"), |b| {
            b.iter(|| contract_borrowed(black_box(&bytes)));
        });
    }
    let runtime = Builder::new_current_thread().build().unwrap();
    group.bench_function("nothing_async", |b| {
        b.iter_custom(|calls| {
            let started = Instant::now();
            runtime.block_on(async {
                for _ in 0..calls {
                    contract_nothing_async().await.unwrap();
                }
            });
            started.elapsed()
        });
    });
    let listener = Arc::new(Counter(AtomicU64::new(0)));
    group.bench_function("event", |b| {
        b.iter_custom(|events| {
            let calls = events.div_ceil(u64::from(EVENTS));
            let started = Instant::now();
            for _ in 0..calls {
                let listener: Arc<dyn EventListener> = listener.clone();
                contract_events(listener, EVENTS).unwrap();
            }
            // As if exactly as many had been told as were asked for.
            let told = calls.saturating_mul(EVENTS.into());
            assert!(listener.0.load(Ordering::Relaxed) >= told, "every event arrives");
            started.elapsed().mul_f64(ratio(events, told))
        });
    });
    group.finish();
    criterion.final_summary();
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// Counts what it hears.
struct Counter(AtomicU64);

impl EventListener for Counter {
    fn on_event(&self, event: Event) -> Result<(), CallbackError> {
        black_box(event);
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
