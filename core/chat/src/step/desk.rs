use super::{Event, Facts, Outgoing, Step};
use crate::body::Body;
use crate::command::{Refused, Why};
use crate::content::shows;
use crate::frame::{ACK, Acks, Reach};
use crate::header::{Head, Header, MAX_SEEN};
use crate::log::{conversation_id, log_id, newest_row};
use crate::rows::{Alert, Author, ContactRow, LogRow, MessageRow, MessageState, SelfRow};
use core::cmp::Reverse;
use tongtong_crypto::commitment::commit;
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_types::{ConversationId, HeaderHash, LogId, MessageId, PeerId, RowId, Timestamp};

/// The working copy of one conversation while a step decides; [`Desk::finish`] tells what changed.
pub(super) struct Desk<'a> {
    pub(super) me: &'a SelfRow,
    pub(super) facts: &'a Facts,
    pub(super) now: Timestamp,
    entropy: &'a dyn Entropy,
    pub(super) conversation: ConversationId,
    pub(super) contact: ContactRow,
    /// The contact as it was; what is unknown leaves no row unless it changes.
    before: ContactRow,
    pub(super) logs: Vec<LogRow>,
    pub(super) step: Step,
}

/// A place of my log, taken.
struct Place {
    id: MessageId,
    header: Vec<u8>,
    hash: HeaderHash,
    order: u64,
}

impl<'a> Desk<'a> {
    /// The conversation with a known contact.
    pub(super) fn open(
        me: &'a SelfRow,
        peer: PeerId,
        facts: &'a Facts,
        now: Timestamp,
        entropy: &'a dyn Entropy,
    ) -> Result<Self, Refused> {
        if peer == me.identity {
            return Err(Refused::Myself);
        }
        let known = facts.contacts.iter().find(|contact| contact.peer == peer);
        let contact = known.cloned().ok_or(Refused::UnknownContact)?;
        Ok(Self::with(me, contact, facts, now, entropy))
    }

    /// The conversation with someone who may be unknown yet.
    pub(super) fn with(
        me: &'a SelfRow,
        contact: ContactRow,
        facts: &'a Facts,
        now: Timestamp,
        entropy: &'a dyn Entropy,
    ) -> Self {
        let conversation = conversation_id(me.identity, contact.peer);
        let logs = facts.logs.iter().filter(|log| log.conversation == conversation).cloned().collect();
        let known = facts.contacts.iter().find(|known| known.peer == contact.peer);
        let before = known.unwrap_or(&contact).clone();
        Self { me, facts, now, entropy, conversation, contact, before, logs, step: Step::default() }
    }

    /// What was decided.
    pub(super) fn finish(mut self) -> Step {
        if self.before != self.contact {
            self.step.changes.contacts.push(self.contact);
        }
        let facts = self.facts;
        self.step.changes.logs.extend(self.logs.into_iter().filter(|log| !facts.logs.contains(log)));
        self.step
    }

    /// My log in this conversation as of now.
    pub(super) fn my_log(&self) -> LogId {
        log_id(&self.me.epoch, &self.conversation, self.contact.renewed.as_ref())
    }

    /// Writes a message of mine at the end of my log, to wait for its acknowledgement.
    pub(super) fn write(&mut self, body: &Body) -> Result<(), Refused> {
        let (body, kind, salt) = (body.encode(), body.kind(), self.draw()?);
        let row = match newest_row(&self.conversation, &self.me.identity, kind) {
            Some(row) => row,
            None => RowId::new(self.draw()?),
        };
        let place = self.place(kind, commit(&salt, &body), self.now, None)?;
        self.put(MessageRow {
            row,
            conversation: self.conversation,
            peer: self.contact.peer,
            id: place.id,
            author: Author::Me,
            kind,
            header: place.header,
            header_hash: place.hash,
            salt,
            body,
            order: place.order,
            state: MessageState::Waiting { since: self.now, why: Why::NotTried },
            path: None,
        });
        self.wake();
        Ok(())
    }

    /// Gives a waiting message of mine another place, at the end of my log: the same row, the same salted
    /// body, by which the reader knows it if it came already.
    pub(super) fn rewrite(&mut self, row: &MessageRow) -> Result<(), Refused> {
        let old = Header::decode(&row.header).map_err(|_| Refused::Protocol)?;
        let place = self.place(row.kind, old.commitment, old.sent_at, old.expires_at)?;
        self.put(MessageRow { id: place.id, header: place.header, header_hash: place.hash, ..row.clone() });
        self.wake();
        Ok(())
    }

