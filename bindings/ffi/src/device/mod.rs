//! A device: one folder, one user, one engine. Opened, put together, and shut down.

mod account;
mod messages;
mod money;
mod people;

pub use account::Own;
pub use people::Presence;

use crate::TongTongError;
use crate::key_vault::{self, ForeignKeyVault};
use crate::logger::{self, ForeignLogger};
use crate::runtime::{run, spawn};
use crate::wake_up::{self, ForeignWakeUp};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tongtong_crypto::entropy::{Entropy, OsEntropy};
use tongtong_engine::{Engine, EngineError, NoProbe, Parts};
use tongtong_net::{Chains, DirectoryClient, Http};
use tongtong_p2p::IrohOpener;
use tongtong_ports::{KeyVault, LogEntry, Logger, NoWakeUp, Store, SystemClock, WakeUp};
use tongtong_store::{Access, FileVault, SqliteStore};
use tongtong_wallet::Profile;

/// How long shutting down waits for the folder; it goes on after that.
const LETTING_GO: Duration = Duration::from_secs(10);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(5);

/// A device: the messenger and the wallet of one folder.
///
/// Open one per folder and keep it as long as the app lives. Every call may be made from any thread; work that
/// was begun goes on to its end even if the caller stops waiting for it.
#[derive(uniffi::Object)]
pub struct Device {
    open: Mutex<Option<Open>>,
    /// Whether the folder was let go.
    closed: watch::Sender<bool>,
}

/// What a device holds until it is shut down.
struct Open {
    engine: Engine,
    store: Arc<dyn Store>,
}

#[uniffi::export]
impl Device {
    /// Opens the device of a folder, locked. The folder is made if it is not there; it belongs to one device in
    /// one process at a time, on storage that is not backed up or synchronised.
    ///
    /// `profile` is the network's JSON, as text. Without a `key_vault` a file in the folder holds the device's
    /// keys: good for a computer and for tests; it is no hardware, so a strong pass phrase is demanded.
    ///
    /// # Errors
    /// Kind `Input` for a bad profile, `Storage` if
    /// another process has the folder.
    #[uniffi::constructor]
    pub async fn open(
        profile: String,
        folder: String,
        key_vault: Option<Arc<dyn ForeignKeyVault>>,
        wake_up: Option<Arc<dyn ForeignWakeUp>>,
        logger: Option<Arc<dyn ForeignLogger>>,
    ) -> Result<Arc<Self>, TongTongError> {
        let logger: Arc<dyn Logger> = match logger {
            Some(logger) => logger::Adapter::start(logger),
            None => Arc::new(NoLog),
        };
        let wake_up: Arc<dyn WakeUp> = match wake_up {
            Some(service) => Arc::new(wake_up::Adapter(service)),
            None => Arc::new(NoWakeUp),
        };
        run(async move {
            let work = move || compose(&profile, &PathBuf::from(folder), key_vault, wake_up, logger);
            match tokio::task::spawn_blocking(work).await {
                Ok(device) => device.map(Arc::new),
                Err(_) => Err(TongTongError::internal("panic")),
            }
        })
        .await
    }

    /// Locks the device and lets its folder go; from now on every other call answers `shut_down`. Doing so twice
    /// is harmless: both wait until the folder is free. A device that is dropped without is shut down in the
    /// background.
    ///
    /// # Errors
    /// `still_closing`, retryable, if a key vault's prompt or another call holds the device up for ten seconds. It
    /// goes on closing meanwhile.
    pub async fn shutdown(&self) -> Result<(), TongTongError> {
        self.close()?;
        let mut closed = self.closed.subscribe();
        run(async move {
            let waited = tokio::time::timeout(LETTING_GO, closed.wait_for(|closed| *closed)).await;
            match waited {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(_)) => Err(TongTongError::internal("closing")),
                Err(_) => Err(TongTongError::later("still_closing")),
            }
        })
        .await
    }
}

impl Device {
    /// The engine, unless it was shut down.
    pub(crate) fn engine(&self) -> Result<Engine, TongTongError> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| open.engine.clone()).ok_or_else(|| EngineError::Ended.into())
    }

    /// Begins to close, unless that has begun before.
    fn close(&self) -> Result<(), TongTongError> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        match open {
            Some(open) => spawn(end(open, self.closed.clone())).map(drop),
            None => Ok(()),
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let _closing = self.close();
    }
}

/// Wipes the keys, ends the workers, lets the folder go, and says so.
async fn end(open: Open, closed: watch::Sender<bool>) {
    let Open { engine, store } = open;
    engine.end().await;
    drop(engine);
    while Arc::strong_count(&store) > 1 {
        tokio::time::sleep(LOOK).await;
    }
    // Ours is the last one, so that the folder is free when this is done: another one's may still be closing it.
    drop(store);
    closed.send_replace(true);
}

/// Puts a device together: every port gets the part that a phone has.
fn compose(
    profile: &str,
    folder: &Path,
    key_vault: Option<Arc<dyn ForeignKeyVault>>,
    wake_up: Arc<dyn WakeUp>,
    logger: Arc<dyn Logger>,
) -> Result<Device, TongTongError> {
    let profile = Profile::parse(profile)?;
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy::new()?);
    prepare(folder).map_err(|_| TongTongError::storage("folder_not_writable"))?;
    let sqlite = SqliteStore::open(&folder.join("store"), Access::Write, Arc::clone(&entropy))?;
    let store: Arc<dyn Store> = Arc::new(sqlite);
    let vault: Arc<dyn KeyVault> = match key_vault {
        Some(vault) => Arc::new(key_vault::Adapter(vault)),
        None => Arc::new(FileVault::open(&folder.join("keyvault"), Arc::clone(&entropy))?),
    };
    let http = Http::new()?;
    let parts = Parts {
        store: Arc::clone(&store),
        vault,
        network: Arc::new(Chains::new(&http, &profile)?),
        directory: Arc::new(DirectoryClient::new(&http, &profile)?),
        link: Arc::new(IrohOpener::default()),
        wake_up,
        clock: Arc::new(SystemClock),
        entropy,
        logger,
        probe: Arc::new(NoProbe),
    };
    let engine = Engine::new(parts, profile);
    Ok(Device { open: Mutex::new(Some(Open { engine, store })), closed: watch::Sender::new(false) })
}

/// Makes the folder, if it is not there, as one that nobody but this user may enter.
fn prepare(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// The log of an app that wants none.
struct NoLog;

impl Logger for NoLog {
    fn log(&self, _entry: LogEntry) {}
}
