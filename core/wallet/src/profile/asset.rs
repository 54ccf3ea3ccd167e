//! Assets: what a profile says of a coin or a token, and what a transfer of it costs.

use serde::{Deserialize, Serialize};
use tongtong_types::{Asset, Chain};

/// An asset and where it lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetInfo {
    /// Its code.
    pub code: Asset,
    /// The chain that carries it.
    pub chain: Chain,
    /// Its name there, as that chain names assets; none is the chain's own coin. On TTChain it is the symbol,
    /// whose number a node tells; elsewhere a mint or a contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Places behind the point.
    pub decimals: u8,
    /// What a transfer costs, for TTChain's assets beside its coin. Without it the asset is held, not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<AssetFee>,
}

/// What a transfer of a TTChain asset costs. The chain itself asks for nothing; it is the network's custom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "policy", rename_all = "snake_case", deny_unknown_fields)]
pub enum AssetFee {
    /// Nothing.
    None,
    /// In the chain's coin: the profile's [`FeePolicy`] over what the amount is worth. Where no worth is
    /// given, the policy's minimum.
    Native {
        /// What the asset is worth.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        worth: Option<Worth>,
    },
    /// In the asset itself, as a second deposit of the same transaction.
    SecondDeposit {
        /// The address that gets it.
        to: String,
        /// How much.
        fee: FeePolicy,
    },
}

/// What an asset is worth in the chain's coin: `units` of the asset for `coin_units` of the coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worth {
    /// Smallest units of the coin.
    pub coin_units: u64,
    /// Smallest units of the asset; not 0.
    pub units: u64,
}

/// A share of the amount, truncated, and at least a minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeePolicy {
    /// Millionths of the amount (0.5 % = 5,000).
    pub rate_ppm: u32,
    /// The least fee, in smallest units of what it is paid in.
    pub minimum_units: u64,
}

impl FeePolicy {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self { rate_ppm: 0, minimum_units: 0 };

    pub(super) fn can_be(self) -> bool {
        self.rate_ppm < 1_000_000 && i64::try_from(self.minimum_units).is_ok()
    }
}
