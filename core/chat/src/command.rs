use crate::step::Incoming;
use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_types::{PeerId, RowId};

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
}

/// What the user, a peer or a worker wants of the messenger. `Debug` shows which it is, never a text.
#[derive(Clone, PartialEq, Eq)]
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
    /// I have seen everything up to this message: of what was not seen yet, the oldest thousand are
    /// marked; said again, the next.
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
    /// The messages waiting for this peer are wanted for its session, those after this place only, as
    /// far as what is under way is within its bounds: to be asked again after every acknowledgement.
    Resume {
        /// For whom.
        peer: PeerId,
        /// The [`Outgoing::place`](crate::Outgoing::place) of the last message frame already sent in
        /// this session; 0 for none.
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
    /// No such message in this conversation.
    #[error("no such message")]
    UnknownMessage,
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
            Self::UnknownMessage => "message_unknown",
            Self::AlreadyDone => "already_done",
            Self::Text { .. } => "text_length",
            Self::Card(error) => error.code(),
            Self::Protocol => "protocol_broken",
            Self::Myself => "that_is_you",
            Self::Entropy => "entropy_unavailable",
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Meet { .. } => "Meet",
            Self::Ask { .. } => "Ask",
            Self::Accept { .. } => "Accept",
            Self::Say { .. } => "Say",
            Self::Seen { .. } => "Seen",
            Self::Verify { .. } => "Verify",
            Self::SessionOpened { .. } => "SessionOpened",
            Self::Frame(_) => "Frame",
            Self::Resume { .. } => "Resume",
            Self::Delayed { .. } => "Delayed",
            Self::Paid(_) => "Paid",
            Self::CardChanged { .. } => "CardChanged",
        })
    }
}
