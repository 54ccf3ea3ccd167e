//! From a message and its signature to the bytes that are sent.

use crate::facts::{Read, Track};
use crate::message::MAX_TRANSACTION;
use crate::network::Solana;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};
use tongtong_chain::{Draft, Fault, Sealed, Signature};
use tongtong_types::TxId;

/// How a transaction says that one signature follows.
const ONE: u8 = 1;

/// A signed payment as its client sends it.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id: the first signature.
    pub id: TxId,
    /// The same, as a node writes it.
    pub signature: String,
    /// The bytes, base64.
    pub base64: String,
}

impl core::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { id, signature: _, base64: _ } = self;
        write!(f, "Outgoing({id:?}, ..)")
    }
}

/// What a client needs to send signed bytes. Nothing if they are no transaction with one signature.
#[must_use]
pub fn outgoing(signed: &[u8]) -> Option<Outgoing> {
    let (count, rest) = signed.split_first()?;
    let (signature, message) = rest.split_at_checked(64)?;
    if *count != ONE || message.is_empty() || signed.len() > MAX_TRANSACTION {
        return None;
    }
    Some(Outgoing {
        id: TxId::new(signature).ok()?,
        signature: bs58::encode(signature).into_string(),
        base64: BASE64.encode(signed),
    })
}

/// The id that the network gives to signed bytes, if they are a transaction with one signature.
#[must_use]
pub fn id_of(signed: &[u8]) -> Option<TxId> {
    outgoing(signed).map(|outgoing| outgoing.id)
}

impl Solana {
    /// Puts the signature in front of the message.
    pub(crate) fn seals(&self, draft: &Draft, signatures: &[Signature]) -> Result<Sealed, Fault> {
        let Read { payment, facts, fee } = self.payment_of(draft)?;
        let [Signature::Ed25519(signature)] = signatures else { return Err(Fault::WrongKey) };
        let track = Track {
            asset: self.asset_of(&payment.what)?,
            amount: payment.amount,
            fee,
            rent: facts.rent(),
            slot: facts.slot,
            block_height: facts.block_height,
            last_valid_block_height: facts.last_valid_block_height,
            own: payment.payer == payment.payee,
        };
        let bytes = [&[ONE], signature.as_slice(), &draft.unsigned].concat();
        let id = id_of(&bytes).ok_or(Fault::Unreadable)?;
        Ok(Sealed { bytes, id, body: Sha256::digest(&draft.unsigned).into(), track: track.pack()? })
    }
}
