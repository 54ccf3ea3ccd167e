//! One decision: a command and the facts it needs go in; changes, frames and events come out.

mod contact;
mod desk;
mod heads;
mod needs;
mod outbox;
mod receive;
mod session;

pub use outbox::check_text;

use crate::command::{Command, Refused};
use crate::frame;
use crate::rows::{ContactRow, LogRow, MessageRow, SelfRow};
use core::fmt;
use desk::Desk;
use serde::{Deserialize, Serialize};
use tongtong_crypto::entropy::Entropy;
use tongtong_types::{ConversationId, MessageId, PeerId, RowId, StaticKey, Timestamp};

/// What a command must know; the store reads exactly this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The contact of these peers.
    pub contacts: Vec<PeerId>,
    /// Whoever has this static key.
    pub by_static_key: Option<StaticKey>,
    /// All logs of these conversations.
    pub logs: Vec<ConversationId>,
    /// These messages.
    pub messages: Vec<MessageId>,
    /// These rows.
    pub rows: Vec<RowId>,
    /// My messages to this peer that are not acknowledged, by `order`, at most this many.
    pub waiting: Option<(PeerId, u32)>,
    /// Their messages in this conversation in state `Received`, up to and including this order, by
    /// `order`, at most this many.
    pub unseen: Option<(ConversationId, u64, u32)>,
    /// All contacts that are accepted.
    pub accepted: bool,
}

/// What the store found for [`Needs`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// My own row, if I signed up. Always read.
    pub me: Option<SelfRow>,
    /// The contacts asked for, as far as they exist.
    pub contacts: Vec<ContactRow>,
    /// The logs asked for.
    pub logs: Vec<LogRow>,
    /// The messages asked for by id or row. Conflicting twins included.
    pub messages: Vec<MessageRow>,
    /// My waiting messages, by `order`.
    pub waiting: Vec<MessageRow>,
    /// Their unseen messages.
    pub unseen: Vec<MessageRow>,
}

/// What a step changes; part of the one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// My own row.
    pub me: Option<SelfRow>,
    /// Contacts, whole rows.
    pub contacts: Vec<ContactRow>,
    /// Logs, whole rows.
    pub logs: Vec<LogRow>,
    /// Messages, whole rows; a row with a known `row` replaces it. (Twins in conflict share `id`.)
    pub messages: Vec<MessageRow>,
}

/// A message frame or control frame for a live session: `kind` and `body` as the session carries them.
/// `Debug` shows the body's size alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// For whom.
    pub peer: PeerId,
    /// The frame's kind.
    pub kind: u8,
    /// The frame's body.
    pub body: Vec<u8>,
    /// A message's place among all of mine for this peer, for [`Command::Resume`]; 0 for other frames.
    pub place: u64,
}

/// A frame that came over a verified session. `Debug` shows the body's size alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Incoming {
    /// From whom, as the session proved.
    pub peer: PeerId,
    /// The frame's kind.
    pub kind: u8,
    /// The frame's body.
    pub body: Vec<u8>,
    /// By which path: `relay` or `direct`.
    pub path: String,
    /// Their public card, as the session's greeting showed and proved it.
    pub card: Vec<u8>,
}

/// What happened, after the commit. Ids only; a screen reads the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A contact is new or changed.
    Contact {
        /// Who.
        peer: PeerId,
    },
    /// A message is new, or stands elsewhere than before.
    Message {
        /// With whom.
        peer: PeerId,
        /// Which row.
        row: RowId,
    },
    /// A payment was announced in a chat: the wallet should look at its address.
    PaymentAnnounced {
        /// By whom.
        peer: PeerId,
        /// In which message.
        row: RowId,
    },
}

/// A decision: what to commit, what to send afterwards, whom to wake, what to tell. `Debug` shows how
/// much of each.
#[must_use]
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// To be committed first.
    pub changes: Changes,
    /// Then to be sent over a live session, if there is one; lost otherwise, and made again at the next.
    pub send: Vec<Outgoing>,
    /// Peers with something waiting: the deliver worker should seek a session.
    pub deliver: Vec<PeerId>,
    /// What was sent before in this session was not taken then and may be now: the next
    /// [`Command::Resume`] of the session begins at 0 again.
    pub resend: bool,
    /// To be told after the commit.
    pub events: Vec<Event>,
    /// What the wallet should hear about in the same transaction.
    pub notes: Vec<tongtong_types::note::PaymentAnnounced>,
}

/// Decides a command by the facts that [`Command::needs`] asked for.
///
/// If the process dies before the commit, nothing has happened; between the commit and the sending,
/// what was to be sent is made again from the rows when the next session opens.
///
/// # Errors
/// [`Refused`]; nothing is changed. After [`Refused::Protocol`] the session must be closed.
pub fn step(
    command: &Command,
    facts: &Facts,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    let me = facts.me.as_ref().ok_or(Refused::NotSignedUp)?;
    let desk = |peer: &PeerId| Desk::open(me, *peer, facts, now, entropy);
    match command {
        Command::Meet { card } => contact::meet(card, me, facts, now),
        Command::Ask { peer, text } => contact::ask(desk(peer)?, text),
        Command::Accept { peer, mine } => contact::accept(desk(peer)?, mine),
        Command::CardChanged { peer, mine } => contact::card_changed(desk(peer)?, mine),
        Command::Verify { peer } => Ok(contact::verify(desk(peer)?)),
        Command::Say { peer, text } => outbox::say(desk(peer)?, text),
        Command::Paid(payment) => outbox::paid(desk(&payment.peer)?, payment),
        Command::Seen { peer, row } => outbox::seen(desk(peer)?, *row),
        Command::Delayed { peer, why } => Ok(outbox::delayed(desk(peer)?, *why)),
        // Nothing waits for someone unknown.
        Command::Resume { peer, .. } if !facts.knows(peer) => Ok(Step::default()),
        Command::Resume { peer, after } => Ok(outbox::resume(desk(peer)?, *after)),
        Command::SessionOpened { peer, card } => session::opened(*peer, card, me, facts, now, entropy),
        Command::Frame(incoming) => match incoming.kind {
            // The welcome is checked before the session carries anything else.
            frame::WELCOME => Err(Refused::Protocol),
            _ if !facts.knows(&incoming.peer) => session::of_a_stranger(incoming, me, facts, now, entropy),
            frame::HEADS => heads::compare(desk(&incoming.peer)?, incoming),
            frame::ACK => heads::acknowledged(desk(&incoming.peer)?, incoming),
            frame::MESSAGE => receive::message(desk(&incoming.peer)?, incoming),
            _ => Ok(Step::default()),
        },
    }
}

impl Facts {
    fn knows(&self, peer: &PeerId) -> bool {
        self.contacts.iter().any(|contact| contact.peer == *peer)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { peer, kind, body, place } = self;
        write!(f, "Outgoing({peer:?}, kind {kind}, {} bytes, place {place})", body.len())
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { peer, kind, body, path, card: _ } = self;
        write!(f, "Incoming({peer:?}, kind {kind}, {} bytes, {path})", body.len())
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { changes: Changes { me, contacts, logs, messages }, send, deliver, events, notes, resend } =
            self;
        f.debug_struct("Step")
            .field("me", &me.is_some())
            .field("contacts", contacts)
            .field("logs", &logs.len())
            .field("messages", messages)
            .field("send", send)
            .field("deliver", deliver)
            .field("events", events)
            .field("notes", &notes.len())
            .field("resend", resend)
            .finish()
    }
}

#[cfg(test)]
mod tests;
