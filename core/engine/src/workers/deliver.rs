//! Seeks a session with everyone for whom something waits.

use super::listen::HANDSHAKE;
use crate::EngineError;
use crate::engine::Shared;
use crate::session::{Broken, handshake, live};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Duration, Instant, timeout};
use tongtong_chat::card::PublicCard;
use tongtong_chat::rows::ContactRow;
use tongtong_chat::{Command, Needs, Why};
use tongtong_ports::{Door, Level, LinkError};
use tongtong_types::PeerId;

/// The waits between tries; the last one is repeated. A new message or a session of theirs cuts a wait short.
const WAITS: [u64; 6] = [1, 2, 4, 8, 15, 30];
/// A session that lasted this long was a good one: the next try comes soon.
const STEADY: Duration = Duration::from_secs(10);

/// Who is being sought, at most one task for each peer.
#[derive(Default)]
pub(crate) struct Seekers {
    running: HashMap<PeerId, Seeker>,
}

/// One of them.
struct Seeker {
    nudge: Arc<Notify>,
    /// How often it was asked to; a seeker that is about to rest looks whether that has changed.
    asked: u64,
    task: AbortHandle,
}

impl Seekers {
    /// Ends all of them.
    pub(crate) fn stop(&mut self) {
        for (_, seeker) in self.running.drain() {
            seeker.task.abort();
        }
    }
}

impl Shared {
    /// Something waits for this peer: a live session takes it, otherwise one is sought.
    pub(crate) fn seek(self: &Arc<Self>, peer: PeerId) {
        if let Some(entry) = self.sessions().of(&peer) {
            entry.handle.resume();
        }
        let mut guard = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(workers), Some(_)) = (guard.as_mut(), self.link()) else { return };
        match workers.seekers.running.get_mut(&peer) {
            Some(seeker) if !seeker.task.is_finished() => {
                seeker.asked = seeker.asked.wrapping_add(1);
                seeker.nudge.notify_one();
            }
            _ => {
                let nudge = Arc::new(Notify::new());
                let task = tokio::spawn(run(Arc::clone(self), peer, Arc::clone(&nudge))).abort_handle();
                workers.seekers.running.insert(peer, Seeker { nudge, asked: 0, task });
            }
        }
    }

    /// How often this peer's seeker was asked to seek.
    fn asked(&self, peer: &PeerId) -> u64 {
        let guard = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        guard.as_ref().and_then(|workers| workers.seekers.running.get(peer)).map_or(0, |seeker| seeker.asked)
    }

    /// Takes this peer's seeker out if nobody has asked it again since; then it may rest.
    fn may_rest(&self, peer: &PeerId, asked: u64) -> bool {
        let mut guard = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(workers) = guard.as_mut() else { return true };
        let same = workers.seekers.running.get(peer).is_none_or(|seeker| seeker.asked == asked);
        if same {
            workers.seekers.running.remove(peer);
        }
        same
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

/// Seeks until nothing is owed. While a session is live it carries what waits; the seeker stands by.
async fn run(shared: Arc<Shared>, peer: PeerId, nudge: Arc<Notify>) {
    let mut tries = 0usize;
    let mut wanted = true;
    loop {
        let asked = shared.asked(&peer);
        if !wanted && !owes(&shared, peer).await {
            if shared.may_rest(&peer, asked) {
                return;
            }
            wanted = true;
            continue;
        }
        // The first turn, and every one that was asked for, dials even where nothing is owed: somebody wants
        // to be in touch.
        if shared.sessions().of(&peer).is_none() {
            let began = Instant::now();
            let why = why(&shared, dial(&shared, peer).await).await;
            if began.elapsed() >= STEADY {
                tries = 0;
            }
            match shared.chat(Command::Delayed { peer, why }).await {
                Ok(_) => {}
                Err(EngineError::Locked) => return,
                Err(error) => shared.log(Level::Warn, error.code(), None),
            }
        }
        let wait = WAITS.get(tries).or(WAITS.last()).copied().unwrap_or(30);
        tries = tries.saturating_add(1);
        if shared.asked(&peer) == asked {
            let _cut_short = timeout(Duration::from_secs(wait), nudge.notified()).await;
        }
        wanted = shared.asked(&peer) != asked;
    }
}

/// What to tell of a dial that came to nothing, or of a session that ended.
async fn why(shared: &Arc<Shared>, dialled: Result<(), Broken>) -> Why {
    match dialled {
        Ok(()) => Why::NoAnswer,
        Err(Broken::Link(LinkError::Endpoint | LinkError::Shutdown)) => Why::NoNetwork,
        Err(broken) => {
            shared.log(Level::Info, broken.code(), None);
            match shared.link() {
                Some(link) if link.has_network().await => Why::PeerOffline,
                _ => Why::NoNetwork,
            }
        }
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
    let verified = timeout(HANDSHAKE, async {
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
