use crate::door::{Kind, Lie};
use crate::refusal::Refusal;
use serde::Deserialize;
use serde_json::Value;

/// What can be asked on a line.
#[derive(Debug, Deserialize)]
#[serde(tag = "cmd", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Command {
    /// Pays from the peer's own coins, by a real transaction.
    Fund(Fund),
    /// Tells what an address holds.
    Balance {
        /// Where.
        chain: Name,
        /// Whose.
        of: String,
    },
    /// Makes blocks.
    Mine {
        /// Where.
        chain: Name,
        /// How many.
        #[serde(default = "one")]
        blocks: u32,
    },
    /// Whether blocks come by themselves.
    Mining {
        /// Where.
        chain: Name,
        /// Whether they do.
        auto: bool,
    },
    /// Makes a contract on Ethereum.
    Deploy {
        /// Which.
        contract: Contract,
    },
    /// Says what Bitcoin's fee estimate is, or leaves it to the node again.
    Fees {
        /// Satoshi per virtual byte by target; the node's own if there is none.
        rates: Option<serde_json::Map<String, Value>>,
    },
    /// Arms a fault.
    Fault(Fault),
    /// Disarms all faults and lets go of what is held.
    Heal {
        /// Of whom; of all if nobody is named.
        peer: Option<Name>,
    },
    /// Tells which faults were met.
    Faults {},
}

/// A payment from a peer's own coins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fund {
    /// Where.
    pub(crate) chain: Name,
    /// To whom.
    pub(crate) to: String,
    /// How much, in the least units of the coin.
    #[serde(deserialize_with = "decimal")]
    pub(crate) units: u128,
    /// Whether a block is made for it.
    #[serde(default = "yes")]
    pub(crate) confirm: bool,
}

/// A fault to arm.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// Whose.
    pub(crate) peer: Name,
    /// At which of its endpoints, from 0; at all if none is named.
    pub(crate) endpoint: Option<usize>,
    /// Which.
    pub(crate) kind: Kind,
    /// How many requests meet it.
    #[serde(default = "one")]
    pub(crate) count: u32,
    /// What a lie tells.
    #[serde(default)]
    pub(crate) lie: Lie,
}

/// A peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Name {
    /// btcd behind an index.
    Bitcoin,
    /// anvil.
    Ethereum,
    /// The virtual machine of Solana.
    Solana,
}

/// A contract that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Contract {
    /// Takes coins and does nothing.
    Takes,
    /// Takes coins and writes it down, which costs more than a plain payment.
    Counts,
    /// Takes no coins.
    Refuses,
}

impl Command {
    /// Reads a line.
    pub(crate) fn read(line: &Value) -> Result<Self, Refusal> {
        let mut line = line.clone();
        let fields = line.as_object_mut().ok_or_else(|| Refusal::new("unreadable", "not a JSON object"))?;
        fields.remove("id");
        serde_json::from_value(line).map_err(|why| Refusal::new("unreadable", why.to_string()))
    }
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

/// A number as a text, since JSON's numbers end too early.
fn decimal<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(serde::de::Error::custom)
}
