use serde::Deserialize;
use serde_json::Value;
use solana_address::Address;

/// What can be asked on a line.
#[derive(Debug, Deserialize)]
#[serde(tag = "cmd", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Command {
    /// Coins or tokens out of nowhere, by a real transaction.
    Fund {
        /// Coins, if nothing is said.
        #[serde(default)]
        asset: Asset,
        /// To whom: the owner.
        #[serde(deserialize_with = "address")]
        to: Address,
        /// How much, in the least units.
        #[serde(deserialize_with = "decimal")]
        units: u64,
        /// Whether a block comes after it.
        #[serde(default = "yes")]
        confirm: bool,
    },
    /// Tells what an owner holds.
    Balance {
        /// Coins, if nothing is said.
        #[serde(default)]
        asset: Asset,
        /// Whose.
        #[serde(deserialize_with = "address")]
        of: Address,
    },
    /// Blocks.
    Mine {
        /// How many.
        #[serde(default = "one")]
        blocks: u64,
    },
    /// The same.
    Advance {
        /// How many.
        #[serde(default = "one")]
        blocks: u64,
    },
    /// Whether blocks come by themselves.
    Mining {
        /// Whether they do.
        auto: bool,
    },
    /// Freezes the associated account of an owner.
    Freeze {
        /// Whose.
        #[serde(deserialize_with = "address")]
        owner: Address,
    },
    /// Thaws it.
    Thaw {
        /// Whose.
        #[serde(deserialize_with = "address")]
        owner: Address,
    },
    /// Makes another the owner of an owner's associated account.
    HandOver {
        /// Whose.
        #[serde(deserialize_with = "address")]
        owner: Address,
        /// To whom.
        #[serde(deserialize_with = "address")]
        to: Address,
    },
    /// Tells the associated account of an owner.
    Account {
        /// Whose.
        #[serde(deserialize_with = "address")]
        owner: Address,
    },
    /// What others have paid lately to be first, in millionths of a lamport for a unit of work.
    Priority {
        /// How much.
        fee: u64,
    },
}

/// What can be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Asset {
    /// Coins.
    #[default]
    Sol,
    /// Tokens.
    Ttcl,
}

/// Why something was not done.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// A stable word.
    pub(crate) code: &'static str,
    /// What happened, in words.
    pub(crate) text: String,
}

impl Command {
    /// Reads a line.
    pub(crate) fn read(line: &str) -> Result<Self, Refusal> {
        let unreadable = |text: String| Refusal { code: "unreadable", text };
        let mut line: Value = serde_json::from_str(line).map_err(|why| unreadable(why.to_string()))?;
        if let Some(fields) = line.as_object_mut() {
            fields.remove("id");
            if fields.remove("chain").is_some_and(|chain| chain != "solana") {
                return Err(unreadable("another chain".to_owned()));
            }
        }
        serde_json::from_value(line).map_err(|why| unreadable(why.to_string()))
    }
}

const fn one() -> u64 {
    1
}

const fn yes() -> bool {
    true
}

fn decimal<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

fn address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Address, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}
