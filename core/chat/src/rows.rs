//! What the store keeps for the messenger, row by row. The store seals each row's content.

use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_types::{
    ConversationId, DeviceId, DisplayName, HeaderHash, LogId, MessageId, PeerId, RowId, StaticKey, Timestamp,
};

/// This device's own part in the messenger. One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfRow {
    /// My identity.
    pub identity: PeerId,
    /// This device.
    pub device: DeviceId,
    /// The name that my contacts see.
    pub name: DisplayName,
    /// Bits that all my log ids are derived from; new at sign-up and at every restore.
    pub epoch: RowId,
    /// The counter of my newest public card.
    pub card_counter: u64,
    /// My newest public card, as published.
    pub card: Vec<u8>,
}

/// How far an acquaintance has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContactState {
    /// Their card was looked up; nothing was said yet.
    Found,
    /// I asked; they have not accepted yet.
    Asked,
    /// They asked; I have not accepted yet.
    Asking,
    /// Both sides talk.
    Accepted,
}

/// Something about a contact that the user must see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Alert {
    /// The key that signs their pay addresses changed: paying is blocked until the safety numbers are
    /// compared again.
    PayKeyChanged,
    /// They no longer have messages that they acknowledged: a restored copy, or a thief.
    Behind,
    /// Two different messages came under one id; both are kept.
    Conflict,
}

/// A person I know or who knows me. `Debug` hides what is private.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    /// Who.
    pub peer: PeerId,
    /// How far.
    pub state: ContactState,
    /// Since when in this state.
    pub since: Timestamp,
    /// Their newest public card, verified.
    pub card: Vec<u8>,
    /// The static key in that card, for look-ups.
    pub static_key: StaticKey,
    /// The counter of that card; a lower one is refused.
    pub card_counter: u64,
    /// The name they gave themselves.
    pub name: Option<DisplayName>,
    /// Their newest contact card, as received in a session.
    pub contact_card: Option<Vec<u8>>,
    /// The counter of the newest contact card that I sent them; 0 while they are owed one.
    pub my_card_counter: u64,
    /// The signed sheet of my pay addresses in it: a new card repeats it while the words are shut.
    pub my_pay: Option<Vec<u8>>,
    /// Bits that my log with them is derived from besides my epoch: new whenever they hold something in it
    /// that I do not have.
    pub renewed: Option<RowId>,
    /// The pay key that their addresses are signed with, pinned at first sight.
    pub pay_key: Option<[u8; 32]>,
    /// Their pay addresses of TTChain that I have paid: never paid again.
    pub paid: Vec<String>,
    /// When the user compared safety numbers.
    pub verified: Option<Timestamp>,
    /// What the user must see.
    pub alerts: Vec<Alert>,
}

/// Whose log it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Author {
    /// I write it.
    Me,
    /// The other side writes it.
    Them,
}

/// How far a log of a conversation has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// In which conversation.
    pub conversation: ConversationId,
    /// With whom.
    pub peer: PeerId,
    /// Whose log.
    pub author: Author,
    /// Which log.
    pub log: LogId,
    /// The highest place written (mine) or committed (theirs); 0 for none.
    pub head: u64,
    /// The hash of the header at that place.
    pub head_hash: Option<HeaderHash>,
    /// Mine: the highest place that the other side acknowledged and, by its own word, still has. Theirs:
    /// one more than the place at which the user was told that they stand elsewhere than here; 0 for none.
    pub acknowledged: u64,
    /// When the other side last moved it: mine by acknowledging, theirs by a message.
    pub heard: Timestamp,
    /// The highest [`MessageRow::order`] in it.
    pub order: u64,
    /// Theirs: runs of places (first, last) below the head that are not here, because this device lost
    /// what it had or the other one left them out. Sorted, apart from each other.
    pub missing: Vec<(u64, u64)>,
}

/// Where a message stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageState {
    /// Mine: not acknowledged yet.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// Why it still waits.
        why: crate::Why,
    },
    /// Mine: the other device has committed it.
    Delivered {
        /// When the acknowledgement came.
        at: Timestamp,
    },
    /// Mine: the other person has seen it.
    Read {
        /// When they said so.
        at: Timestamp,
    },
    /// Theirs: committed here.
    Received {
        /// When.
        at: Timestamp,
    },
    /// Theirs: I have seen it.
    Seen {
        /// When.
        at: Timestamp,
    },
    /// Theirs: another message came first under this id. Kept, shown, without effect.
    Conflicting {
        /// When.
        at: Timestamp,
    },
}

/// A message, whoever wrote it. `Debug` hides what is private.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// The row.
    pub row: RowId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// With whom.
    pub peer: PeerId,
    /// Its name.
    pub id: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// The number of its kind; unknown kinds are kept.
    pub kind: u64,
    /// The header as hashed and sent.
    pub header: Vec<u8>,
    /// The header's hash.
    pub header_hash: HeaderHash,
    /// The salt of the body commitment.
    pub salt: [u8; 32],
    /// The body as committed to.
    pub body: Vec<u8>,
    /// Its place on the screen, fixed at commit: clamped sending time in milliseconds.
    pub order: u64,
    /// Where it stands.
    pub state: MessageState,
    /// By which path it travelled, once it did: `relay` or `direct`.
    pub path: Option<String>,
}

impl fmt::Debug for ContactRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            peer,
            state,
            since: _,
            card: _,
            static_key: _,
            card_counter,
            name: _,
            contact_card: _,
            my_card_counter: _,
            my_pay: _,
            renewed: _,
            pay_key: _,
            paid: _,
            verified: _,
            alerts,
        } = self;
        write!(f, "ContactRow({peer:?}, {state:?}, card {card_counter}, {alerts:?})")
    }
}

impl fmt::Debug for MessageRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            row: _,
            conversation: _,
            peer: _,
            id,
            author: _,
            kind,
            header: _,
            header_hash: _,
            salt: _,
            body: _,
            order,
            state,
            path: _,
        } = self;
        write!(f, "MessageRow({id:?}, kind {kind}, order {order}, {state:?})")
    }
}