    /// Takes the next place of my log.
    fn place(
        &mut self,
        kind: u64,
        commitment: [u8; 32],
        sent_at: Timestamp,
        expires_at: Option<Timestamp>,
    ) -> Result<Place, Refused> {
        let order = self.logs.iter().map(|log| log.order).max().unwrap_or(0);
        let order = order.saturating_add(1).max(self.now.millis());
        let id = self.my_log();
        let is_mine = |log: &LogRow| log.author == Author::Me && log.log == id;
        if !self.logs.iter().any(is_mine) {
            self.logs.push(LogRow::empty(self.conversation, self.contact.peer, Author::Me, id));
        }
        let first = self.logs.iter().any(|log| is_mine(log) && log.head == 0);
        let seen = self.reaches(MAX_SEEN, |log| log.author == Author::Them || first);
        let seen = seen.into_iter().map(|reach| reach.head).collect();
        let Some(log) = self.logs.iter_mut().find(|log| is_mine(log)) else { return Err(Refused::Protocol) };
        let id = MessageId { author: self.me.identity, log: id, seq: log.head + 1 };
        let prev = log.head_hash;
        let conversation = self.conversation;
        let header = Header { conversation, id, prev, seen, sent_at, expires_at, kind, commitment }.encode();
        let hash = Header::hash(&header);
        log.head = id.seq;
        log.head_hash = Some(hash);
        log.order = order;
        Ok(Place { id, header, hash, order })
    }

    /// Keeps a message row, new or changed, and tells of it if it is a line of the chat.
    pub(super) fn put(&mut self, row: MessageRow) {
        if shows(row.kind) {
            self.step.events.push(Event::Message { peer: self.contact.peer, row: row.row });
        }
        self.step.changes.messages.push(row);
    }

    /// How far the logs that `of` chooses have come, the newest first, at most `max`.
    pub(super) fn reaches(&self, max: usize, of: impl Fn(&LogRow) -> bool) -> Vec<Reach> {
        let mut logs: Vec<_> = self.logs.iter().filter(|log| of(log)).collect();
        logs.sort_by_key(|log| Reverse((log.order, log.log)));
        let reach = |log: &&LogRow| {
            let author = match log.author {
                Author::Me => self.me.identity,
                Author::Them => self.contact.peer,
            };
            let id = MessageId { author, log: log.log, seq: log.head };
            let missing = log.missing.clone();
            log.head_hash.map(|hash| Reach { head: Head { id, hash }, missing })
        };
        logs.iter().filter_map(reach).take(max).collect()
    }

    /// The message of this conversation that came first under an id.
    pub(super) fn message(&self, id: MessageId) -> Option<&'a MessageRow> {
        let conversation = self.conversation;
        let first = |row: &&MessageRow| {
            row.id == id
                && row.conversation == conversation
                && !matches!(row.state, MessageState::Conflicting { .. })
        };
        self.facts.messages.iter().find(first)
    }

    /// The message of mine of this kind, of which only the newest is kept, if it still waits.
    pub(super) fn newest_waits(&self, kind: u64) -> Option<&'a MessageRow> {
        let newest = newest_row(&self.conversation, &self.me.identity, kind)?;
        let waits = |row: &&MessageRow| matches!(row.state, MessageState::Waiting { .. });
        self.facts.messages.iter().find(|row| row.row == newest && waits(row))
    }

    /// They take now what they did not take before: what waits is sent once more in this session.
    pub(super) fn flow(&mut self) {
        self.step.resend = true;
        self.wake();
    }

    /// The message of theirs in this row, if it was taken.
    pub(super) fn taken(&self, row: RowId) -> Option<&'a MessageRow> {
        let taken = |known: &&MessageRow| {
            known.row == row && !matches!(known.state, MessageState::Conflicting { .. })
        };
        self.facts.messages.iter().find(taken)
    }

    /// They have my messages of this log up to a place, by their own word.
    pub(super) fn heard(&mut self, id: LogId, seq: u64) {
        let now = self.now;
        let mine = |log: &&mut LogRow| log.author == Author::Me && log.log == id;
        if let Some(log) = self.logs.iter_mut().find(mine)
            && seq > log.acknowledged
        {
            log.acknowledged = seq;
            log.heard = now;
        }
    }

    /// Sends a frame that is no message.
    pub(super) fn send(&mut self, kind: u8, body: Vec<u8>) {
        self.step.send.push(Outgoing { peer: self.contact.peer, kind, body, place: 0 });
    }

    /// Acknowledges a message of theirs, after the commit.
    pub(super) fn acknowledge(&mut self, head: Head) {
        self.send(ACK, Acks(vec![head]).encode());
    }

    /// Something waits for this contact.
    pub(super) fn wake(&mut self) {
        if !self.step.deliver.contains(&self.contact.peer) {
            self.step.deliver.push(self.contact.peer);
        }
    }

    /// The contact is new or changed.
    pub(super) fn tell_contact(&mut self) {
        let event = Event::Contact { peer: self.contact.peer };
        if !self.step.events.contains(&event) {
            self.step.events.push(event);
        }
    }

    /// Something about the contact that the user must see.
    pub(super) fn alert(&mut self, alert: Alert) {
        if !self.contact.alerts.contains(&alert) {
            self.contact.alerts.push(alert);
            self.tell_contact();
        }
    }

    /// Random bytes.
    pub(super) fn draw<const N: usize>(&self) -> Result<[u8; N], Refused> {
        entropy::array(self.entropy).map_err(|_| Refused::Entropy)
    }
}
