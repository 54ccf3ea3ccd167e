use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A chain that carries money, by its name in profiles and rows: 1 to 12 small letters or digits.
///
/// Which chains there are is data: a new one is a room of its own and no new case here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Chain([u8; Chain::MAX_LEN]);

/// Why a text is not a chain's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a chain's name is 1 to 12 small letters or digits")]
pub struct ChainError;

impl ChainError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "chain_name"
    }
}

impl Chain {
    /// The longest name.
    pub const MAX_LEN: usize = 12;
    /// TongTong Chain (통통체인).
    pub const TTCHAIN: Self = Self::named("ttchain");

    /// The chain of a name that stands in the source. A name that cannot be is cut at the first wrong character;
    /// whatever comes from outside is parsed instead.
    #[must_use]
    pub const fn named(name: &str) -> Self {
        let bytes = name.as_bytes();
        let mut text = [0; Self::MAX_LEN];
        let mut place = 0;
        while place < bytes.len() && place < Self::MAX_LEN {
            let byte = bytes[place];
            if !(byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
                break;
            }
            text[place] = byte;
            place += 1;
        }
        Self(text)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(Self::MAX_LEN);
        core::str::from_utf8(self.0.get(..end).unwrap_or_default()).unwrap_or_default()
    }
}

impl FromStr for Chain {
    type Err = ChainError;

    fn from_str(text: &str) -> Result<Self, ChainError> {
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        if text.is_empty() || text.len() > Self::MAX_LEN || !text.bytes().all(good) {
            return Err(ChainError);
        }
        Ok(Self::named(text))
    }
}

impl TryFrom<String> for Chain {
    type Error = ChainError;

    fn try_from(text: String) -> Result<Self, ChainError> {
        text.parse()
    }
}

impl From<Chain> for String {
    fn from(chain: Chain) -> Self {
        chain.name().to_owned()
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain({self})")
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for name in ["ttchain", "bitcoin", "x", "abcdefghij12"] {
            assert_eq!(name.parse::<Chain>().map(|chain| chain.to_string()), Ok(name.to_owned()));
        }
        assert_eq!("ttchain".parse(), Ok(Chain::TTCHAIN));
    }

    #[test]
    fn what_cannot_be_a_name_is_refused() {
        for text in ["", "TTChain", "tt chain", "abcdefghij123", "통통"] {
            assert_eq!(text.parse::<Chain>(), Err(ChainError), "{text:?}");
        }
    }
}
