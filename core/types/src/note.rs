//! What the wallet and the messenger tell each other inside one transaction: plain facts of a payment.

use crate::{Address, Amount, Asset, BodyDigest, PaymentId, PeerId, RowId, TxId};
use serde::{Deserialize, Serialize};

/// A payment to a contact was signed and is committed now: the messenger writes its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSigned {
    /// The payment's row in the wallet.
    pub payment: PaymentId,
    /// To whom.
    pub peer: PeerId,
    /// What.
    pub asset: Asset,
    /// How much, without the fee.
    pub amount: Amount,
    /// The asset's decimals.
    pub decimals: u8,
    /// The network's id, as the chain counts it.
    pub network: Vec<u8>,
    /// The contact's address that is paid.
    pub to: Address,
    /// The signing digest by which the payment is known.
    pub body: BodyDigest,
    /// The id under which it is sent first.
    pub tx: TxId,
    /// The words that go with it.
    pub text: Option<String>,
}

/// A contact says that they paid: the wallet looks at the address before it believes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentAnnounced {
    /// By whom.
    pub peer: PeerId,
    /// The chat message.
    pub message: RowId,
    /// What.
    pub asset: Asset,
    /// How much.
    pub amount: Amount,
    /// The asset's decimals, as they say.
    pub decimals: u8,
    /// The network's id, as the chain counts it.
    pub network: Vec<u8>,
    /// Which of my addresses.
    pub to: Address,
    /// The signing digest.
    pub body: BodyDigest,
    /// The id under which it was sent first.
    pub tx: TxId,
}
