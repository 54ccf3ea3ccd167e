//! The network profile: one JSON that an app passes in. It says which chains there are, which assets
//! they carry, what a transfer costs and where servers are; it holds no secret.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;
use tongtong_ttchain::Network;
use tongtong_types::{Asset, Chain, KeyPath};

mod asset;

pub use asset::{AssetFee, AssetInfo, FeePolicy, Worth};

/// The longest profile that is read, in bytes.
pub const PROFILE_LIMIT: usize = 64 * 1024;
/// The form of the file that this version reads.
pub const PROFILE_VERSION: u32 = 1;
/// The most servers of one kind.
const SERVERS: usize = 16;
/// The longest server text, in bytes.
const SERVER_TEXT: usize = 512;
/// The longest name, in characters.
const NAME: usize = 64;
/// The longest address prefix.
const PREFIX: usize = 8;
/// The most decimal places: a 64-bit amount has no more, and neither has any coin that is known.
const DECIMALS: u8 = 18;
/// The longest name of an asset on its chain, in bytes.
const ASSET_ID: usize = 128;
/// The lengths of a TTChain symbol.
const SYMBOL: core::ops::RangeInclusive<usize> = 3..=16;

/// TTChain's assets on the main net, with the address that the network's own wallet sends their fee to. Nobody
/// could check either on the live network.
const MAIN_NET_ASSETS: [(&str, &str); 2] =
    [("TTM", "TTCFpVqg35X1hgMrphMqCAMswNF82tVmctDP"), ("TTMI", "TTCHsoADerVtJQ3C18yhkpxEP8thn78dEebP")];

/// Coins of other chains. No endpoints are known for them, and of TTCL not even its mint: the wallet says that they
/// are not configured.
const MAIN_NET_COINS: [(&str, &str, u8); 3] =
    [("BTC", "bitcoin", 8), ("ETH", "ethereum", 18), ("TTCL", "solana", 9)];

/// Everything about the world that is data. A community fork (지역코인) is another value of this type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What people call it.
    pub name: String,
    /// The form of this file; 1.
    pub version: u32,
    /// TTChain or a fork of it.
    pub ttchain: Network,
    /// The SLIP-44 coin type of the account path, `m/44'/coin_type'/account'`.
    pub coin_type: u32,
    /// What a transfer of the chain's own coin costs.
    pub fee: FeePolicy,
    /// What can be held and sent.
    pub assets: Vec<AssetInfo>,
    /// The networks of other chains, and their servers.
    #[serde(default)]
    pub chains: Vec<ChainInfo>,
    /// Where servers are; the texts are opaque here and parsed by the clients.
    pub endpoints: Endpoints,
}

/// A chain besides TTChain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainInfo {
    /// Which.
    pub chain: Chain,
    /// Its network, in the words of the chain's own room.
    pub network: serde_json::Value,
    /// Its servers, best first; the texts are opaque here and parsed by the clients.
    pub endpoints: Vec<String>,
}

/// Server texts, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoints {
    /// TTChain nodes, JSON-RPC over HTTP.
    pub ttchain: Vec<String>,
    /// Relays.
    pub relays: Vec<String>,
    /// The phone directory.
    pub directory: String,
}

/// Why a text is not a profile. Nothing of it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProfileError {
    /// More bytes than [`PROFILE_LIMIT`].
    #[error("the profile is too long")]
    TooLong,
    /// Not JSON of the known fields.
    #[error("not a profile (line {line}, column {column})")]
    Malformed {
        /// Where reading stopped.
        line: usize,
        /// Where in that line.
        column: usize,
    },
    /// Of another version than [`PROFILE_VERSION`].
    #[error("a profile of version {0}")]
    Version(u32),
    /// A value that cannot be: the field is named.
    #[error("the profile's {0} cannot be")]
    Field(&'static str),
}

impl ProfileError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "profile_too_long",
            Self::Malformed { .. } => "profile_malformed",
            Self::Version(_) => "profile_version",
            Self::Field(_) => "profile_field",
        }
    }
}

impl Profile {
    /// Reads a profile; from then on nobody checks again.
    ///
    /// # Errors
    /// [`ProfileError`] by the first rule that it breaks.
    pub fn parse(json: &str) -> Result<Self, ProfileError> {
        if json.len() > PROFILE_LIMIT {
            return Err(ProfileError::TooLong);
        }
        let profile: Self = serde_json::from_str(json)
            .map_err(|e| ProfileError::Malformed { line: e.line(), column: e.column() })?;
        profile.checked()
    }

    /// TTChain's main net. Its servers are not public: an app brings its own.
    #[must_use]
    pub fn main_net() -> Self {
        let ttchain = Network::main_net();
        let decimals = ttchain.decimals;
        let coin = AssetInfo { code: Asset::ttc(), chain: Chain::TTCHAIN, id: None, decimals, fee: None };
        let custom = FeePolicy { rate_ppm: 5_000, minimum_units: 1_000_000 };
        let others = MAIN_NET_ASSETS.into_iter().filter_map(|(symbol, to)| {
            Some(AssetInfo {
                code: symbol.parse().ok()?,
                id: Some(symbol.to_owned()),
                fee: Some(AssetFee::SecondDeposit { to: to.to_owned(), fee: custom }),
                ..coin.clone()
            })
        });
        let elsewhere = MAIN_NET_COINS.into_iter().filter_map(|(code, chain, decimals)| {
            let (code, chain) = (code.parse().ok()?, chain.parse().ok()?);
            Some(AssetInfo { code, chain, id: None, decimals, fee: None })
        });
        Self {
            name: ttchain.name.clone(),
            version: PROFILE_VERSION,
            ttchain,
            coin_type: 666,
            fee: FeePolicy { rate_ppm: 5_000, minimum_units: 10_000 },
            assets: core::iter::once(coin.clone()).chain(others).chain(elsewhere).collect(),
            chains: Vec::new(),
            endpoints: Endpoints { ttchain: Vec::new(), relays: Vec::new(), directory: String::new() },
        }
    }

