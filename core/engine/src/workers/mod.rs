//! Workers: each takes what the outbox owes, does it, and comes back with a command. All are idempotent
//! by id, so that a restart does again whatever it cannot know was done.

mod broadcast;
mod deliver;
mod listen;
mod poll;
mod renew;

pub(crate) use poll::look_around;

pub(crate) use deliver::Seekers;

use crate::engine::Shared;
use std::sync::Arc;
use std::sync::PoisonError;
use tokio::task::JoinSet;
use tongtong_ports::Door;

/// The running workers of an unlocked device.
pub(crate) struct Workers {
    tasks: JoinSet<()>,
    pub(crate) seekers: Seekers,
}

impl Shared {
    /// Starts what is not running: the wallet's workers always, the messenger's once there is a link.
    pub(crate) fn start_workers(self: &Arc<Self>) {
        let mut tasks = JoinSet::new();
        tasks.spawn(poll::run(Arc::clone(self)));
        tasks.spawn(broadcast::run(Arc::clone(self)));
        if let Some(link) = self.link() {
            for door in [Door::Rendezvous, Door::Conversation] {
                tasks.spawn(listen::run(Arc::clone(self), Arc::clone(&link), door));
            }
            tasks.spawn(renew::run(Arc::clone(self), link));
        }
        let workers = Workers { tasks, seekers: Seekers::default() };
        let old = self.workers.lock().unwrap_or_else(PoisonError::into_inner).replace(workers);
        if let Some(mut old) = old {
            old.tasks.abort_all();
            old.seekers.stop();
        }
    }

    /// Stops all workers. What they had not finished is owed again at the next start.
    pub(crate) fn stop_workers(&self) {
        let old = self.workers.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut old) = old {
            old.tasks.abort_all();
            old.seekers.stop();
        }
    }
}
