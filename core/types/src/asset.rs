use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What is counted: the code that users see, such as `TTC`, `TTM` or `BTC`.
///
/// Which chain carries it, under which id and with how many decimals, is data of the profile.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Asset(String);

/// Why a text is not an asset code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an asset code is 1 to 16 capital letters or digits")]
pub struct AssetError;

impl AssetError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "asset_code"
    }
}

impl Asset {
    /// The longest code, as TTChain's symbols allow.
    pub const MAX_LEN: usize = 16;

    /// The coin of TTChain.
    #[must_use]
    pub fn ttc() -> Self {
        Self("TTC".to_owned())
    }

    /// The code, as shown.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl FromStr for Asset {
    type Err = AssetError;

    fn from_str(text: &str) -> Result<Self, AssetError> {
        let good = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        if text.is_empty() || text.len() > Self::MAX_LEN || !text.bytes().all(good) {
            return Err(AssetError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Asset {
    type Error = AssetError;

    fn try_from(text: String) -> Result<Self, AssetError> {
        text.parse()
    }
}

impl From<Asset> for String {
    fn from(asset: Asset) -> Self {
        asset.0
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asset({})", self.0)
    }
}
