use thiserror::Error;
use tongtong_chat::card::CardError;
use tongtong_types::Duration;

/// What the directory answers instead of doing as asked. [`Refusal::code`] is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Not the JSON of this request, or a field is missing, unknown or too long.
    #[error("malformed request")]
    Malformed,
    /// The body is over its limit.
    #[error("request too large")]
    TooLarge,
    /// There is no such request.
    #[error("no such request")]
    NoSuchRequest,
    /// The text is not a phone number.
    #[error("not a phone number")]
    PhoneInvalid,
    /// Another code than the one sent.
    #[error("wrong code")]
    CodeWrong {
        /// Tries this code still has.
        left: u32,
    },
    /// No code is open for this number: never sent, too old, used, or tried too often.
    #[error("no code is open for this number")]
    CodeExpired,
    /// Too many requests of this kind from this address, or for this number.
    #[error("too many requests")]
    Limited {
        /// Until the next one is heard.
        wait: Duration,
    },
    /// The directory has as much to do as it takes on.
    #[error("busy")]
    Busy {
        /// Until it is worth asking again.
        wait: Duration,
    },
    /// Another identity holds the number.
    #[error("the number is held by another identity")]
    NumberHeld,
    /// The card is refused, or the claim that came with it.
    #[error("card refused: {0}")]
    Card(CardError),
    /// Nobody is registered under this number or identity.
    #[error("not found")]
    NotFound,
    /// The database failed; nothing was changed.
    #[error("the directory failed")]
    Internal,
}

impl Refusal {
    /// The stable name of the situation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "request_malformed",
            Self::TooLarge => "request_too_large",
            Self::NoSuchRequest => "no_such_request",
            Self::PhoneInvalid => "phone_invalid",
            Self::CodeWrong { .. } => "code_wrong",
            Self::CodeExpired => "code_expired",
            Self::Limited { .. } => "limited",
            Self::Busy { .. } => "busy",
            Self::NumberHeld => "number_held",
            Self::Card(error) => error.code(),
            Self::NotFound => "not_found",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status that goes with it.
    pub(super) fn status(&self) -> u16 {
        match self {
            Self::Malformed | Self::PhoneInvalid | Self::Card(_) => 400,
            Self::CodeWrong { .. } => 403,
            Self::NotFound | Self::NoSuchRequest => 404,
            Self::NumberHeld => 409,
            Self::CodeExpired => 410,
            Self::TooLarge => 413,
            Self::Limited { .. } => 429,
            Self::Internal => 500,
            Self::Busy { .. } => 503,
        }
    }
}
