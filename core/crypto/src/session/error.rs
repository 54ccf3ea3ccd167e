use thiserror::Error;

/// Why a handshake or a session ended. Nothing is retried on the same state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SessionError {
    /// The hello is not one count from 1 to 16 and that many versions. Close.
    #[error("malformed hello")]
    Hello,
    /// Both sides know no common version. Tell the user that one app is too old.
    #[error("no common version")]
    NoCommonVersion,
    /// The prologue's list of versions is empty, too long, or without the version spoken. A fault of the caller.
    #[error("the prologue names no version that was offered")]
    Prologue,
    /// A handshake message is too short or too long. Close.
    #[error("a handshake message of another length")]
    Length,
    /// A Diffie-Hellman result was all zero: the other key has a small order. Close.
    #[error("a key of small order")]
    LowOrder,
    /// An X25519 key is 2^255-19 or more: a second encoding of a key that may be known under its first. Close.
    #[error("a key in a second encoding")]
    KeyEncoding,
    /// The ML-KEM key fails the modulus check of FIPS 203. Close.
    #[error("a KEM key out of range")]
    KemKey,
    /// A tag does not verify: other keys, other prologue, changed, reordered or replayed bytes. Close.
    #[error("not authentic")]
    Unauthentic,
    /// The other side's static key is one's own. Close.
    #[error("the other side uses this device's key")]
    OwnKey,
    /// The payload or body does not fit one message or frame. Nothing was sealed; split it.
    #[error("too large for one frame")]
    TooLarge,
    /// A frame is not of one of the padded sizes. The session is over.
    #[error("a frame of another length")]
    FrameLength,
    /// A verified frame is padded otherwise than it must be. The session is over.
    #[error("wrong padding")]
    Padding,
    /// The hard limit of this direction is reached. Open a new session.
    #[error("the session has carried all it may")]
    LimitReached,
    /// An earlier error ended this direction. Open a new session.
    #[error("the session has ended")]
    Ended,
}

impl SessionError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Hello => "session_hello",
            Self::NoCommonVersion => "session_no_common_version",
            Self::Prologue => "session_prologue",
            Self::Length => "session_message_length",
            Self::LowOrder => "session_low_order",
            Self::KeyEncoding => "session_key_encoding",
            Self::KemKey => "session_kem_key",
            Self::Unauthentic => "session_unauthentic",
            Self::OwnKey => "session_own_key",
            Self::TooLarge => "session_too_large",
            Self::FrameLength => "session_frame_length",
            Self::Padding => "session_padding",
            Self::LimitReached => "session_limit_reached",
            Self::Ended => "session_ended",
        }
    }
}
