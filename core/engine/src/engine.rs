use crate::endpoints::Endpoints;
use crate::parts::Parts;
use crate::session::table::Table;
use crate::vault::Keys;
use crate::workers::Workers;
use crate::{EngineError, Event};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::{Notify, broadcast};
use tongtong_ports::{Level, Link, LogEntry};
use tongtong_types::{PeerId, PlanDigest};
use tongtong_wallet::Profile;
use tongtong_wallet::road::Plan;

/// How many events a slow listener may fall behind before it is told that it missed some.
const EVENT_ROOM: usize = 1_024;

/// The core of one device: every command of every screen goes through it.
///
/// Cloning gives another handle to the same device. Methods may be called from any thread inside a tokio
/// runtime; none of them blocks it.
#[derive(Clone)]
pub struct Engine {
    pub(crate) shared: Arc<Shared>,
}

/// What all handles, sessions and workers of a device share.
pub(crate) struct Shared {
    pub(crate) parts: Parts,
    pub(crate) profile: Profile,
    /// One writer: whoever holds it reads, decides and commits.
    pub(crate) turn: Arc<tokio::sync::Mutex<()>>,
    /// Unlocking, locking and what else begins or ends the transport: one at a time.
    pub(crate) life: tokio::sync::Mutex<()>,
    /// One look at the chains at a time, from its questions to what it commits.
    pub(crate) looking: tokio::sync::Mutex<()>,
    pub(crate) endpoints: Endpoints,
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) broadcast: Notify,
    pub(crate) poll: Notify,
    keys: RwLock<Option<Arc<Keys>>>,
    link: RwLock<Option<Arc<dyn Link>>>,
    direct: AtomicBool,
    ended: AtomicBool,
    pub(crate) sessions: Mutex<Table>,
    pub(crate) workers: Mutex<Option<Workers>>,
    pub(crate) plans: Mutex<HashMap<PlanDigest, Plan>>,
}

impl Engine {
    /// The core over these parts, locked. Nothing is read or sent before [`Engine::unlock`].
    #[must_use]
    pub fn new(parts: Parts, profile: Profile) -> Self {
        let (events, _) = broadcast::channel(EVENT_ROOM);
        Self {
            shared: Arc::new(Shared {
                parts,
                profile,
                turn: Arc::default(),
                life: tokio::sync::Mutex::default(),
                looking: tokio::sync::Mutex::default(),
                endpoints: Endpoints::default(),
                events,
                broadcast: Notify::new(),
                poll: Notify::new(),
                keys: RwLock::new(None),
                link: RwLock::new(None),
                direct: AtomicBool::new(true),
                ended: AtomicBool::new(false),
                sessions: Mutex::new(Table::default()),
                workers: Mutex::new(None),
                plans: Mutex::new(HashMap::new()),
            }),
        }
    }

    /// Everything that happens from now on.
    #[must_use]
    pub fn events(&self) -> Events {
        Events(self.shared.events.subscribe())
    }

    /// The profile this device runs under.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.shared.profile
    }
}

/// The events of a device, in order.
pub struct Events(broadcast::Receiver<Event>);

impl Events {
    /// The next event; none after the engine is gone.
    pub async fn next(&mut self) -> Option<Event> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(broadcast::error::RecvError::Lagged(missed)) => Some(Event::Lagged { missed }),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

impl Shared {
    /// Runs blocking work (disk, key stretching, a vault that may ask the user) off the runtime's workers.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let shared = Arc::clone(self);
        match tokio::task::spawn_blocking(move || work(&shared)).await {
            Ok(done) => done,
            Err(_) => Err(EngineError::Internal("blocking_task")),
        }
    }

    /// The keys in memory.
    pub(crate) fn keys(&self) -> Result<Arc<Keys>, EngineError> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.clone().ok_or(EngineError::Locked)
    }

    pub(crate) fn set_keys(&self, keys: Option<Keys>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys.map(Arc::new);
    }

    /// My identity.
    pub(crate) fn me(&self) -> Result<PeerId, EngineError> {
        Ok(self.keys()?.identity.peer())
    }

    /// The transport, once online.
    pub(crate) fn link(&self) -> Option<Arc<dyn Link>> {
        self.link.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_link(&self, link: Option<Arc<dyn Link>>) {
        *self.link.write().unwrap_or_else(PoisonError::into_inner) = link;
    }

    /// Whether direct paths are allowed.
    pub(crate) fn direct(&self) -> bool {
        self.direct.load(Ordering::Relaxed)
    }

    pub(crate) fn set_direct(&self, allowed: bool) {
        self.direct.store(allowed, Ordering::Relaxed);
    }

    /// Whether this engine may still be opened.
    pub(crate) fn not_ended(&self) -> Result<(), EngineError> {
        if self.ended.load(Ordering::SeqCst) { Err(EngineError::Ended) } else { Ok(()) }
    }

    /// From now on it may not.
    pub(crate) fn set_ended(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    /// The table of live sessions.
    pub(crate) fn sessions(&self) -> std::sync::MutexGuard<'_, Table> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The plans that wait for an approval.
    pub(crate) fn plans(&self) -> std::sync::MutexGuard<'_, HashMap<PlanDigest, Plan>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a line into the app's log.
    pub(crate) fn log(&self, level: Level, code: &'static str, count: Option<u64>) {
        self.parts.logger.log(LogEntry { at: self.parts.clock.now(), level, code, count });
    }
}
