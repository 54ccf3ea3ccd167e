//! People.

use super::message::Message;
use tongtong_chat::rows::{Alert, ContactRow, ContactState};
use tongtong_engine::Engine;
use tongtong_types::{PeerId, Timestamp};

/// A person I know or who knows me.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Contact {
    /// Who.
    pub peer: PeerId,
    /// How far the acquaintance has come.
    pub state: ContactState,
    /// Since when, in milliseconds since 1970.
    pub since: Timestamp,
    /// The name they gave themselves, once they sent their contact card.
    pub name: Option<String>,
    /// When the user compared safety numbers.
    pub verified: Option<Timestamp>,
    /// Whether they can be paid now: they are accepted and have signed addresses for us.
    pub payable: bool,
    /// What the user must see.
    pub alerts: Vec<Alert>,
}

impl Contact {
    pub(crate) fn of(row: ContactRow, engine: &Engine) -> Self {
        let payable = engine.can_pay(&row);
        let ContactRow {
            peer,
            state,
            since,
            card: _,
            static_key: _,
            card_counter: _,
            name,
            contact_card: _,
            my_card_counter: _,
            my_pay: _,
            renewed: _,
            pay_key: _,
            paid: _,
            verified,
            alerts,
        } = row;
        Self { peer, state, since, name: name.map(|name| name.text().to_owned()), verified, payable, alerts }
    }
}

/// A line of the list of conversations.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Conversation {
    /// With whom.
    pub contact: Contact,
    /// The newest message that is shown.
    pub last: Option<Message>,
    /// How many of theirs I have not seen, among the newest hundred.
    pub unread: u32,
}

impl Conversation {
    pub(crate) fn of(line: tongtong_engine::Conversation, engine: &Engine) -> Self {
        let tongtong_engine::Conversation { contact, last, unread } = line;
        Self {
            contact: Contact::of(contact, engine),
            last: last.map(|row| Message::of(row, engine.profile())),
            unread,
        }
    }
}
