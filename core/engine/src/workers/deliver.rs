//! Seeks a session with everyone for whom something waits.

use super::listen::HANDSHAKE;
use crate::EngineError;
use crate::engine::Shared;
use crate::session::{Broken, handshake, live};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tongtong_chat::card::PublicCard;
use tongtong_chat::rows::ContactRow;
use tongtong_chat::{Command, Needs, Why};
use tongtong_ports::{Door, Level, LinkError};
use tongtong_types::PeerId;

/// The waits between tries; the last one is repeated. A new message or a session of theirs cuts a wait short.
const WAITS: [u64; 6] = [1, 2, 4, 8, 15, 30];

/// Who is being sought, at most one task for each peer.
#[derive(Default)]
pub(crate) struct Seekers {
    running: HashMap<PeerId, (Arc<Notify>, AbortHandle)>,
}

impl Seekers {
    /// Ends all of them.
    pub(crate) fn stop(&mut self) {
        for (_, (_, task)) in self.running.drain() {
            task.abort();
        }
    }
}

impl Shared {
    /// Something waits for this peer: a live session takes it, otherwise one is sought.
    pub(crate) fn seek(self: &Arc<Self>, peer: PeerId) {
        if let Some(entry) = self.sessions().of(&peer) {
            entry.handle.resume();
            return;
        }
        let mut guard = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(workers), Some(_)) = (guard.as_mut(), self.link()) else { return };
        match workers.seekers.running.get(&peer) {
            Some((nudge, task)) if !task.is_finished() => nudge.notify_one(),
            _ => {
                let nudge = Arc::new(Notify::new());
                let task = tokio::spawn(run(Arc::clone(self), peer, Arc::clone(&nudge)));
                workers.seekers.running.insert(peer, (nudge, task.abort_handle()));
            }
        }
    }

    /// Seeks everyone the outbox owes something.
    pub(crate) async fn seek_all(self: &Arc<Self>) -> Result<(), EngineError> {
        let outbox = self.blocking(|shared| Ok(shared.parts.store.outbox()?)).await?;
        for peer in outbox.deliver {
            self.seek(peer);
        }
        Ok(())
    }

    /// Seeks this peer again if something still waits for it.
    pub(crate) async fn seek_if_owed(self: &Arc<Self>, peer: PeerId) {
        if owes(self, peer).await {
            self.seek(peer);
        }
    }
}

async fn run(shared: Arc<Shared>, peer: PeerId, nudge: Arc<Notify>) {
    let mut tries = 0usize;
    while shared.sessions().of(&peer).is_none() {
        let why = match dial(&shared, peer).await {
            Ok(()) => {
                tries = 0;
                if !owes(&shared, peer).await {
                    return;
                }
                Why::NoAnswer
            }
            Err(Broken::Link(LinkError::Endpoint | LinkError::Shutdown)) => Why::NoNetwork,
            Err(broken) => {
                shared.log(Level::Info, broken.code(), None);
                Why::PeerOffline
            }
        };
        if let Err(error) = shared.chat(Command::Delayed { peer, why }).await {
            shared.log(Level::Info, error.code(), None);
            return;
        }
        let wait = WAITS.get(tries).or(WAITS.last()).copied().unwrap_or(30);
        tries = tries.saturating_add(1);
        let _cut_short = tokio::time::timeout(Duration::from_secs(wait), nudge.notified()).await;
        if !owes(&shared, peer).await {
            return;
        }
    }
    if let Some(entry) = shared.sessions().of(&peer) {
        entry.handle.resume();
    }
}

/// Dials and runs a session until it ends.
async fn dial(shared: &Arc<Shared>, peer: PeerId) -> Result<(), Broken> {
    let link = shared.link().ok_or(Broken::Stopped)?;
    let contact = contact(shared, peer).await?;
    let (door, address) = match contact.contact_card() {
        Some(card) => (Door::Conversation, card.conversation),
        None => {
            let card = PublicCard::decode(&contact.card).map_err(|_| Broken::Protocol)?;
            (Door::Rendezvous, card.rendezvous)
        }
    };
    let verified = tokio::time::timeout(HANDSHAKE, async {
        let connection = link.dial(door, &address).await?;
        handshake::begin(shared, connection, door, &contact).await
    })
    .await
    .unwrap_or(Err(Broken::Slow))?;
    live::run(shared, verified).await.map_err(|_| Broken::Stopped)
}

async fn contact(shared: &Arc<Shared>, peer: PeerId) -> Result<ContactRow, Broken> {
    let needs = Needs { contacts: vec![peer], ..Needs::default() };
    let facts = shared
        .blocking(move |shared| Ok(shared.parts.store.read_chat(&needs)?))
        .await
        .map_err(|_| Broken::Stopped)?;
    facts.contacts.into_iter().find(|contact| contact.peer == peer).ok_or(Broken::Stopped)
}

async fn owes(shared: &Arc<Shared>, peer: PeerId) -> bool {
    let outbox = shared.blocking(|shared| Ok(shared.parts.store.outbox()?)).await;
    outbox.is_ok_and(|outbox| outbox.deliver.contains(&peer))
}
