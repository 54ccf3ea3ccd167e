use thiserror::Error;
use tongtong_crypto::entropy::EntropyError;
use tongtong_crypto::words::WordError;
use tongtong_ports::{DirectoryError, KeyVaultError, LinkError, NetworkError, StoreError};
use tongtong_types::Duration;

/// Why the core did not do as asked. Nothing is half done.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The keys are not in memory: unlock first.
    #[error("locked")]
    Locked,
    /// The engine was ended: compose a new one.
    #[error("shut down")]
    Ended,
    /// This device has no keys yet: sign up or restore first.
    #[error("nothing is set up here yet")]
    Empty,
    /// This device has its keys already.
    #[error("this device is set up already")]
    SetUpAlready,
    /// This device has not signed up to the messenger.
    #[error("not signed up yet")]
    NotSignedUp,
    /// This device has signed up already.
    #[error("signed up already")]
    SignedUpAlready,
    /// The pass phrase is wrong. The next try may be made after `wait`.
    #[error("wrong pass phrase ({failures} in a row)")]
    WrongPassPhrase {
        /// How many in a row.
        failures: u32,
        /// How long to wait now.
        wait: Duration,
    },
    /// Too many wrong pass phrases: wait.
    #[error("too many wrong pass phrases; wait {} s", .wait.millis().div_ceil(1000))]
    Wait {
        /// How long still.
        wait: Duration,
    },
    /// The pass phrase is too weak for a device without secure hardware.
    #[error("the pass phrase is too weak: at least five random words")]
    WeakPassPhrase,
    /// The pass phrase is empty, too long, or no text.
    #[error("not a pass phrase")]
    BadPassPhrase,
    /// An envelope was changed or damaged.
    #[error("the key envelope is damaged")]
    DamagedEnvelope,
    /// The store is an older copy than this device remembers; see the user guide.
    #[error("the data folder is an old copy")]
    OldCopy,
    /// No review with this digest waits for an approval: ask for a new one.
    #[error("this plan is not waiting for approval; make a new one")]
    UnknownPlan,
    /// The words are not a valid phrase.
    #[error(transparent)]
    Words(#[from] WordError),
    /// The wallet refuses.
    #[error(transparent)]
    Wallet(#[from] tongtong_wallet::Refused),
    /// The messenger refuses.
    #[error(transparent)]
    Chat(#[from] tongtong_chat::Refused),
    /// The contact cannot be paid.
    #[error(transparent)]
    Payee(#[from] tongtong_chat::card::NoPayee),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The device's safe failed.
    #[error(transparent)]
    Vault(#[from] KeyVaultError),
    /// The phone directory refused or failed.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The transport failed.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The chain's network refused or failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The operating system gave no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A fault of this library: please report its code.
    #[error("internal fault ({0})")]
    Internal(&'static str),
}

impl From<StoreError> for EngineError {
    /// A locked store is a locked device: one code for one situation.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => Self::Locked,
            error => Self::Store(error),
        }
    }
}

impl EngineError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Ended => "shut_down",
            Self::Empty => "not_set_up",
            Self::SetUpAlready => "set_up_already",
            Self::NotSignedUp => "not_signed_up",
            Self::SignedUpAlready => "signed_up_already",
            Self::WrongPassPhrase { .. } => "pass_phrase_wrong",
            Self::Wait { .. } => "pass_phrase_wait",
            Self::WeakPassPhrase => "pass_phrase_weak",
            Self::BadPassPhrase => "pass_phrase_invalid",
            Self::DamagedEnvelope => "envelope_damaged",
            Self::OldCopy => "old_copy",
            Self::UnknownPlan => "plan_unknown",
            Self::Words(error) => error.code(),
            Self::Wallet(error) => error.code(),
            Self::Chat(error) => error.code(),
            Self::Payee(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Directory(error) => error.code(),
            Self::Link(error) => error.code(),
            Self::Network(error) => error.code(),
            Self::Entropy(error) => error.code(),
            Self::Internal(_) => "internal",
        }
    }

    /// Whether it lies with the endpoint that was asked: another may do better.
    pub(crate) fn is_of_endpoint(&self) -> bool {
        match self {
            Self::Network(_) => true,
            Self::Wallet(refused) => refused.is_of_endpoint(),
            _ => false,
        }
    }

    /// Whether the same call may succeed later without the user changing anything.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::Wait { .. } => true,
            Self::Directory(error) => {
                matches!(error, DirectoryError::Offline | DirectoryError::Limited { .. })
            }
            Self::Link(error) => matches!(error, LinkError::Unreachable | LinkError::Closed),
            Self::Network(error) => matches!(error, NetworkError::Offline),
            Self::Store(error) => {
                matches!(error, StoreError::Held { .. } | StoreError::Full | StoreError::Io)
            }
            _ => false,
        }
    }
}
