//! What the store keeps for the wallet, row by row. The store seals each row's content.

use crate::coin::{CoinPart, CoinRow};
use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_crypto::AccountPublic;
use tongtong_types::{
    Address, Amount, Asset, BodyDigest, PaymentId, PeerId, PlanDigest, RowId, Timestamp, TxId,
};

mod emptied;
mod parts;

pub use parts::Part;

/// The wallet's account: public keys only. One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// The public half of `m/44'/coin_type'/0'`.
    pub keys: AccountPublic,
    /// The pay key's public half.
    pub pay_key: [u8; 32],
    /// The next index on chain 0, handed out.
    pub next_receive: u32,
    /// The next index on chain 1, change.
    pub next_change: u32,
    /// The highest index on chain 0 that has received.
    pub highest_received: Option<u32>,
    /// The counter of the newest sheet of pay addresses.
    pub sheet_counter: u64,
    /// A gap scan that is not finished yet.
    pub scan: Option<Scan>,
    /// The account's parts on chains besides TTChain.
    #[serde(default)]
    pub coins: Vec<CoinRow>,
    /// The assets whose numbers a node has told. They never change.
    #[serde(default)]
    pub assets: Vec<KnownAsset>,
    /// Raised at every change of this row, because it hands out indices.
    pub revision: u64,
}

/// An asset of TTChain as a node described it first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAsset {
    /// Its symbol.
    pub symbol: String,
    /// Its number on the chain.
    pub number: i32,
    /// Places behind its point.
    pub decimals: u8,
}

/// Where a gap scan stands, so that a restart goes on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// The next index to ask for, on chain 0 and chain 1.
    pub next: [u32; 2],
    /// The highest index found used, on chain 0 and chain 1.
    pub highest: [Option<u32>; 2],
}

/// Chain 0 or chain 1 of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Branch {
    /// Handed out to others.
    Receive,
    /// Change of our own payments.
    Change,
}

/// To whom an address was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandedTo {
    /// Nobody: change, or found by a scan.
    Nobody,
    /// Shown on the screen or copied.
    Screen,
    /// Signed into a contact's card.
    Contact(PeerId),
}

/// Where an address stands. It only goes forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AddressState {
    /// Nothing has arrived yet.
    Fresh,
    /// It has received.
    Received,
    /// It has signed: dead. Never shown, never used as change; what arrives is moved away. What it holds of
    /// an asset that it has not signed for is safe where it is: [`AddressRow::is_spent`].
    Dead,
}

/// One address of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressRow {
    /// Which branch.
    pub branch: Branch,
    /// Which index.
    pub index: u32,
    /// The address.
    pub address: Address,
    /// To whom it was given.
    pub handed: HandedTo,
    /// Until when that promise holds.
    pub until: Option<Timestamp>,
    /// Where it stands.
    pub state: AddressState,
    /// What it held when last seen, by asset.
    pub holds: Vec<(Asset, Amount)>,
    /// Change of our own payment that has not been seen on it yet: when it comes, nobody has paid us.
    pub expects: Option<(Asset, Amount)>,
    /// Found used, and not by us: what its key has signed before is not known.
    pub found: bool,
    /// What a node says it holds, while that is not believed yet; at most one for each asset.
    pub unsure: Vec<Unsure>,
    /// What payments of ours took from it last; at most one for each asset.
    #[serde(default, deserialize_with = "emptied::one_or_many")]
    pub emptied: Vec<Emptied>,
    /// Dead: the assets that it has never signed for.
    #[serde(default)]
    pub spared: Vec<Asset>,
    /// Raised at every change of this row, because it moves money.
    pub revision: u64,
}

/// A claim of a node that must be heard again, some time later, before it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsure {
    /// Of what.
    pub asset: Asset,
    /// What is said to be there; `None` if there is said to be no record.
    pub says: Option<Amount>,
    /// When it was said first; it has been said at every look since.
    pub since: Timestamp,
}

/// What a paid payment of ours took from an address: all that was there for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emptied {
    /// Which payment.
    pub by: PaymentId,
    /// Of what.
    pub asset: Asset,
    /// How much.
    pub amount: Amount,
    /// When it was known to be paid.
    pub at: Timestamp,
}

/// Which way money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To somebody else.
    Out,
    /// To us.
    In,
    /// From a dead address of ours to a fresh one.
    Rescue,
    /// What another payment of ours would empty, to a fresh address of ours, so that it cannot be paid any more.
    Cancel,
}

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum PaymentState {
    /// Out: signed and committed; no node has taken it yet.
    Signed,
    /// Out: a node has taken it.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// In: someone says they paid; nothing has been seen yet.
    Announced,
    /// In a block.
    Confirmed {
        /// When this device saw it.
        at: Timestamp,
    },
    /// Ours: another transaction of ours emptied its source first, so it will never be paid. In: it was seen
    /// or announced, and is not on the chain.
    Failed {
        /// When this device saw it.
        at: Timestamp,
    },
}

