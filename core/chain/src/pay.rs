use crate::Keys;
use crate::sight::Flight;
use core::fmt;
use tongtong_types::{Address, Amount, Asset, KeyPath, RecoverableSignature, SecpPublicKey, Timestamp, TxId};

/// How much is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This much arrives; the fee comes on top.
    Exactly(Amount),
    /// Everything, less the fee.
    Max,
}

/// A payment to be put into bytes.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The account's public keys.
    pub keys: &'a dyn Keys,
    /// What the chain remembered; empty at first.
    pub state: &'a [u8],
    /// What is paid.
    pub asset: &'a Asset,
    /// How much.
    pub amount: Wanted,
    /// To whom: an address that [`crate::Rules::read`] has given.
    pub to: &'a Address,
    /// Our own payments on this chain that may still be paid: what they spend is not spent again.
    pub flights: &'a [Flight],
    /// Now.
    pub now: Timestamp,
}

/// A payment in bytes, not signed yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// What is to be signed and whatever belongs to it, in the chain's own form.
    pub unsigned: Vec<u8>,
    /// What was taken for true and is not in those bytes: part of what is approved.
    pub facts: Vec<u8>,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { unsigned, facts: _ } = self;
        write!(f, "Draft({} bytes)", unsigned.len())
    }
}

/// What the bytes of a draft do, read out of the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Effects {
    /// Who is paid.
    pub to: Address,
    /// What.
    pub asset: Asset,
    /// How much arrives.
    pub amount: Amount,
    /// What the network takes, at most.
    pub fee: Amount,
    /// The coin that the fee is paid in.
    pub fee_asset: Asset,
    /// What it costs besides.
    pub costs: Vec<Cost>,
    /// Our addresses that pay, and how much leaves each, of the asset.
    pub sources: Vec<(Address, Amount)>,
    /// Our address that gets something back, and how much.
    pub change: Option<(Address, Amount)>,
    /// What the person should know.
    pub notes: Vec<Note>,
    /// Until when the network takes it, if it says so.
    pub expires: Option<Timestamp>,
}

impl fmt::Debug for Effects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asset, amount, fee, fee_asset, notes, .. } = self;
        write!(f, "Effects({asset:?}, {amount:?}, {fee:?}, {fee_asset:?}, {notes:?}, ..)")
    }
}

/// A cost beside the fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cost {
    /// An account is made for the payee, and its rent is deposited.
    AccountMade {
        /// The coin.
        asset: Asset,
        /// How much.
        amount: Amount,
    },
}

/// What the person should know of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The payee has code: it is a contract.
    PayeeHasCode,
    /// The fee is the most that it may be; usually less is taken.
    FeeAtMost,
    /// The node cannot estimate: the fee is the profile's floor.
    FeeNotEstimated,
}

/// One signature that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToSign {
    /// With which key.
    pub path: KeyPath,
    /// What.
    pub what: Signable,
}

/// What a key is to sign, and which key it must turn out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signable {
    /// A digest, on secp256k1: RFC 6979, low s.
    Secp {
        /// The digest.
        digest: [u8; 32],
        /// The public key.
        key: SecpPublicKey,
    },
    /// A message, on Ed25519.
    Ed25519 {
        /// The message.
        message: Vec<u8>,
        /// The public key.
        key: [u8; 32],
    },
}

/// A signature, already checked to be of the key that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// On secp256k1.
    Secp(RecoverableSignature),
    /// On Ed25519.
    Ed25519([u8; 64]),
}

/// A signed payment.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The bytes to send, the same every time.
    pub bytes: Vec<u8>,
    /// The id that the network will give it.
    pub id: TxId,
    /// The digest by which it is known, however its signatures come out.
    pub body: [u8; 32],
    /// What the chain needs to follow it, in its own words.
    pub track: Vec<u8>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, id, body: _, track: _ } = self;
        write!(f, "Sealed({id:?}, {} bytes)", bytes.len())
    }
}
