//! Where work runs: a runtime of our own, started at the first call.

use crate::TongTongError;
use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Once};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{AbortHandle, JoinHandle};

/// Threads that run tasks. What blocks has threads beside them.
const WORKERS: usize = 2;

/// The name of every thread of the runtime.
const THREADS: &str = "tongtong";

/// One for the whole process, for as long as it lives: devices come and go. None where the system gives no
/// threads.
static RUNTIME: LazyLock<Option<Runtime>> = LazyLock::new(|| {
    quiet_panics();
    Builder::new_multi_thread().worker_threads(WORKERS).thread_name(THREADS).enable_all().build().ok()
});

/// Where listeners are called: each that blocks holds a thread here, and none of those that the core needs.
static LISTENERS: LazyLock<Option<Runtime>> = LazyLock::new(|| {
    quiet_panics();
    Builder::new_multi_thread().worker_threads(1).thread_name(THREADS).build().ok()
});

/// Starts the telling of a listener.
pub(crate) fn spawn_listener(
    telling: impl Future<Output = ()> + Send + 'static,
) -> Result<AbortHandle, TongTongError> {
    let runtime = LISTENERS.as_ref().ok_or_else(|| TongTongError::internal("runtime"))?;
    Ok(runtime.spawn(telling).abort_handle())
}

/// Starts work that nobody waits for.
pub(crate) fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<JoinHandle<T>, TongTongError> {
    let runtime = RUNTIME.as_ref().ok_or_else(|| TongTongError::internal("runtime"))?;
    Ok(runtime.spawn(work))
}

/// Does work to its end, even if the caller stops waiting for it. A panic in it is an error.
pub(crate) async fn run<T, E>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, TongTongError>
where
    T: Send + 'static,
    E: Into<TongTongError> + Send + 'static,
{
    match spawn(work)?.await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(TongTongError::internal("panic")),
    }
}

/// Does short work on the caller's thread. A panic in it is an error.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, TongTongError>) -> Result<T, TongTongError> {
    quiet_panics();
    OURS.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    OURS.set(false);
    done.unwrap_or_else(|_| Err(TongTongError::internal("panic")))
}

thread_local! {
    /// Whether this thread, which is the caller's, is inside of this library.
    static OURS: Cell<bool> = const { Cell::new(false) };
}

/// From now on a panic of this library tells where it happened and nothing of what it says. A panic of other
/// code goes to the hook that was there before.
fn quiet_panics() {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let inside = std::thread::current().name() == Some(THREADS) || OURS.get();
            if inside {
                crate::logger::panicked(panic.location().map(|place| (place.file(), place.line())));
            } else {
                before(panic);
            }
        }));
    });
}
