//! What a profile says of the network, and what follows from it.

use crate::rules::Bitcoin;
use bitcoin::constants::genesis_block;
use bitcoin::hashes::Hash;
use serde::Deserialize;
use tongtong_chain::{AssetOnChain, ConfigError, Rules};
use tongtong_types::{Asset, KeyPath};

/// The code of the coin.
const CODE: &str = "BTC";
/// The decimals of the coin.
const DECIMALS: u8 = 8;
/// The highest floor that a profile may name, in units for each virtual byte.
const MAX_FLOOR: u64 = 100;
/// The longest wait that a profile may aim at, in blocks; no node estimates further.
const MAX_TARGET: u16 = 1008;

/// The part of a profile that describes the network.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    network: String,
    #[serde(default = "lowest")]
    floor: u64,
    #[serde(default = "an_hour")]
    target: u16,
}

fn lowest() -> u64 {
    1
}

fn an_hour() -> u16 {
    6
}

/// The network and how its fees are chosen.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Which network.
    pub(crate) network: bitcoin::Network,
    /// The rate where the node cannot estimate, and the lowest that is ever paid; units for each 1,000 virtual bytes.
    pub(crate) floor: u64,
    /// In how many blocks a payment should be in one.
    pub(crate) target: u16,
    /// The code of the coin.
    pub(crate) asset: Asset,
}

impl Config {
    fn read(part: &serde_json::Value, assets: &[AssetOnChain]) -> Result<Self, ConfigError> {
        let part = Part::deserialize(part).map_err(|_| ConfigError("network"))?;
        let network = named(&part.network).ok_or(ConfigError("network"))?;
        if part.floor == 0 || part.floor > MAX_FLOOR {
            return Err(ConfigError("floor"));
        }
        if part.target == 0 || part.target > MAX_TARGET {
            return Err(ConfigError("target"));
        }
        match assets {
            [AssetOnChain { code, id: None, decimals: DECIMALS }] if code.code() == CODE => {
                Ok(Self { network, floor: part.floor * 1000, target: part.target, asset: code.clone() })
            }
            _ => Err(ConfigError("assets")),
        }
    }

    /// The hash of the first block, in the order in which it is shown.
    pub(crate) fn genesis(&self) -> Vec<u8> {
        let mut hash = genesis_block(self.network).block_hash().to_byte_array();
        hash.reverse();
        hash.to_vec()
    }

    /// Where the account's keys hang.
    pub(crate) fn account(&self) -> KeyPath {
        let coin = u32::from(self.network != bitcoin::Network::Bitcoin);
        KeyPath::new(&[84, coin, 0].map(|step| step | KeyPath::HARDENED))
    }
}

/// The rules of Bitcoin on the network that a profile names:
/// `{"network": "main" | "testnet" | "signet" | "regtest", "floor": 1, "target": 6}`.
///
/// `floor` is the fee rate in units for each virtual byte where the node cannot estimate, and the lowest that is
/// paid (1 if left out, at most 100). `target` is in how many blocks a payment should be in one (6 if left out, at
/// most 1,008). The one asset is the coin itself, `BTC` with 8 decimals.
///
/// # Errors
/// [`ConfigError`] by the field.
pub fn open(network: &serde_json::Value, assets: &[AssetOnChain]) -> Result<Box<dyn Rules>, ConfigError> {
    Ok(Box::new(Bitcoin::new(Config::read(network, assets)?)))
}

/// The path of the first account of a network's name: m/84'/0'/0' on the main one, m/84'/1'/0' elsewhere.
#[must_use]
pub fn account_path(network: &str) -> Option<KeyPath> {
    let asset = CODE.parse().ok()?;
    Some(Config { network: named(network)?, floor: 0, target: 0, asset }.account())
}

/// The network of a name in profiles.
pub(crate) fn named(name: &str) -> Option<bitcoin::Network> {
    match name {
        "main" => Some(bitcoin::Network::Bitcoin),
        "testnet" => Some(bitcoin::Network::Testnet),
        "signet" => Some(bitcoin::Network::Signet),
        "regtest" => Some(bitcoin::Network::Regtest),
        _ => None,
    }
}
