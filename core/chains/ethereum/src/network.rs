//! The part of a profile that is Ethereum's.

use crate::rules::Ethereum;
use serde::Deserialize;
use serde_json::{Number, Value};
use tongtong_chain::{AssetOnChain, ConfigError, Rules};
use tongtong_types::{Amount, Asset};

/// Places of a gwei: 10^9 wei.
const GWEI: u8 = 9;
/// Places of the coin: 10^18 wei.
const DECIMALS: u8 = 18;
/// The coin's name. No other coin may bear it, nor this one another.
const CODE: &str = "ETH";
/// What a block's producer is offered where nobody shows what is usual: 1 gwei.
const PRIORITY: Amount = Amount::from_units(1_000_000_000);
/// The highest cap that a profile can set for a unit of gas: 0.001 coins. More is a slip of the pen.
const MAX_CAP: Amount = Amount::from_units(1_000_000_000_000_000);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    chain_id: u64,
    cap_gwei: Number,
    priority_gwei: Option<Number>,
}

/// One network: what distinguishes it, and what its fee may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    pub(crate) chain_id: u64,
    /// The most that a unit of gas may cost, in wei.
    pub(crate) cap: Amount,
    /// What is offered on top of the base fee where no block shows what is usual, in wei.
    pub(crate) priority: Amount,
    /// The coin.
    pub(crate) coin: Asset,
}

/// The rules of Ethereum on the network that a profile names:
/// `{"chain_id": 1, "cap_gwei": 500, "priority_gwei": 1}`. `cap_gwei` is the most that a unit of gas may cost,
/// `priority_gwei` (1 if it is not there) what is offered above the base fee where no block shows what is usual.
/// Exactly one asset, the coin, is called ETH and has 18 decimals and no id; tokens by contract are not carried.
///
/// # Errors
/// [`ConfigError`] names the field.
pub fn open(network: &Value, assets: &[AssetOnChain]) -> Result<Box<dyn Rules>, ConfigError> {
    Ok(Box::new(Ethereum::new(Network::read(network, assets)?)))
}

impl Network {
    pub(crate) fn read(network: &Value, assets: &[AssetOnChain]) -> Result<Self, ConfigError> {
        let written = Written::deserialize(network).map_err(|_| ConfigError("ethereum network"))?;
        let [AssetOnChain { code, id: None, decimals: DECIMALS }] = assets else {
            return Err(ConfigError("ethereum assets"));
        };
        if code.code() != CODE {
            return Err(ConfigError("ethereum assets"));
        }
        if written.chain_id == 0 {
            return Err(ConfigError("ethereum chain_id"));
        }
        let gwei = |number: &Number| Amount::parse_decimal(&number.to_string(), GWEI).ok();
        let cap = gwei(&written.cap_gwei).filter(|cap| !cap.is_zero() && *cap <= MAX_CAP);
        let cap = cap.ok_or(ConfigError("ethereum cap_gwei"))?;
        let priority = match &written.priority_gwei {
            None => Some(PRIORITY.min(cap)),
            Some(number) => gwei(number).filter(|priority| *priority <= cap),
        };
        let priority = priority.ok_or(ConfigError("ethereum priority_gwei"))?;
        Ok(Self { chain_id: written.chain_id, cap, priority, coin: code.clone() })
    }

    pub(crate) fn id(&self) -> Vec<u8> {
        self.chain_id.to_be_bytes().to_vec()
    }
}
