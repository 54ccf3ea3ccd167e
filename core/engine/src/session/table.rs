//! The live sessions of this device: at most one for each pair of identities carries data.

use crate::session::live::Handle;
use std::collections::HashMap;
use tongtong_ports::Door;
use tongtong_types::{Duration, PeerId, Timestamp};

/// Two sessions that complete within this time of each other were begun at once (messenger, Session).
pub(crate) const GLARE: Duration = Duration::from_secs(5);

/// What decides between two sessions with the same peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Whose identity began it.
    pub(crate) initiator: PeerId,
    /// The other identity.
    pub(crate) responder: PeerId,
    /// When it was verified here.
    pub(crate) verified: Timestamp,
    /// At which of our doors.
    pub(crate) door: Door,
}

/// Whether a newly verified session takes the place of the one that is there.
///
/// Begun at once: the one started by the smaller identity stays, on both sides. Otherwise the newest.
pub(crate) fn replaces(new: &Origin, old: &Origin) -> bool {
    let at_once = new.verified.since(old.verified) < GLARE;
    if at_once && new.door == old.door && new.initiator != old.initiator {
        new.initiator < new.responder
    } else {
        true
    }
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
    pub(crate) fn drain(&mut self) -> Vec<Handle> {
        self.live.drain().map(|(_, entry)| entry.handle).collect()
    }

    /// Everyone with a live session.
    pub(crate) fn peers(&self) -> Vec<PeerId> {
        self.live.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(initiator: u8, responder: u8, at: u64) -> Origin {
        let id = |b| PeerId::new([b; 32]);
        Origin {
            initiator: id(initiator),
            responder: id(responder),
            verified: Timestamp::from_millis(at),
            door: Door::Conversation,
        }
    }

    #[test]
    fn begun_at_once_the_smaller_identity_wins_in_either_order() {
        let by_smaller = |at| origin(1, 2, at);
        let by_larger = |at| origin(2, 1, at);
        assert!(replaces(&by_smaller(4_999), &by_larger(0)));
        assert!(!replaces(&by_larger(4_999), &by_smaller(0)));
    }

    #[test]
    fn otherwise_the_newest_wins() {
        assert!(replaces(&origin(2, 1, 5_000), &origin(1, 2, 0)));
        assert!(replaces(&origin(1, 2, 1), &origin(1, 2, 0)), "the same side dialled again");
    }

    #[test]
    fn another_door_is_newer_and_wins() {
        let rendezvous = Origin { door: Door::Rendezvous, ..origin(1, 2, 0) };
        assert!(replaces(&origin(2, 1, 10), &rendezvous));
    }
}
