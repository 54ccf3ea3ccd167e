//! The one error of the border, and the one map from the errors inside.

use std::collections::HashMap;
use thiserror::Error;
use tongtong_chain::Fault;
use tongtong_codes::QrError;
use tongtong_crypto::entropy::EntropyError;
use tongtong_crypto::secret::PassPhraseError;
use tongtong_engine::EngineError;
use tongtong_net::HttpError;
use tongtong_ports::{DirectoryError, KeyVaultError, LinkError, NetworkError, StoreError};
use tongtong_types::{AmountError, AssetError, IdError, NameError, PhoneError};
use tongtong_wallet::{ProfileError, Refused};

/// What an app does about an error. Match all of them; the code says the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum ErrorKind {
    /// The device is locked: ask for the pass phrase and unlock.
    Locked,
    /// The call does not fit where the device stands: not set up, signed up already, no wallet, shut down.
    State,
    /// The pass phrase is wrong, too weak, or not one.
    PassPhrase,
    /// The words are not a valid phrase.
    Words,
    /// A text or number that was passed in is malformed or too long.
    Input,
    /// Too many tries: wait as long as the fact `wait_seconds` says.
    Wait,
    /// The code from the SMS, or the number, was not taken.
    SignUp,
    /// The person is unknown, has not accepted, or cannot be paid now.
    Contact,
    /// The payment is refused: show why and let the user change it.
    Payment,
    /// There is too little money: the facts `missing` and `coming` are in the smallest unit.
    NotEnough,
    /// What was approved is no longer what would be signed: show a new review.
    Review,
    /// Nobody answers: try again later.
    Offline,
    /// A server answered what it should not.
    Server,
    /// The data on this device: held by another process, full, damaged, or an old copy.
    Storage,
    /// The device's safe refused or failed.
    KeyVault,
    /// A fault of this library: please report the code.
    Internal,
}

/// Why a call did not do as asked. Nothing is half done.
///
/// It holds no secret, no address, no number and no text of the user: it is safe to log.
#[derive(Clone, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum TongTongError {
    /// The only variant.
    #[error("{code}")]
    Failed {
        /// What to do about it.
        kind: ErrorKind,
        /// Which situation it is, stable for ever.
        code: String,
        /// Whether the same call may succeed later without the user changing anything.
        retryable: bool,
        /// What belongs to it, by name.
        facts: HashMap<String, String>,
    },
}

impl TongTongError {
    fn new(kind: ErrorKind, code: &str) -> Self {
        Self::Failed { kind, code: code.to_owned(), retryable: false, facts: HashMap::new() }
    }

    pub(crate) fn input(code: &str) -> Self {
        Self::new(ErrorKind::Input, code)
    }

    fn input_with(code: &str, facts: Vec<(&str, String)>) -> Self {
        let facts = facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect();
        Self::Failed { kind: ErrorKind::Input, code: code.to_owned(), retryable: false, facts }
    }

    pub(crate) fn state(code: &str) -> Self {
        Self::new(ErrorKind::State, code)
    }

    pub(crate) fn storage(code: &str) -> Self {
        Self::new(ErrorKind::Storage, code)
    }

    /// Something that has begun and takes its time.
    pub(crate) fn later(code: &str) -> Self {
        let (kind, code) = (ErrorKind::State, code.to_owned());
        Self::Failed { kind, code, retryable: true, facts: HashMap::new() }
    }

    pub(crate) fn internal(place: &'static str) -> Self {
        EngineError::Internal(place).into()
    }

