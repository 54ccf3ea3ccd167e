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
    /// It is in a block and did what it should.
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
