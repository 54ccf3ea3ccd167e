//! What is to be signed, and the signatures in their places (BIP-143).

use crate::form::Form;
use crate::listing::id_of as shown_id;
use crate::state::{Back, Spent, Track};
use bitcoin::consensus::encode::{deserialize, serialize};
use bitcoin::hashes::Hash;
use bitcoin::sighash::SighashCache;
use bitcoin::{EcdsaSighashType, Transaction, TxOut, Witness, ecdsa, secp256k1};
use tongtong_chain::{Fault, Keys, Sealed, Signable, Signature, ToSign};
use tongtong_types::{KeyPath, TxId};

/// What must be signed for each input, in their order.
pub(crate) fn to_sign(form: &Form, keys: &dyn Keys, account: &KeyPath) -> Result<Vec<ToSign>, Fault> {
    form.check_keys(keys)?;
    let (transaction, _) = form.transaction()?;
    let digests = digests(&transaction, form)?;
    let wanted = form.inputs.iter().zip(digests).map(|(input, digest)| ToSign {
        path: account.child(input.home.branch).child(input.home.index),
        what: Signable::Secp { digest, key: input.key },
    });
    Ok(wanted.collect())
}

/// Puts signatures into their places.
pub(crate) fn seal(form: &Form, signatures: &[Signature]) -> Result<Sealed, Fault> {
    if signatures.len() != form.inputs.len() {
        return Err(Fault::WrongKey);
    }
    let (mut transaction, _) = form.transaction()?;
    let digests = digests(&transaction, form)?;
    let mut track = Track { inputs: Vec::new(), change: None, fee: form.fee()? };
    let curve = secp256k1::Secp256k1::verification_only();
    let places = transaction.input.iter_mut().zip(&form.inputs).zip(digests.iter().zip(signatures));
    for ((place, input), (digest, signature)) in places {
        let Signature::Secp(signature) = signature else { return Err(Fault::WrongKey) };
        let signature = compact(&signature.r, &signature.s)?;
        let key = secp256k1::PublicKey::from_slice(&input.key.compressed).map_err(|_| Fault::NoKey)?;
        let message = secp256k1::Message::from_digest(*digest);
        // Refuses a high s as well, which nodes do not relay.
        curve.verify_ecdsa(&message, &signature, &key).map_err(|_| Fault::WrongKey)?;
        place.witness = Witness::p2wpkh(&ecdsa::Signature::sighash_all(signature), &key);
        track.inputs.push(Spent {
            point: input.point()?,
            value: input.coin()?.value.to_sat(),
            branch: input.home.branch,
            index: input.home.index,
        });
    }
    track.change = form.change.as_ref().map(|change| Back { value: change.value, index: change.index });
    let id = shown_id(&transaction)?;
    let body = id.bytes().try_into().map_err(|_| Fault::Unreadable)?;
    Ok(Sealed { bytes: serialize(&transaction), id, body, track: track.write()? })
}

/// The id of a whole signed transaction, if the bytes are one.
#[must_use]
pub fn id_of(signed: &[u8]) -> Option<TxId> {
    shown_id(&deserialize::<Transaction>(signed).ok()?).ok()
}

/// The digest of one input that spends a P2WPKH output: all inputs and outputs are signed for.
pub(crate) fn digest(
    cache: &mut SighashCache<&Transaction>,
    place: usize,
    coin: &TxOut,
) -> Result<[u8; 32], Fault> {
    cache
        .p2wpkh_signature_hash(place, &coin.script_pubkey, coin.value, EcdsaSighashType::All)
        .map(|digest| digest.to_byte_array())
        .map_err(|_| Fault::Unreadable)
}

fn digests(transaction: &Transaction, form: &Form) -> Result<Vec<[u8; 32]>, Fault> {
    let mut cache = SighashCache::new(transaction);
    form.inputs.iter().enumerate().map(|(place, input)| digest(&mut cache, place, input.coin()?)).collect()
}

fn compact(r: &[u8; 32], s: &[u8; 32]) -> Result<secp256k1::ecdsa::Signature, Fault> {
    let mut both = [0; 64];
    let (left, right) = both.split_at_mut(32);
    left.copy_from_slice(r);
    right.copy_from_slice(s);
    secp256k1::ecdsa::Signature::from_compact(&both).map_err(|_| Fault::WrongKey)
}
