//! Why a line has no answer: a stable code, and a sentence that holds nothing of the line.

use serde_json::{Value, json};
use tongtong_wallet::Refused;

/// Why a line has no answer.
#[derive(Debug)]
pub(super) struct Fault {
    code: &'static str,
    message: String,
    /// The chain that a payee belongs to, where that is the fault.
    chain: Option<String>,
}

impl Fault {
    /// A fault by its code.
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), chain: None }
    }

    /// A field that has the right kind and cannot be.
    pub(super) fn value(name: &str, why: &str) -> Self {
        Self::new("field_value", format!("`{name}` {why}"))
    }

    /// With the chain that the payee is of.
    pub(super) fn of(self, chain: &str) -> Self {
        Self { chain: Some(chain.to_owned()), ..self }
    }

    /// The answer.
    pub(super) fn json(&self) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let (Some(error), Some(chain)) = (error.as_object_mut(), &self.chain) {
            error.insert("chain".to_owned(), json!(chain));
        }
        json!({ "error": error })
    }
}

/// What the wallet refuses, in the same words.
impl From<Refused> for Fault {
    fn from(why: Refused) -> Self {
        match &why {
            Refused::Payee(fault) => (*fault).into(),
            Refused::PayeeOtherChain { chain } => Self::new(why.code(), why.to_string()).of(chain.name()),
            _ => Self::new(why.code(), why.to_string()),
        }
    }
}

/// Anything with a code of its own.
macro_rules! coded {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error.to_string())
            }
        }
    )*};
}

coded!(
    tongtong_chain::Fault,
    tongtong_crypto::HdError,
    tongtong_crypto::secp::SecpError,
    tongtong_crypto::secret::PassPhraseError,
    tongtong_crypto::signer::SignError,
    tongtong_crypto::words::WordError,
    tongtong_ethereum::TxJsonError,
    tongtong_ttchain::AddressError,
    tongtong_ttchain::SignatureError,
    tongtong_ttchain::WireError,
    tongtong_ttchain::json::JsonError,
    tongtong_ttchain::wif::WifError,
    tongtong_types::AssetError,
    tongtong_wallet::recognise::PayeeFault,
);
