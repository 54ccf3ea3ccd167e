//! Logs: the runs of messages of one author in one conversation, and how both are named.

use crate::body::kind;
use crate::rows::{Author, LogRow};
use sha2::{Digest, Sha512_256};
use tongtong_types::hash::domain_hash;
use tongtong_types::{ConversationId, HeaderHash, LogId, PeerId, RowId, Timestamp};

/// The most runs of missing places that are kept of one log; the oldest two become one beyond it.
pub const MAX_MISSING: usize = 16;
/// The most logs of one author in one conversation.
pub const MAX_LOGS: usize = 64;

/// The conversation of two people: SHA-512/256(`tongtong/v1/dm` || smaller identity || larger).
#[must_use]
pub fn conversation_id(a: PeerId, b: PeerId) -> ConversationId {
    let mut hash = Sha512_256::new();
    hash.update(b"tongtong/v1/dm");
    hash.update(a.min(b).bytes());
    hash.update(a.max(b).bytes());
    ConversationId::new(hash.finalize().into())
}

/// My log in a conversation for as long as my epoch lasts and the log is not renewed.
#[must_use]
pub fn log_id(epoch: &RowId, conversation: &ConversationId, renewed: Option<&RowId>) -> LogId {
    let mut parts = vec![epoch.bytes().as_slice(), conversation.bytes()];
    parts.extend(renewed.map(|bits| bits.bytes().as_slice()));
    LogId::new(first(domain_hash("tongtong/v1/log", &parts)))
}

/// The row of a message of a kind of which the newest of its author is kept: a request, an accept.
pub(crate) fn newest_row(conversation: &ConversationId, author: &PeerId, kind: u64) -> Option<RowId> {
    matches!(kind, kind::REQUEST | kind::ACCEPT).then(|| {
        let parts = [conversation.bytes().as_slice(), author.bytes(), &kind.to_be_bytes()];
        RowId::new(first(domain_hash("tongtong/v1/newest", &parts)))
    })
}

/// The row of a message of theirs, by its salted body: the same at whatever place it comes.
pub(crate) fn their_row(conversation: &ConversationId, author: &PeerId, commitment: &[u8; 32]) -> RowId {
    let parts = [conversation.bytes().as_slice(), author.bytes(), commitment];
    RowId::new(first(domain_hash("tongtong/v1/row", &parts)))
}

/// The first bytes of a hash, as many as an id has.
fn first<const N: usize>(hash: [u8; 32]) -> [u8; N] {
    let mut id = [0; N];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    id
}

impl LogRow {
    /// A log with nothing in it.
    pub(crate) fn empty(conversation: ConversationId, peer: PeerId, author: Author, log: LogId) -> Self {
        Self {
            conversation,
            peer,
            author,
            log,
            head: 0,
            head_hash: None,
            acknowledged: 0,
            heard: Timestamp::default(),
            order: 0,
            missing: Vec::new(),
        }
    }

    /// Whether this place is known not to be here.
    pub(crate) fn misses(&self, seq: u64) -> bool {
        self.missing.iter().any(|(first, last)| (*first..=*last).contains(&seq))
    }

    /// Takes a place of theirs: leaves a run of missing places before it, or fills one.
    ///
    /// Where two runs become one, places between them count as missing though they are here: they come
    /// again, if at all, and are known.
    pub(crate) fn take(&mut self, seq: u64, hash: HeaderHash) {
        if seq > self.head {
            if seq > self.head + 1 {
                self.missing.push((self.head + 1, seq - 1));
            }
            self.head = seq;
            self.head_hash = Some(hash);
        } else {
            let split = |&(first, last): &(u64, u64)| {
                if (first..=last).contains(&seq) {
                    [(first, seq - 1), (seq + 1, last)]
                } else {
                    [(first, last), (1, 0)]
                }
            };
            self.missing =
                self.missing.iter().flat_map(split).filter(|(first, last)| first <= last).collect();
        }
        while let [(first, _), (_, last), rest @ ..] = self.missing.as_slice()
            && self.missing.len() > MAX_MISSING
        {
            self.missing = core::iter::once((*first, *last)).chain(rest.iter().copied()).collect();
        }
    }
}

#[cfg(test)]
mod tests;
