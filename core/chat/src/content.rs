use crate::body::{Body, Payment, kind};
use crate::rows::MessageRow;
use core::fmt;
use tongtong_types::DisplayName;

/// What a message shows on the screen. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Someone asked to be a contact.
    Request {
        /// Their name.
        name: DisplayName,
        /// What they wrote.
        text: String,
    },
    /// The contact request was accepted.
    Accepted,
    /// A text.
    Text(String),
    /// A payment.
    Payment(Payment),
    /// Nothing: a contact card or a read mark.
    Silent,
    /// Something that this version cannot show: a newer kind, or a body that is not of its kind.
    Unknown {
        /// The number of its kind.
        kind: u64,
    },
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request { .. } => "Request(..)",
            Self::Accepted => "Accepted",
            Self::Text(_) => "Text(..)",
            Self::Payment(_) => "Payment(..)",
            Self::Silent => "Silent",
            Self::Unknown { .. } => "Unknown(..)",
        })
    }
}

impl MessageRow {
    /// What the message shows.
    #[must_use]
    pub fn content(&self) -> Content {
        match Body::decode(self.kind, &self.body) {
            Ok(Body::Request { name, text }) => Content::Request { name, text },
            Ok(Body::Accept) => Content::Accepted,
            Ok(Body::Text(text)) => Content::Text(text),
            Ok(Body::Payment(payment)) => Content::Payment(payment),
            Ok(Body::ContactCard(_) | Body::Receipt { .. }) => Content::Silent,
            Ok(Body::Unknown { .. }) | Err(_) => {
                if shows(self.kind) {
                    Content::Unknown { kind: self.kind }
                } else {
                    Content::Silent
                }
            }
        }
    }
}

/// Whether messages of a kind are lines of the chat, to be seen and answered with a read mark.
pub(crate) fn shows(number: u64) -> bool {
    !matches!(number, kind::CONTACT_CARD | kind::RECEIPT)
}
