use crate::address::{is_program, key};
use serde::Deserialize;
use solana_address::Address as Key;
use std::collections::BTreeSet;
use tongtong_chain::{AssetOnChain, ConfigError, Rules};
use tongtong_types::Asset;

/// The code of the coin.
const COIN: &str = "SOL";
/// Places of SOL behind the point: 1 SOL = 1,000,000,000 lamports.
const COIN_DECIMALS: u8 = 9;
/// The most tokens that a profile may name: their accounts are asked for in one question.
const MAX_TOKENS: usize = 64;
/// The most that is paid for a compute unit where the profile says nothing, in millionths of a lamport.
const PRIORITY_CAP: u64 = 1_000_000;
/// The most that a profile can allow.
const MAX_PRIORITY_CAP: u64 = 1_000_000_000;

/// The chain on one network, with the assets of one profile.
#[derive(Debug)]
pub(crate) struct Solana {
    /// The hash of the first block, in base58.
    pub(crate) genesis: String,
    pub(crate) genesis_bytes: [u8; 32],
    /// The most that is paid for a compute unit, in millionths of a lamport.
    pub(crate) priority_cap: u64,
    /// The coin that fees and rent are paid in.
    pub(crate) coin: Asset,
    pub(crate) tokens: Vec<Token>,
}

/// A token of the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) code: Asset,
    pub(crate) mint: Key,
    pub(crate) decimals: u8,
}

/// What a profile says of the network.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Network {
    genesis: String,
    #[serde(default)]
    priority_cap_micro_lamports: Option<u64>,
}

/// The rules of Solana on the network that a profile describes, `{"genesis": "<base58>",
/// "priority_cap_micro_lamports": 1000000}` where the second may be missing. Of the assets one has no id, SOL;
/// the others' ids are mints of the Token program.
///
/// # Errors
/// [`ConfigError`] names what cannot be.
pub fn open(network: &serde_json::Value, assets: &[AssetOnChain]) -> Result<Box<dyn Rules>, ConfigError> {
    Ok(Box::new(Solana::new(network, assets)?))
}

impl Solana {
    pub(crate) fn new(network: &serde_json::Value, assets: &[AssetOnChain]) -> Result<Self, ConfigError> {
        let network = Network::deserialize(network).map_err(|_| ConfigError("network"))?;
        let genesis = key(&network.genesis).ok_or(ConfigError("genesis"))?;
        let priority_cap = network.priority_cap_micro_lamports.unwrap_or(PRIORITY_CAP);
        if priority_cap == 0 || priority_cap > MAX_PRIORITY_CAP {
            return Err(ConfigError("priority_cap_micro_lamports"));
        }
        let mut coin = None;
        let mut tokens: Vec<Token> = Vec::new();
        for asset in assets {
            match &asset.id {
                // The coin goes by one name: any other is a token whose mint is missing.
                None if asset.code.code() != COIN => return Err(ConfigError("assets")),
                None if asset.decimals != COIN_DECIMALS => return Err(ConfigError("decimals")),
                None if coin.is_some() => return Err(ConfigError("assets")),
                None => coin = Some(asset.code.clone()),
                Some(id) => tokens.push(Token {
                    code: asset.code.clone(),
                    mint: key(id).filter(|mint| !is_program(mint)).ok_or(ConfigError("mint"))?,
                    decimals: asset.decimals,
                }),
            }
        }
        let coin = coin.ok_or(ConfigError("assets"))?;
        let mints: BTreeSet<[u8; 32]> = tokens.iter().map(|token| token.mint.to_bytes()).collect();
        let codes: BTreeSet<&Asset> =
            tokens.iter().map(|token| &token.code).chain(core::iter::once(&coin)).collect();
        if tokens.len() > MAX_TOKENS || codes.len() != assets.len() {
            return Err(ConfigError("assets"));
        }
        if mints.len() != tokens.len() {
            return Err(ConfigError("mint"));
        }
        Ok(Self {
            genesis: genesis.to_string(),
            genesis_bytes: genesis.to_bytes(),
            priority_cap,
            coin,
            tokens,
        })
    }

    pub(crate) fn token_by_mint(&self, mint: &Key) -> Option<&Token> {
        self.tokens.iter().find(|token| token.mint == *mint)
    }

    pub(crate) fn token_by_code(&self, code: &Asset) -> Option<&Token> {
        self.tokens.iter().find(|token| token.code == *code)
    }
}
