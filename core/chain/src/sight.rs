use crate::Keys;
use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_types::{Address, Amount, Asset, Duration, PaymentId, TxId};

/// A payment of ours that the network may still carry out.
#[derive(Clone, PartialEq, Eq)]
pub struct Flight {
    /// Which.
    pub payment: PaymentId,
    /// Its id on the chain.
    pub id: TxId,
    /// What the chain said of it when it was sealed.
    pub track: Vec<u8>,
    /// How long ago it was signed.
    pub age: Duration,
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { payment, id, track: _, age } = self;
        write!(f, "Flight({payment:?}, {id:?}, {age:?})")
    }
}

/// What a chain looks at its network with.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The account's public keys.
    pub keys: &'a dyn Keys,
    /// What the chain remembered; empty at first.
    pub state: &'a [u8],
    /// Our own payments that may still be paid.
    pub flights: &'a [Flight],
    /// Our own payments that are in a block and not final yet.
    pub watched: &'a [Flight],
}

/// What one address of ours holds of one asset.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The address.
    pub address: Address,
    /// Of what.
    pub asset: Asset,
    /// How much, in blocks.
    pub amount: Amount,
}

impl fmt::Debug for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address: _, asset, amount } = self;
        write!(f, "Holding({asset:?}, {amount:?})")
    }
}

/// What a look at the network found, **all of it as of one moment of the chain**: an outcome that is told is in
/// the holdings that stand beside it, and one that is not told is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// What the chain wants to remember.
    pub state: Vec<u8>,
    /// All that is held. An address that is not named holds nothing.
    pub holdings: Vec<Holding>,
    /// What became of each flight.
    pub outcomes: Vec<(PaymentId, Outcome)>,
    /// Where the chain stands.
    pub tip: Tip,
    /// The block of each flight that was paid, and of each watched payment: nothing where it is in none any more.
    /// A watched payment that is not named was not looked for.
    pub blocks: Vec<(PaymentId, Option<u64>)>,
    /// The newest block in which an address got what it holds, where the chain tells.
    pub since: Vec<(Address, u64)>,
    /// Addresses of ours from which something was spent that is none of the flights: another device has the same keys.
    /// Where a chain cannot tell, none.
    pub left: Vec<Address>,
    /// Addresses of ours that nobody is ever given, such as those of change: what comes there is nobody's payment.
    pub unshown: Vec<Address>,
}

/// Where a chain stands, as the chain itself counts: in heights, or in slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// The newest block that the holdings know of.
    pub block: u64,
    /// The newest block that nothing takes back any more, if the node tells: by the chain's own rule, or where it has
    /// none by the depth that people go by.
    pub finalized: Option<u64>,
}

impl Tip {
    /// Where something stands that is in a block.
    #[must_use]
    pub fn inclusion(&self, block: u64) -> Inclusion {
        Inclusion {
            block,
            confirmations: self.block.saturating_sub(block).saturating_add(1),
            is_final: self.finalized.is_some_and(|finalized| block <= finalized),
        }
    }
}

/// Where a payment stands that is in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// The block, as the chain counts: a height, or a slot. Of what arrived without a word of its transaction, the
    /// one by which it was there.
    pub block: u64,
    /// How many blocks say so: this one, and those upon it by the last look.
    pub confirmations: u64,
    /// Whether nothing takes it back any more.
    pub is_final: bool,
}

/// What became of a payment of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in no block that the holdings know of. `again`: the network has forgotten it; send the same bytes.
    Open {
        /// Whether the bytes should be sent again.
        again: bool,
    },
    /// It cannot be told from these answers whether the holdings know of it: what came or went is not counted now.
    Unsure,
    /// It is in a block and did what it should; which one stands in [`Sight::blocks`].
    Paid(Moved),
    /// It will never be paid. What it cost nevertheless is moved.
    Failed(Moved),
}

/// What a settled payment moved on our own addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// What left them: amount, fee and costs together.
    pub took: Vec<Holding>,
    /// What came back.
    pub gave: Vec<Holding>,
    /// What the network really took as its fee.
    pub fee: Amount,
}
