//! The first record of a ledger: chain id, time, what exists at the start.

use super::judge::operations::{MAXIMUM_DECIMALS, is_symbol};
use super::state::{AssetRecord, BASE_ASSET, Balance, MAXIMUM_UNITS, State};
use super::{GenesisAsset, NodeConfig, NodeError};
use crate::wire::condition::Condition;
use crate::wire::hash::{Hash20, sha256};
use crate::wire::operation::Variant;
use crate::wire::text::{hash20_text, read_hash20};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher};

/// The base asset's symbol, as the real node has it.
const BASE_SYMBOL: &str = "TTCOIN";

/// What a chain starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GenesisRecord {
    pub(crate) chain_id: [u8; 32],
    pub(crate) timestamp: u32,
    pub(crate) balances: Vec<(Hash20, i64)>,
    pub(crate) accounts: Vec<(i32, Hash20)>,
    /// Symbol, name, decimals.
    pub(crate) assets: Vec<(String, String, u32)>,
}

impl GenesisRecord {
    /// The genesis of a new chain; a chain id that is not given is the hash of random bytes.
    pub(crate) fn new(config: &NodeConfig, now: u32) -> Result<Self, NodeError> {
        let mut balances = Vec::new();
        for balance in &config.genesis.balances {
            let owner = read_hash20(&balance.owner).map_err(|_| NodeError::Genesis)?;
            let units = i64::try_from(balance.units).map_err(|_| NodeError::Genesis)?;
            balances.push((owner, units));
        }
        let mut accounts = Vec::new();
        for account in &config.genesis.accounts {
            accounts.push((account.id, read_hash20(&account.active).map_err(|_| NodeError::Genesis)?));
        }
        let asset = |asset: &GenesisAsset| (asset.symbol.clone(), asset.name.clone(), asset.decimals);
        let genesis = Self {
            chain_id: config.chain_id.unwrap_or_else(random_chain_id),
            timestamp: config.genesis.timestamp.unwrap_or(now),
            balances,
            accounts,
            assets: config.genesis.assets.iter().map(asset).collect(),
        };
        if genesis.supply().is_none() || !genesis.assets_can_be() {
            return Err(NodeError::Genesis);
        }
        Ok(genesis)
    }

    pub(crate) fn record(&self) -> Value {
        let balances: Vec<_> =
            self.balances.iter().map(|(owner, units)| (hash20_text(owner), units)).collect();
        let accounts: Vec<_> = self.accounts.iter().map(|(id, active)| (id, hash20_text(active))).collect();
        json!({ "genesis": {
            "format": 1,
            "rules": "v1",
            "chain_id": hex::encode(self.chain_id),
            "timestamp": self.timestamp,
            "balances": balances,
            "accounts": accounts,
            "assets": self.assets,
        }})
    }

    pub(crate) fn read(record: &Value) -> Option<Self> {
        let genesis = record.get("genesis")?;
        if genesis.get("format")? != 1 || genesis.get("rules")? != "v1" {
            return None;
        }
        let mut chain_id = [0_u8; 32];
        hex::decode_to_slice(genesis.get("chain_id")?.as_str()?, &mut chain_id).ok()?;
        let mut balances = Vec::new();
        for entry in genesis.get("balances")?.as_array()? {
            balances.push((read_hash20(entry.get(0)?.as_str()?).ok()?, entry.get(1)?.as_i64()?));
        }
        let mut accounts = Vec::new();
        for entry in genesis.get("accounts")?.as_array()? {
            let id = i32::try_from(entry.get(0)?.as_i64()?).ok()?;
            accounts.push((id, read_hash20(entry.get(1)?.as_str()?).ok()?));
        }
        let timestamp = u32::try_from(genesis.get("timestamp")?.as_u64()?).ok()?;
        // A ledger of an older devnet has none.
        let mut assets = Vec::new();
        for entry in genesis.get("assets").and_then(Value::as_array).into_iter().flatten() {
            let text = |place: usize| entry.get(place)?.as_str().map(str::to_owned);
            let decimals = u32::try_from(entry.get(2)?.as_u64()?).ok()?;
            assets.push((text(0)?, text(1)?, decimals));
        }
        let genesis = Self { chain_id, timestamp, balances, accounts, assets };
        genesis.assets_can_be().then_some(genesis)
    }

    /// The state before the first block.
    pub(crate) fn state(&self) -> State {
        let mut state = State::default();
        for (owner, units) in &self.balances {
            let condition = Condition::of_owner(*owner, BASE_ASSET);
            let balance = state.balances.entry(condition.balance_id()).or_insert_with(|| Balance {
                condition,
                units: 0,
                deposit_date: 0,
                last_update: self.timestamp,
                snapshot: Some((*owner, 0)),
            });
            balance.units = balance.units.saturating_add(*units);
            balance.snapshot = Some((*owner, balance.units));
        }
        state.assets.insert(
            BASE_ASSET,
            AssetRecord {
                symbol: BASE_SYMBOL.into(),
                name: "TTCHAIN".into(),
                description: "Crypto, Blockchain and More".into(),
                public_data: Variant::Text(String::new()),
                issuer: 0,
                precision: 100_000,
                registered: self.timestamp,
                last_update: self.timestamp,
                maximum: MAXIMUM_UNITS,
                supply: self.supply().unwrap_or(0),
                collected_fees: 0,
                authority: None,
            },
        );
        for (id, (symbol, name, decimals)) in (BASE_ASSET.saturating_add(1)..).zip(&self.assets) {
            state.assets.insert(
                id,
                AssetRecord {
                    symbol: symbol.clone(),
                    name: name.clone(),
                    description: String::new(),
                    public_data: Variant::Text(String::new()),
                    issuer: 0,
                    precision: 10_u64.saturating_pow(*decimals),
                    registered: self.timestamp,
                    last_update: self.timestamp,
                    maximum: MAXIMUM_UNITS,
                    supply: 0,
                    collected_fees: 0,
                    authority: None,
                },
            );
        }
        state.accounts = self.accounts.iter().copied().collect();
        state
    }

    /// Whether every asset has a symbol of its own and so many decimals as the chain can count.
    fn assets_can_be(&self) -> bool {
        let symbols: BTreeSet<&str> = self.assets.iter().map(|(symbol, ..)| symbol.as_str()).collect();
        let good = |(symbol, name, decimals): &(String, String, u32)| {
            is_symbol(symbol) && symbol != BASE_SYMBOL && !name.is_empty() && *decimals <= MAXIMUM_DECIMALS
        };
        symbols.len() == self.assets.len() && self.assets.iter().all(good)
    }

    fn supply(&self) -> Option<i64> {
        let mut supply = 0_i64;
        for (_, units) in &self.balances {
            supply = supply.checked_add(*units).filter(|sum| *sum <= MAXIMUM_UNITS)?;
        }
        Some(supply)
    }
}

/// An id that no other devnet has: the standard library's hash keys are seeded by the system, and a
/// chain id has to be unlike others, not secret.
fn random_chain_id() -> [u8; 32] {
    let mut seed = Vec::new();
    for part in 0_u64..4 {
        let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
        hasher.write_u64(part);
        hasher.write_u32(std::process::id());
        seed.extend_from_slice(&hasher.finish().to_le_bytes());
    }
    if let Ok(age) = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) {
        seed.extend_from_slice(&age.as_nanos().to_le_bytes());
    }
    sha256(&seed)
}
