use std::sync::Arc;
use tongtong_crypto::entropy::Entropy;
use tongtong_ports::{Clock, KeyVault, LinkOpener, Logger, Network, PhoneDirectory, Store, WakeUp};

/// Everything outside the core, chosen by whoever composes it.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The device's safe.
    pub vault: Arc<dyn KeyVault>,
    /// The chains' networks.
    pub network: Arc<dyn Network>,
    /// The phone directory.
    pub directory: Arc<dyn PhoneDirectory>,
    /// The transport between devices.
    pub link: Arc<dyn LinkOpener>,
    /// Waking the other side.
    pub wake_up: Arc<dyn WakeUp>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The log.
    pub logger: Arc<dyn Logger>,
    /// Watches the steps; does nothing outside tests and demonstrations.
    pub probe: Arc<dyn Probe>,
}

/// The numbered steps of the one way in. After each of them the process may die and nothing is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Facts were read. If the process dies here, on restart nothing has happened.
    Read,
    /// A room decided. If the process dies here, on restart nothing has happened.
    Decided,
    /// The transaction is durable. If the process dies here, on restart the outbox still owes the effects
    /// and they are done then.
    Committed,
    /// The effects were handed to the workers. If the process dies here, on restart whatever was not
    /// finished is owed again; doing it twice is harmless, because effects are idempotent by id.
    Handed,
    /// Listeners were told. If the process dies here, on restart screens read the rows.
    Told,
}

/// Sees each step go by. A test kills the process there; the demonstration pauses there.
pub trait Probe: Send + Sync {
    /// The step was reached. `pays` says whether it carries a signed payment.
    fn reached(&self, step: Step, pays: bool);
}

/// Sees nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProbe;

impl Probe for NoProbe {
    fn reached(&self, _step: Step, _pays: bool) {}
}
