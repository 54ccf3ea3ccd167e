//! The live sessions of this device: at most one for each pair of identities carries data.

use crate::session::live::Handle;
use std::collections::HashMap;
use tokio::time::{Duration, Instant};
use tongtong_ports::Door;
use tongtong_types::PeerId;

/// Two handshakes of one pair that overlap, give or take this much, were begun at once.
pub(crate) const GLARE: Duration = Duration::from_secs(1);

/// What decides between two sessions with the same peer. Times are of this device, and monotonic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Whose identity began it.
    pub(crate) initiator: PeerId,
    /// The other identity.
    pub(crate) responder: PeerId,
    /// When its connection stood here.
    pub(crate) began: Instant,
    /// When it was verified here.
    pub(crate) verified: Instant,
    /// At which of our doors.
    pub(crate) door: Door,
}

/// Whether a newly verified session takes the place of the one that is there.
///
/// Begun at once: the conversation door stays before the rendezvous door, then the session started by the
/// smaller identity, on both sides alike. Otherwise the newest: its beginning shows that the old one is dead.
pub(crate) fn replaces(new: &Origin, old: &Origin) -> bool {
    let at_once = new.began < old.verified + GLARE;
    if !at_once || new.initiator == old.initiator {
        return true;
    }
    if new.door == old.door { new.initiator < new.responder } else { new.door == Door::Conversation }
}

/// One live session.
pub(crate) struct Entry {
    pub(crate) number: u64,
    pub(crate) origin: Origin,
    pub(crate) handle: Handle,
}

/// All live sessions, by peer.
#[derive(Default)]
pub(crate) struct Table {
    next: u64,
    live: HashMap<PeerId, Entry>,
}

impl Table {
    /// A number for a session that is about to be entered.
    pub(crate) fn number(&mut self) -> u64 {
        self.next = self.next.wrapping_add(1);
        self.next
    }

    /// Enters a verified session. Gives back the one to be closed: the old one, or the new one itself.
    pub(crate) fn enter(&mut self, peer: PeerId, entry: Entry) -> Option<Handle> {
        match self.live.get(&peer) {
            Some(old) if !replaces(&entry.origin, &old.origin) => Some(entry.handle),
            _ => self.live.insert(peer, entry).map(|old| old.handle),
        }
    }

    /// The session with a peer.
    pub(crate) fn of(&self, peer: &PeerId) -> Option<&Entry> {
        self.live.get(peer)
    }

    /// Takes a session out that has ended; another one of the same peer stays.
    pub(crate) fn leave(&mut self, peer: &PeerId, number: u64) -> bool {
        let ours = self.live.get(peer).is_some_and(|entry| entry.number == number);
        if ours {
            self.live.remove(peer);
        }
        ours
    }

    /// Takes all sessions out.
    pub(crate) fn drain(&mut self) -> Vec<(PeerId, Handle)> {
        self.live.drain().map(|(peer, entry)| (peer, entry.handle)).collect()
    }

    /// Everyone with a live session.
    pub(crate) fn peers(&self) -> Vec<PeerId> {
        self.live.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A session that took 10 ms to verify.
    fn origin(initiator: u8, responder: u8, start: Instant, began: u64) -> Origin {
        let id = |b| PeerId::new([b; 32]);
        let began = start + Duration::from_millis(began);
        Origin {
            initiator: id(initiator),
            responder: id(responder),
            began,
            verified: began + Duration::from_millis(10),
            door: Door::Conversation,
        }
    }

    #[test]
    fn begun_at_once_the_smaller_identity_wins_in_either_order() {
        let start = Instant::now();
        let by_smaller = |at| origin(1, 2, start, at);
        let by_larger = |at| origin(2, 1, start, at);
        assert!(replaces(&by_smaller(900), &by_larger(0)));
        assert!(!replaces(&by_larger(900), &by_smaller(0)));
    }

    #[test]
    fn otherwise_the_newest_wins() {
        let start = Instant::now();
        assert!(replaces(&origin(2, 1, start, 1_500), &origin(1, 2, start, 0)), "killed and back");
        assert!(replaces(&origin(1, 2, start, 1), &origin(1, 2, start, 0)), "the same side dialled again");
    }

    #[test]
    fn begun_at_once_at_two_doors_the_conversation_wins_in_either_order() {
        let start = Instant::now();
        let rendezvous = Origin { door: Door::Rendezvous, ..origin(1, 2, start, 0) };
        let conversation = origin(2, 1, start, 0);
        assert!(replaces(&conversation, &rendezvous));
        assert!(!replaces(&rendezvous, &conversation));
    }
}
