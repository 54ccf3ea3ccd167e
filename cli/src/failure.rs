//! Why a command did not do as asked: one line, a stable code, an exit code.

use crate::shape;
use serde_json::{Map, Value, json};
use tongtong_chain::Fault;
use tongtong_crypto::words::WordError;
use tongtong_engine::{EngineError, Fact};
use tongtong_ports::{DirectoryError, KeyVaultError, NetworkError, StoreError};
use tongtong_types::Asset;
use tongtong_wallet::{Profile, Refused};

/// A command that was refused (exit code 2) or failed (exit code 1). Nothing is half done.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The stable code.
    pub(crate) code: &'static str,
    /// The exit code.
    pub(crate) exit: u8,
    /// What belongs to it, by name.
    pub(crate) facts: Map<String, Value>,
    /// In English, where the tables of texts have no words for the code.
    pub(crate) plain: String,
    /// It was told already; only the exit code is left.
    pub(crate) told: bool,
}

impl Failure {
    /// Bad input, or a refusal.
    pub(crate) fn refused(code: &'static str) -> Self {
        Self { code, exit: 2, facts: Map::new(), plain: code.replace('_', " "), told: false }
    }

    /// Something that should have worked did not.
    pub(crate) fn broken(code: &'static str) -> Self {
        Self { exit: 1, ..Self::refused(code) }
    }

    /// Something that has been told to the end already.
    pub(crate) fn told(code: &'static str) -> Self {
        Self { told: true, ..Self::broken(code) }
    }

    /// With a fact.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// What happened to money of this asset, with amounts as people write them.
    pub(crate) fn of_money(error: EngineError, profile: &Profile, asset: &Asset) -> Self {
        let shown = |asset: &Asset, units| shape::amount(profile, asset, units);
        let facts = match &error {
            EngineError::Wallet(Refused::NotEnough { missing, coming }) => {
                vec![("missing", shown(asset, *missing)), ("coming", shown(asset, *coming))]
            }
            EngineError::Wallet(Refused::NotEnoughForFee { asset, missing, coming }) => vec![
                ("missing", shown(asset, *missing)),
                ("coming", shown(asset, *coming)),
                ("asset", asset.to_string()),
            ],
            EngineError::Wallet(Refused::Coin(Fault::TooLittle { least })) => {
                vec![("least", shown(asset, *least))]
            }
            _ => return Self::from(error),
        };
        let failure = Self::from(error).with("asset", asset.code());
        facts.into_iter().fold(failure, |failure, (name, fact)| failure.with(name, fact))
    }

    /// As an object: code, facts.
    pub(crate) fn json(&self, message: &str) -> Value {
        let mut object = self.facts.clone();
        object.insert("code".to_owned(), json!(self.code));
        object.insert("message".to_owned(), json!(message));
        Value::Object(object)
    }
}

/// Anything with a code of its own.
macro_rules! refused {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self { plain: error.to_string(), ..Self::refused(error.code()) }
            }
        }
    )*};
}

refused!(
    tongtong_types::PhoneError,
    tongtong_types::NameError,
    tongtong_types::AmountError,
    tongtong_types::AssetError,
    tongtong_types::IdError,
    tongtong_wallet::ProfileError,
    tongtong_crypto::secret::PassPhraseError,
    tongtong_codes::QrError,
);

impl From<tongtong_crypto::entropy::EntropyError> for Failure {
    fn from(error: tongtong_crypto::entropy::EntropyError) -> Self {
        Self { plain: error.to_string(), ..Self::broken(error.code()) }
    }
}

impl From<tongtong_net::HttpError> for Failure {
    fn from(error: tongtong_net::HttpError) -> Self {
        Self { plain: error.to_string(), ..Self::refused(error.code()) }
    }
}

impl From<tongtong_devnet::DevnetError> for Failure {
    fn from(error: tongtong_devnet::DevnetError) -> Self {
        Self { plain: error.to_string(), ..Self::broken(error.code()) }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<KeyVaultError> for Failure {
    fn from(error: KeyVaultError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<WordError> for Failure {
    fn from(error: WordError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let exit = if is_fault(&error) { 1 } else { 2 };
        let failure = Self { exit, plain: error.to_string(), ..Self::refused(error.code()) };
        facts(failure, &error)
    }
}

/// Whether the world failed, not the input.
fn is_fault(error: &EngineError) -> bool {
    match error {
        EngineError::Store(error) => matches!(
            error,
            StoreError::Io | StoreError::Full | StoreError::Damaged | StoreError::Foreign { .. }
        ),
        EngineError::Vault(error) => !matches!(error, KeyVaultError::Held | KeyVaultError::Cancelled),
        EngineError::Directory(error) => matches!(error, DirectoryError::Offline | DirectoryError::Protocol),
        EngineError::Network(error) => matches!(error, NetworkError::Offline | NetworkError::Protocol),
        EngineError::Link(_)
        | EngineError::Entropy(_)
        | EngineError::Internal(_)
        | EngineError::DamagedEnvelope => true,
        _ => false,
    }
}

/// The facts of an error. The word that was probably meant is for the person at the terminal only.
fn facts(failure: Failure, error: &EngineError) -> Failure {
    let mut failure = error.facts().into_iter().fold(failure, |failure, (name, fact)| match fact {
        Fact::Number(number) => failure.with(name, number),
        Fact::Text(text) => failure.with(name, text),
    });
    match error {
        EngineError::Words(WordError::Unknown { suggestion, .. }) => {
            failure = failure.with("suggestion", suggestion.clone());
        }
        EngineError::Wallet(Refused::NotEnough { .. } | Refused::NotEnoughForFee { .. }) => {
            failure = failure.with("asset", "units");
        }
        _ => {}
    }
    failure
}
