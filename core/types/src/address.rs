use core::fmt;
use serde::{Deserialize, Serialize};

/// A chain that carries money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Chain {
    /// TongTong Chain (통통체인).
    TtChain,
}

/// Where money of one chain can be sent: a text that the chain's own parser has accepted.
///
/// Only a chain's address parser should call [`Address::checked`]; from then on nobody checks again.
/// `Debug` hides the text, because an address of the user is not for logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    chain: Chain,
    text: String,
}

impl Address {
    /// States that `text` has passed the address parser of `chain`.
    #[must_use]
    pub fn checked(chain: Chain, text: String) -> Self {
        Self { chain, text }
    }

    /// The chain that the address belongs to.
    #[must_use]
    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// The address as people see it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chain, text: _ } = self;
        write!(f, "Address({chain:?}, ..)")
    }
}
