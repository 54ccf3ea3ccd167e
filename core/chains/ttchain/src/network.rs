use crate::bytes::fixed_bytes;
use serde::{Deserialize, Serialize};

fixed_bytes!(
    /// The name of a chain inside every digest: sha256 of its packed genesis state.
    ChainId, 32
);

impl ChainId {
    /// Wraps the id's bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn read(bytes: [u8; 32]) -> Option<Self> {
        Some(Self(bytes))
    }

    /// The id in lower-case hex, as `blockchain_get_info` names it.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Reads 64 hex digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }
}

/// Which transactions a chain writes.
///
/// Both have the same bytes: behind the expiration stands an optional 64-bit number, a byte 0 or 1 and then
/// the number. A 1.0 wallet writes that byte as 0 always; a 2.0 wallet fills in a random number, and a 2.0
/// node takes both (vectors `ttc_transfer` and `ttc_transfer_no_reserved`, capture 42).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// TTChain 1.0 and Achain: the reserved number is never there, and one that is there is refused.
    V1,
    /// TTChain 2.0: the reserved number may be there.
    V2,
}

/// One chain of the family, as data: a community fork is another value.
///
/// Nothing links chains but keys. Compare `chain_id` with what a node says before trusting the node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// What people call it.
    pub name: String,
    /// What its addresses begin with, such as `TTC`.
    pub prefix: String,
    /// What its signatures commit to.
    pub chain_id: ChainId,
    /// The code of its coin, such as `TTC`.
    pub symbol: String,
    /// Decimal places of its coin.
    pub decimals: u8,
    /// Which transactions it writes.
    pub layout: Layout,
}

impl Network {
    /// TTChain's main net. The chain id is computed from the genesis in the node's source, and a node with
    /// its built-in genesis reports the same.
    #[must_use]
    pub fn main_net() -> Self {
        Self {
            name: "TTChain".to_owned(),
            prefix: "TTC".to_owned(),
            chain_id: ChainId::new([
                0xc5, 0xf6, 0xef, 0x2d, 0x37, 0xc9, 0x54, 0x32, 0x40, 0x4c, 0xef, 0x97, 0x04, 0x66, 0x3f,
                0x23, 0xf1, 0xd0, 0x43, 0x15, 0x9e, 0x8c, 0x4e, 0xd3, 0xf9, 0x8a, 0x20, 0x9e, 0xdd, 0x92,
                0x9f, 0xd7,
            ]),
            symbol: "TTC".to_owned(),
            decimals: 5,
            layout: Layout::V2,
        }
    }
}