    /// An asset by its code.
    #[must_use]
    pub fn asset(&self, code: &Asset) -> Option<&AssetInfo> {
        self.assets.iter().find(|info| info.code == *code)
    }

    /// The decimals of an asset that somebody speaks of: as they say only where this profile does not know it.
    #[must_use]
    pub fn decimals_or(&self, code: &Asset, said: u8) -> u8 {
        self.asset(code).map_or(said, |info| info.decimals)
    }

    /// The assets that TTChain carries.
    pub fn ttchain_assets(&self) -> impl Iterator<Item = &AssetInfo> {
        self.assets.iter().filter(|info| info.chain == Chain::TTCHAIN)
    }

    /// TTChain's own coin.
    pub(crate) fn coin(&self) -> Option<&AssetInfo> {
        self.ttchain_assets().find(|info| info.id.is_none())
    }

    fn checked(self) -> Result<Self, ProfileError> {
        let ensure = |good: bool, field| if good { Ok(()) } else { Err(ProfileError::Field(field)) };
        if self.version != PROFILE_VERSION {
            return Err(ProfileError::Version(self.version));
        }
        let named =
            |text: &str| !text.is_empty() && text.chars().count() <= NAME && !text.contains(char::is_control);
        ensure(named(&self.name), "name")?;
        ensure(named(&self.ttchain.name), "ttchain.name")?;
        let prefix = &self.ttchain.prefix;
        let capitals = prefix.bytes().all(|b| b.is_ascii_uppercase());
        ensure(!prefix.is_empty() && prefix.len() <= PREFIX && capitals, "ttchain.prefix")?;
        ensure(!matches!(prefix.as_str(), "CON" | "SCR"), "ttchain.prefix")?;
        ensure(self.ttchain.decimals <= DECIMALS, "ttchain.decimals")?;
        ensure(self.coin_type < KeyPath::HARDENED, "coin_type")?;
        ensure(self.fee.rate_ppm < 1_000_000, "fee.rate_ppm")?;
        ensure(i64::try_from(self.fee.minimum_units).is_ok(), "fee.minimum_units")?;
        self.check_assets()?;
        self.check_endpoints()?;
        self.check_chains()?;
        Ok(self)
    }

    fn check_assets(&self) -> Result<(), ProfileError> {
        let ensure = |good: bool, field| if good { Ok(()) } else { Err(ProfileError::Field(field)) };
        let codes: BTreeSet<_> = self.assets.iter().map(|info| &info.code).collect();
        let ids: BTreeSet<_> = self.assets.iter().map(|info| (info.chain, &info.id)).collect();
        ensure(codes.len() == self.assets.len() && ids.len() == self.assets.len(), "assets")?;
        let short = |id: &String| !id.is_empty() && id.len() <= ASSET_ID;
        let good = |info: &AssetInfo| info.decimals <= DECIMALS && info.id.as_ref().is_none_or(short);
        ensure(self.assets.iter().all(good), "assets")?;
        ensure(self.ttchain_assets().all(|info| self.is_of_ttchain(info)), "assets")?;
        ensure(self.coin().is_some_and(|coin| coin.decimals == self.ttchain.decimals), "assets")
    }

    /// Whether an asset can be one of TTChain: its symbol, and what its fee says.
    fn is_of_ttchain(&self, info: &AssetInfo) -> bool {
        let symbol = |id: &String| SYMBOL.contains(&id.len()) && id.bytes().all(|b| b.is_ascii_uppercase());
        let fee = match &info.fee {
            None | Some(AssetFee::None) => true,
            Some(AssetFee::Native { worth }) => worth.is_none_or(|worth| worth.units > 0),
            Some(AssetFee::SecondDeposit { to, fee }) => {
                fee.can_be() && self.ttchain.parse_address(to).is_ok()
            }
        };
        // The coin's fee is the profile's.
        info.id.as_ref().map_or(info.fee.is_none(), symbol) && fee
    }

    /// Every chain once, none that is not known, and as its room wants it. An asset may name a chain that is not
    /// there: it is shown as not configured.
    fn check_chains(&self) -> Result<(), ProfileError> {
        let ensure = |good: bool| if good { Ok(()) } else { Err(ProfileError::Field("chains")) };
        let names: BTreeSet<_> = self.chains.iter().map(|part| part.chain).collect();
        ensure(names.len() == self.chains.len() && !names.contains(&Chain::TTCHAIN))?;
        let short = |text: &String| text.len() <= SERVER_TEXT && !text.is_empty();
        ensure(
            self.chains
                .iter()
                .all(|part| part.endpoints.len() <= SERVERS && part.endpoints.iter().all(short)),
        )?;
        crate::coin::check(self)
    }

    fn check_endpoints(&self) -> Result<(), ProfileError> {
        let Endpoints { ttchain, relays, directory } = &self.endpoints;
        let short = |text: &String| text.len() <= SERVER_TEXT;
        let good = ttchain.len() <= SERVERS
            && relays.len() <= SERVERS
            && ttchain.iter().chain(relays).all(|text| short(text) && !text.is_empty())
            && short(directory);
        if good { Ok(()) } else { Err(ProfileError::Field("endpoints")) }
    }
}

#[cfg(test)]
mod tests;
