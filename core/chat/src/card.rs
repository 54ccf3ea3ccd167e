//! Cards: who a device is, where it can be reached, where its owner can be paid.

use thiserror::Error;
use tongtong_types::{DisplayName, EndpointAddress};

/// What my contact card for one contact says, besides its counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactDetails {
    /// Where conversations with me are dialled.
    pub conversation: EndpointAddress,
    /// My name.
    pub name: DisplayName,
    /// My pay addresses for this contact, signed by my pay key; none before there is a wallet.
    pub pay: Option<Vec<u8>>,
}

/// Why a card is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
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
