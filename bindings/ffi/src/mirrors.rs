//! Types of the core that cross as they are. A variant or a field that changes there breaks the build here.

use tongtong_chat::Why;
use tongtong_chat::rows::{Alert, Author, ContactState};
use tongtong_crypto::words::Language;
use tongtong_ports::{Attempts, Capability, Level, Marker, Path};
use tongtong_types::{Duration, RowId, Tier, Timestamp};
use tongtong_wallet::rows::Direction;

/// A word list of BIP-39.
#[uniffi::remote(Enum)]
pub enum Language {
    English,
    Korean,
}

/// How bytes travel just now.
#[uniffi::remote(Enum)]
pub enum Path {
    Relay,
    Direct,
}

/// How far an acquaintance has come.
#[uniffi::remote(Enum)]
pub enum ContactState {
    Found,
    Asked,
    Asking,
    Accepted,
}

/// Something about a contact that the user must see.
#[uniffi::remote(Enum)]
pub enum Alert {
    PayKeyChanged,
    Behind,
    Conflict,
}

/// Who wrote a message.
#[uniffi::remote(Enum)]
pub enum Author {
    Me,
    Them,
}

/// Why a message of mine still waits.
#[uniffi::remote(Enum)]
pub enum Why {
    NotTried,
    PeerOffline,
    NoNetwork,
    NoAnswer,
}

/// Which way money went.
#[uniffi::remote(Enum)]
pub enum Direction {
    Out,
    In,
    Rescue,
    Cancel,
}

/// Which of the three roots of a device.
#[uniffi::remote(Enum)]
pub enum Tier {
    Background,
    Reading,
    Spending,
}

/// How much a line of the log matters.
#[uniffi::remote(Enum)]
pub enum Level {
    Debug,
    Info,
    Warn,
    Error,
}

/// What a key vault can do.
#[uniffi::remote(Record)]
pub struct Capability {
    pub hardware: bool,
    pub presence: bool,
    pub prf: bool,
}

/// What ties a store to this device, so that a copied store is noticed.
#[uniffi::remote(Record)]
pub struct Marker {
    pub store: RowId,
    pub generation: u64,
}

/// Wrong pass phrases so far.
#[uniffi::remote(Record)]
pub struct Attempts {
    pub count: u32,
    pub last: Option<Timestamp>,
    pub last_boot: Option<Duration>,
}
