//! The phone directory: from a number to a public card.

use async_trait::async_trait;
use thiserror::Error;
use tongtong_types::{Duration, Phone};

/// What a directory may answer instead of doing as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DirectoryError {
    /// It does not answer: try again later.
    #[error("the phone directory does not answer")]
    Offline,
    /// The code is wrong; so many tries are left.
    #[error("wrong code ({left} tries left)")]
    WrongCode {
        /// Tries left before a new code is needed.
        left: u32,
    },
    /// The code was used, has expired, or was never asked for: ask for a new one.
    #[error("the code has expired; ask for a new one")]
    CodeExpired,
    /// Too many requests: wait this long.
    #[error("too many requests; try again in {} s", .wait.millis() / 1000)]
    Limited {
        /// How long.
        wait: Duration,
    },
    /// The number belongs to another identity.
    #[error("the number is held by another identity")]
    NumberHeld,
    /// The card was refused: malformed, badly signed, expired, not newer, or not of who claims the number.
    #[error("the directory refused the card")]
    CardRefused,
    /// Nobody has this number here.
    #[error("nobody with this number is in the directory")]
    NotFound,
    /// It answered something that is not of this protocol.
    #[error("the phone directory answered nonsense")]
    Protocol,
}

impl DirectoryError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Offline => "directory_offline",
            Self::WrongCode { .. } => "sms_code_wrong",
            Self::CodeExpired => "sms_code_expired",
            Self::Limited { .. } => "directory_limited",
            Self::NumberHeld => "number_held",
            Self::CardRefused => "card_refused",
            Self::NotFound => "number_not_found",
            Self::Protocol => "directory_protocol",
        }
    }
}

/// Port: the phone directory. What it answers is hostile until a card's signature was checked.
#[async_trait]
pub trait PhoneDirectory: Send + Sync {
    /// Asks for an SMS code to this number.
    async fn request_code(&self, phone: &Phone) -> Result<(), DirectoryError>;
    /// Proves the number by its code and publishes the public card under it. `claim` is the
    /// [`NumberClaim`](tongtong_chat::card::NumberClaim) of the card's identity over both.
    async fn register(
        &self,
        phone: &Phone,
        code: &str,
        card: &[u8],
        claim: &[u8; 64],
    ) -> Result<(), DirectoryError>;
    /// Replaces the published card of its identity by a newer one.
    async fn publish(&self, card: &[u8]) -> Result<(), DirectoryError>;
    /// The public card under a number.
    async fn look_up(&self, phone: &Phone) -> Result<Vec<u8>, DirectoryError>;
}
