use crate::rows::{ContactRow, LogRow, MessageRow, SelfRow};
use serde::{Deserialize, Serialize};
use tongtong_types::{ConversationId, MessageId, PeerId, RowId, StaticKey};

/// Why a message of mine still waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Why {
    /// Nobody has tried to send it yet.
    NotTried,
    /// The other device does not answer.
    PeerOffline,
    /// This device has no way to the network.
    NoNetwork,
    /// It was sent and the acknowledgement has not come yet.
    NoAnswer,
    /// The other side has not accepted me yet.
    NotAccepted,
}

/// What the user, a peer or a worker wants of the messenger.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Someone's public card was looked up or scanned.
    Meet {
        /// The card, as published.
        card: Vec<u8>,
    },
    /// Ask someone to be a contact.
    Ask {
        /// Whom.
        peer: PeerId,
        /// At most 140 characters.
        text: String,
    },
    /// Accept someone who asked.
    Accept {
        /// Whom.
        peer: PeerId,
        /// What my contact card for them says now.
        mine: crate::card::ContactDetails,
    },
    /// Say something.
    Say {
        /// To whom.
        peer: PeerId,
        /// What.
        text: String,
    },
    /// I have seen everything up to this message.
    Seen {
        /// Of whom.
        peer: PeerId,
        /// The newest message seen.
        row: RowId,
    },
    /// The safety numbers were compared and agree.
    Verify {
        /// With whom.
        peer: PeerId,
    },
    /// A verified session with this peer begins.
    SessionOpened {
        /// With whom.
        peer: PeerId,
        /// Their public card as the greeting showed it.
        card: Vec<u8>,
    },
    /// A frame came.
    Frame(Incoming),
    /// The messages waiting for this peer are wanted for its session, those after this place only.
    Resume {
        /// For whom.
        peer: PeerId,
        /// The [`Outgoing::place`] of the last message frame already sent in this session; 0 for none.
        after: u64,
    },
    /// Nobody could be reached: say why on what waits.
    Delayed {
        /// Who.
        peer: PeerId,
        /// Why.
        why: Why,
    },
    /// A payment was signed for a contact: its message belongs to the same transaction.
    Paid(tongtong_types::note::PaymentSigned),
    /// My contact card changed (name, endpoint, pay addresses): send it to this contact.
    CardChanged {
        /// To whom.
        peer: PeerId,
        /// What it says now.
        mine: crate::card::ContactDetails,
    },
}

/// Why a command was refused. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// This device has not signed up.
    #[error("not signed up yet")]
    NotSignedUp,
    /// No such contact.
    #[error("not a contact")]
    UnknownContact,
    /// The contact has not accepted (or was not accepted) yet.
    #[error("the contact has not accepted yet")]
    NotAccepted,
    /// It was done before.
    #[error("already done")]
    AlreadyDone,
    /// The text is empty or over its limit.
    #[error("the text is empty or too long (at most {max} characters)")]
    Text {
        /// The most characters.
        max: usize,
    },
    /// The card is malformed, expired, badly signed, older than the known one, or another's.
    #[error("the card is not valid: {0}")]
    Card(crate::card::CardError),
    /// A frame of the other side breaks the protocol: the session must end.
    #[error("the other side broke the protocol")]
    Protocol,
    /// It is my own identity.
    #[error("that is you")]
    Myself,
    /// No entropy.
    #[error("no entropy")]
    Entropy,
}

impl Refused {
    /// The stable code of this refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSignedUp => "not_signed_up",
            Self::UnknownContact => "contact_unknown",
            Self::NotAccepted => "contact_not_accepted",
            Self::AlreadyDone => "already_done",
            Self::Text { .. } => "text_length",
            Self::Card(error) => error.code(),
            Self::Protocol => "protocol_broken",
            Self::Myself => "that_is_you",
            Self::Entropy => "entropy_unavailable",
        }
    }
}

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
    /// Their messages in this conversation in state `Received`, up to and including this order.
    pub unseen: Option<(ConversationId, u64)>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A frame that came over a verified session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// From whom, as the session proved.
    pub peer: PeerId,
    /// The frame's kind.
    pub kind: u8,
    /// The frame's body.
    pub body: Vec<u8>,
    /// By which path: `relay` or `direct`.
    pub path: String,
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

/// A decision: what to commit, what to send afterwards, whom to wake, what to tell.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// To be committed first.
    pub changes: Changes,
    /// Then to be sent over a live session, if there is one; lost otherwise, and made again at the next.
    pub send: Vec<Outgoing>,
    /// Peers with something waiting: the deliver worker should seek a session.
    pub deliver: Vec<PeerId>,
    /// To be told after the commit.
    pub events: Vec<Event>,
    /// What the wallet should hear about in the same transaction.
    pub notes: Vec<tongtong_types::note::PaymentAnnounced>,
}
