//! Cards: who a device is, where it can be reached, where its owner can be paid.
//!
//! The *public* card is for everyone: directory, QR code, link, greeting. The *contact* card travels only
//! inside a session with an accepted contact. Wire formats: `docs/protocol.md`, 2.

mod claim;
mod coin;
mod contact;
mod payee;
mod public;
mod sheet;
mod signed;

pub use claim::NumberClaim;
pub use coin::CoinAddress;
pub use contact::ContactCard;
pub use payee::{NoPayee, PayTarget};
pub use public::PublicCard;
pub use sheet::PaySheet;

use thiserror::Error;
use tongtong_types::cbor::CborError;
use tongtong_types::{DisplayName, EndpointAddress, Timestamp};

/// What my contact card for one contact says, besides its counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactDetails {
    /// Where conversations with me are dialled.
    pub conversation: EndpointAddress,
    /// My name.
    pub name: DisplayName,
    /// My pay addresses for this contact, newly signed by my pay key; without, those that were sent last.
    pub pay: Option<Vec<u8>>,
}

/// Why a card is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CardError {
    /// Not a card's bytes.
    #[error("malformed")]
    Malformed,
    /// The signature is not of the identity it names.
    #[error("badly signed")]
    Signature,
    /// Its time is over, or has not come.
    #[error("expired")]
    Expired,
    /// A newer one is known.
    #[error("older than the one known")]
    Older,
    /// It names another person or key than it should.
    #[error("of another person")]
    Another,
}

impl CardError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "card_malformed",
            Self::Signature => "card_signature",
            Self::Expired => "card_expired",
            Self::Older => "card_older",
            Self::Another => "card_of_another",
        }
    }
}

impl From<CborError> for CardError {
    fn from(_: CborError) -> Self {
        Self::Malformed
    }
}

/// The counter of the next card or pay sheet: above the previous one, and not below the clock, so that a
/// device which came back from an old copy does not use a counter again.
#[must_use]
pub fn next_counter(previous: u64, now: Timestamp) -> u64 {
    previous.saturating_add(1).max(now.millis())
}

#[cfg(test)]
mod tests;