/// A payment, in or out. `Debug` tells no address, no memo and no bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRow {
    /// Its id in this wallet.
    pub id: PaymentId,
    /// Which way.
    pub direction: Direction,
    /// What.
    pub asset: Asset,
    /// How much, without the fee.
    pub amount: Amount,
    /// What it cost, for our own.
    pub fee: Amount,
    /// The address that is paid.
    pub to: Address,
    /// The whole text of a sub-address, for our own.
    pub sub_address: Option<String>,
    /// The public memo, for our own.
    pub memo: Option<String>,
    /// The contact on the other side, if known.
    pub peer: Option<PeerId>,
    /// Where it stands.
    pub state: PaymentState,
    /// When it was signed, announced or first seen.
    pub at: Timestamp,
    /// The signing digest, if known.
    pub body: Option<BodyDigest>,
    /// Ids under which it was sent or seen.
    pub txs: Vec<TxId>,
    /// The plan that was approved.
    pub plan: Option<PlanDigest>,
    /// The bytes to send, the same every time. Gone once a cancel is recorded: we send them no more.
    pub signed: Option<Vec<u8>>,
    /// Out: our addresses that it empties, and what it takes from each.
    pub sources: Vec<(Address, Amount)>,
    /// Those of the sources over which another body was, or may have been, handed out before.
    pub reused: Vec<Address>,
    /// Out: our fresh address that gets the change, and how much.
    pub change: Option<(Address, Amount)>,
    /// What the fee is paid in, where that is not what is paid.
    #[serde(default)]
    pub fee_asset: Option<Asset>,
    /// Our addresses that it empties of the fee's coin, where that is another, and what it takes from each.
    #[serde(default)]
    pub fee_sources: Vec<(Address, Amount)>,
    /// Those of them over which another body was, or may have been, handed out before.
    #[serde(default)]
    pub fee_reused: Vec<Address>,
    /// Our fresh address that gets the change of the fee's coin, and how much.
    #[serde(default)]
    pub fee_change: Option<(Address, Amount)>,
    /// The chat message that speaks of it.
    pub message: Option<RowId>,
    /// What only a payment on another chain than TTChain has.
    #[serde(default)]
    pub coin: Option<CoinPart>,
    /// Raised at every change of this row.
    pub revision: u64,
}

impl AddressRow {
    /// What it held of an asset when last seen.
    #[must_use]
    pub fn holding(&self, asset: &Asset) -> Amount {
        self.holds.iter().find(|(code, _)| code == asset).map_or(Amount::ZERO, |(_, amount)| *amount)
    }

    /// Whether nothing came, is expected, or is said of it.
    pub(crate) fn is_unused(&self) -> bool {
        self.state == AddressState::Fresh && self.expects.is_none() && self.unsure.is_empty()
    }

    /// Whether it has signed for an asset, or may have: signed payments over that balance could be handed in
    /// again.
    #[must_use]
    pub fn is_spent(&self, asset: &Asset) -> bool {
        self.state == AddressState::Dead && !self.spared.contains(asset)
    }

    /// It signs for an asset. `all` is what else its owner can hold there.
    pub(crate) fn sign_for<'a>(&mut self, asset: &Asset, all: impl Iterator<Item = &'a Asset>) {
        if self.state != AddressState::Dead && !self.found {
            self.spared = all.cloned().collect();
        }
        self.state = AddressState::Dead;
        self.spared.retain(|spared| spared != asset);
    }

    /// What our last payment over it took of an asset.
    pub(crate) fn emptied_of(&self, asset: &Asset) -> Option<&Emptied> {
        self.emptied.iter().find(|emptied| emptied.asset == *asset)
    }

    /// How much that was.
    pub(crate) fn taken(&self, asset: &Asset) -> Option<Amount> {
        self.emptied_of(asset).map(|emptied| emptied.amount)
    }

    pub(crate) fn set_holding(&mut self, asset: &Asset, amount: Amount) {
        self.holds.retain(|(code, _)| code != asset);
        if !amount.is_zero() {
            self.holds.push((asset.clone(), amount));
        }
    }
}

impl fmt::Debug for PaymentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            direction,
            asset,
            amount,
            fee,
            to: _,
            sub_address: _,
            memo: _,
            peer: _,
            state,
            at,
            body: _,
            txs,
            plan: _,
            signed: _,
            sources,
            reused,
            change: _,
            fee_asset,
            fee_sources,
            fee_reused: _,
            fee_change: _,
            message: _,
            coin: _,
            revision,
        } = self;
        write!(f, "PaymentRow({id:?}, {direction:?}, {asset:?}, {amount:?}, {fee:?}, {state:?}, {at:?}, ")?;
        let (sources, reused, txs) = (sources.len(), reused.len(), txs.len());
        write!(f, "{sources} sources ({reused} reused), fee in {fee_asset:?} from {}, ", fee_sources.len())?;
        write!(f, "{txs} ids, revision {revision})")
    }
}
