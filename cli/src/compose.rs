//! Puts a device together: every port gets the part that a terminal on this machine has.

use crate::failure::Failure;
use crate::home::Home;
use crate::log::FileLog;
use std::sync::Arc;
use tongtong_crypto::entropy::{Entropy, OsEntropy};
use tongtong_engine::{Engine, NoProbe, Parts, Probe};
use tongtong_net::{Chains, DirectoryClient, Http};
use tongtong_p2p::IrohOpener;
use tongtong_ports::{Network, NoWakeUp, Store, SystemClock};
use tongtong_store::{Access, FileVault, SqliteStore};
use tongtong_wallet::Profile;

/// A composed device, locked.
#[derive(Clone)]
pub(crate) struct Device {
    /// Its core.
    pub(crate) engine: Engine,
    /// Its database, for pages that the core does not give.
    pub(crate) store: Arc<dyn Store>,
    /// Its network's profile.
    pub(crate) profile: Profile,
}

/// Wraps the network port, for a demonstration that must stop before a broadcast.
pub(crate) type Wrap = dyn FnOnce(Arc<dyn Network>) -> Arc<dyn Network> + Send;

/// What a demonstration watches with.
pub(crate) struct Watch {
    /// Sees the steps.
    pub(crate) probe: Arc<dyn Probe>,
    /// Stands before the network.
    pub(crate) network: Box<Wrap>,
}

impl Watch {
    /// Nothing is watched.
    pub(crate) fn nothing() -> Self {
        Self { probe: Arc::new(NoProbe), network: Box::new(|network| network) }
    }
}

/// Composes the device of a folder.
pub(crate) fn device(home: &Home, access: Access, watch: Watch) -> Result<Device, Failure> {
    let profile = home.profile()?;
    if access == Access::Write {
        home.prepare()?;
    } else if !home.store().exists() {
        return Err(tongtong_engine::EngineError::Empty.into());
    }
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy::new()?);
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&home.store(), access, Arc::clone(&entropy))?);
    if access == Access::Write {
        home.keep_profile()?;
    }
    let http = Http::new()?;
    let log = FileLog::open(&home.log()?).map_err(|_| Failure::broken("home_not_writable"))?;
    let parts = Parts {
        store: Arc::clone(&store),
        vault: Arc::new(FileVault::open(&home.keyvault(), Arc::clone(&entropy))?),
        network: (watch.network)(Arc::new(Chains::new(&http, &profile)?)),
        directory: Arc::new(DirectoryClient::new(&http, &profile)?),
        link: Arc::new(IrohOpener::default()),
        wake_up: Arc::new(NoWakeUp),
        clock: Arc::new(SystemClock),
        entropy,
        logger: Arc::new(log),
        probe: watch.probe,
    };
    Ok(Device { engine: Engine::new(parts, profile.clone()), store, profile })
}
