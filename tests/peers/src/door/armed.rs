use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The request is held and never reaches the node.
    TimeOut,
    /// The answer is an error of the server; the request never reaches the node.
    ServerError,
    /// A broadcast reaches the node and its answer is lost: an error of the server instead.
    LostAnswer,
    /// A broadcast is answered as if it had been taken, and never reaches the node.
    DroppedBroadcast,
    /// The node says that it is of another network.
    WrongChain,
    /// A balance is not what the node tells.
    LyingBalance,
}

/// What a lie tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Lie {
    /// There is more.
    #[default]
    More,
    /// There is nothing.
    Nothing,
}

/// A fault that waits for requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Armed {
    /// Which.
    pub(crate) kind: Kind,
    /// How many requests it is for.
    pub(crate) left: u32,
    /// What it tells, if it is a lie.
    pub(crate) lie: Lie,
}

/// The faults of a door, the oldest first.
#[derive(Default)]
pub(crate) struct Faults {
    list: Mutex<List>,
    heals: watch::Sender<u64>,
}

#[derive(Default)]
struct List {
    armed: Vec<Armed>,
    met: BTreeMap<Kind, u64>,
}

impl Faults {
    /// Arms one.
    pub(crate) fn arm(&self, fault: Armed) {
        self.list().armed.push(fault);
    }

    /// The oldest fault that this request can meet; it is one less for the next.
    pub(crate) fn meet(&self, can_meet: impl Fn(Kind) -> bool) -> Option<Armed> {
        let mut list = self.list();
        let fault = list.armed.iter_mut().find(|fault| fault.left > 0 && can_meet(fault.kind))?;
        fault.left = fault.left.saturating_sub(1);
        let met = *fault;
        list.armed.retain(|fault| fault.left > 0);
        *list.met.entry(met.kind).or_default() += 1;
        Some(met)
    }

    /// Disarms all, and lets go of what is held.
    pub(crate) fn heal(&self) {
        self.list().armed.clear();
        self.heals.send_modify(|heals| *heals = heals.wrapping_add(1));
    }

    /// Waits for the next healing.
    pub(crate) async fn healed(&self) {
        let _ended = self.heals.subscribe().changed().await;
    }

    /// How often each kind was met.
    pub(crate) fn met(&self) -> BTreeMap<Kind, u64> {
        self.list().met.clone()
    }

    /// How many requests will still meet one.
    pub(crate) fn left(&self) -> u64 {
        self.list().armed.iter().map(|fault| u64::from(fault.left)).sum()
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