    #[cfg(feature = "contract")]
    pub(crate) fn broken_contract(sentence: String) -> Self {
        Self::Failed {
            kind: ErrorKind::Internal,
            code: "contract_broken".to_owned(),
            retryable: false,
            facts: HashMap::from([("sentence".to_owned(), sentence)]),
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        let Self::Failed { code, .. } = self;
        code
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        let Self::Failed { kind, .. } = self;
        *kind
    }
}

impl From<EngineError> for TongTongError {
    fn from(error: EngineError) -> Self {
        let facts = error.facts().into_iter().map(|(name, fact)| (name.to_owned(), fact.to_string()));
        Self::Failed {
            kind: kind(&error),
            code: error.code().to_owned(),
            retryable: error.retryable(),
            facts: facts.collect(),
        }
    }
}

/// Errors of words of the domain: the input is not one.
macro_rules! malformed {
    ($($error:ty),*) => {$(
        impl From<$error> for TongTongError {
            fn from(error: $error) -> Self {
                Self::input(error.code())
            }
        }
    )*};
}

malformed!(PhoneError, NameError, AssetError, IdError, HttpError);

impl From<AmountError> for TongTongError {
    fn from(error: AmountError) -> Self {
        let facts = match error {
            AmountError::TooPrecise { decimals } => vec![("decimals", decimals.to_string())],
            AmountError::NotDecimal | AmountError::OutOfRange => Vec::new(),
        };
        Self::input_with(error.code(), facts)
    }
}

impl From<QrError> for TongTongError {
    fn from(error: QrError) -> Self {
        let facts = match error {
            QrError::TooLong { max } => vec![("max", max.to_string())],
            QrError::ModuleSize { max } => vec![("max", max.to_string())],
            QrError::Empty => Vec::new(),
        };
        Self::input_with(error.code(), facts)
    }
}

impl From<ProfileError> for TongTongError {
    fn from(error: ProfileError) -> Self {
        let facts = match error {
            ProfileError::Malformed { line, column } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            ProfileError::Version(version) => vec![("version", version.to_string())],
            ProfileError::Field(name) => vec![("field", name.to_owned())],
            ProfileError::TooLong => Vec::new(),
        };
        Self::input_with(error.code(), facts)
    }
}

impl From<PassPhraseError> for TongTongError {
    fn from(error: PassPhraseError) -> Self {
        Self::new(ErrorKind::PassPhrase, error.code())
    }
}

/// Errors of the parts that are put together before there is an engine.
macro_rules! by_the_engine {
    ($($error:ty),*) => {$(
        impl From<$error> for TongTongError {
            fn from(error: $error) -> Self {
                EngineError::from(error).into()
            }
        }
    )*};
}

by_the_engine!(StoreError, KeyVaultError, EntropyError);

fn kind(error: &EngineError) -> ErrorKind {
    match error {
        EngineError::Locked => ErrorKind::Locked,
        EngineError::Ended
        | EngineError::Empty
        | EngineError::SetUpAlready
        | EngineError::NotSignedUp
        | EngineError::SignedUpAlready => ErrorKind::State,
        EngineError::WrongPassPhrase { .. } | EngineError::WeakPassPhrase | EngineError::BadPassPhrase => {
            ErrorKind::PassPhrase
        }
        EngineError::Wait { .. } => ErrorKind::Wait,
        EngineError::Words(_) => ErrorKind::Words,
        EngineError::Wallet(refused) => of_wallet(refused),
        EngineError::Chat(refused) => of_chat(refused),
        EngineError::Payee(_) => ErrorKind::Contact,
        EngineError::UnknownPlan => ErrorKind::Review,
        EngineError::Directory(error) => of_directory(error),
        EngineError::Link(error) => of_link(error),
        EngineError::Network(error) => of_network(error),
        EngineError::DamagedEnvelope | EngineError::OldCopy | EngineError::Store(_) => ErrorKind::Storage,
        EngineError::Vault(_) => ErrorKind::KeyVault,
        EngineError::Entropy(_) | EngineError::Internal(_) => ErrorKind::Internal,
    }
}

fn of_wallet(refused: &Refused) -> ErrorKind {
    match refused {
        Refused::NoWallet | Refused::WalletExists | Refused::Scanning | Refused::CoinNotOpened => {
            ErrorKind::State
        }
        Refused::MemoTooLong { .. }
        | Refused::AmountZero
        | Refused::AmountTooLarge
        | Refused::AmountTooFine
        | Refused::MemoNotCarried
        | Refused::ChainNotConfigured
        | Refused::AssetUnknown
        | Refused::AssetFeeUnknown => ErrorKind::Input,
        Refused::Payee(_)
        | Refused::PayeeOtherChain { .. }
        | Refused::OnlyTwinHeld { .. }
        | Refused::PayeeIsMine
        | Refused::PayeeIsMyBalance
        | Refused::PayeeIsBalance
        | Refused::PayeeOtherNetwork
        | Refused::PayeeExpired
        | Refused::TooManySources
        | Refused::NothingToRescue
        | Refused::NothingToCancel
        | Refused::RescueBelowFee
        | Refused::ChangeGap
        | Refused::NoFreshAddress
        | Refused::PaymentUnknown => ErrorKind::Payment,
        Refused::WrongChain | Refused::Unanswered | Refused::NodeBehind | Refused::AssetDiffers => {
            ErrorKind::Server
        }
        Refused::NotEnough { .. } | Refused::NotEnoughForFee { .. } => ErrorKind::NotEnough,
        Refused::Coin(fault) => of_coin(fault),
        Refused::EffectsDiffer
        | Refused::PlanExpired
        | Refused::PlanChanged
        | Refused::SourceInUse
        | Refused::SourceUnknown
        | Refused::SourceChanged
        | Refused::ChangeTaken
        | Refused::AlreadyRecorded => ErrorKind::Review,
        Refused::Clock
        | Refused::Key(_)
        | Refused::Entropy(_)
        | Refused::Unreadable(_)
        | Refused::NoDigest
        | Refused::Signer(_)
        | Refused::Secp(_)
        | Refused::Signature(_)
        | Refused::WrongKey => ErrorKind::Internal,
    }
}

fn of_coin(fault: &Fault) -> ErrorKind {
    match fault {
        Fault::Payee(_) | Fault::PayeeAccount | Fault::TooLittle { .. } | Fault::FeeTooHigh => {
            ErrorKind::Payment
        }
        Fault::NotEnough { .. } | Fault::NotEnoughForFee { .. } => ErrorKind::NotEnough,
        Fault::Asset | Fault::OutOfRange => ErrorKind::Input,
        Fault::WrongNetwork | Fault::Unanswered | Fault::Contradiction => ErrorKind::Server,
        Fault::Unreadable | Fault::WrongKey | Fault::NoKey => ErrorKind::Internal,
    }
}

fn of_chat(refused: &tongtong_chat::Refused) -> ErrorKind {
    use tongtong_chat::Refused as Chat;
    match refused {
        Chat::NotSignedUp => ErrorKind::State,
        Chat::Text { .. } => ErrorKind::Input,
        Chat::UnknownContact
        | Chat::UnknownMessage
        | Chat::NotAccepted
        | Chat::AlreadyDone
        | Chat::Card(_)
        | Chat::Myself => ErrorKind::Contact,
        Chat::Protocol => ErrorKind::Server,
        Chat::Entropy => ErrorKind::Internal,
    }
}

fn of_directory(error: &DirectoryError) -> ErrorKind {
    match error {
        DirectoryError::Offline => ErrorKind::Offline,
        DirectoryError::WrongCode { .. } | DirectoryError::CodeExpired | DirectoryError::NumberHeld => {
            ErrorKind::SignUp
        }
        DirectoryError::Limited { .. } => ErrorKind::Wait,
        DirectoryError::NotFound => ErrorKind::Contact,
        DirectoryError::CardRefused | DirectoryError::Protocol => ErrorKind::Server,
    }
}

fn of_link(error: &LinkError) -> ErrorKind {
    match error {
        LinkError::Unreachable | LinkError::Closed | LinkError::Endpoint | LinkError::Shutdown => {
            ErrorKind::Offline
        }
        LinkError::BadAddress => ErrorKind::Server,
    }
}

fn of_network(error: &NetworkError) -> ErrorKind {
    match error {
        NetworkError::Offline => ErrorKind::Offline,
        NetworkError::Refused { .. } | NetworkError::Protocol => ErrorKind::Server,
        NetworkError::NotConfigured => ErrorKind::Input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_engine_keeps_its_code_its_facts_and_its_hope() {
        let wait = tongtong_types::Duration::from_secs(30);
        let error = TongTongError::from(EngineError::Wait { wait });
        let facts = HashMap::from([("wait_seconds".to_owned(), "30".to_owned())]);
        let code = "pass_phrase_wait".to_owned();
        assert_eq!(error, TongTongError::Failed { kind: ErrorKind::Wait, code, retryable: true, facts });
    }

    #[test]
    fn the_text_of_an_error_is_its_code() {
        assert_eq!(TongTongError::input("time_negative").to_string(), "time_negative");
    }
}
