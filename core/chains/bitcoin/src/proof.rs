//! What an answer says that only a whole transaction can show.

use crate::address;
use crate::listing::{Listing, hashed};
use crate::query::{Place, Point};
use crate::state::{Kept, Spent, State, Track};
use bitcoin::sighash::SighashCache;
use bitcoin::{Amount, OutPoint, Transaction, ecdsa, secp256k1};
use std::collections::{BTreeMap, BTreeSet};
use tongtong_chain::{Fault, Flight, Keys};
use tongtong_types::{SecpPublicKey, TxId};

/// What an answer is judged by.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) state: &'a State,
    pub(crate) flights: &'a [Flight],
    /// Those of the flights, in their order.
    pub(crate) tracks: &'a [Track],
}

/// The transactions that must be read before an answer counts.
pub(crate) fn wanted(known: Known<'_>, listing: &Listing) -> BTreeSet<TxId> {
    let made = vanished(known.state, listing).map(|coin| coin.point.tx.clone());
    made.chain(rivals(known, listing).map(|(_, rival)| rival.clone())).collect()
}

/// Compares an answer with the transactions that it was asked to show.
///
/// A coin of ours that is in a block and that nobody spends must be listed: were it dropped, it would look like
/// new money when it is listed again. One that pays somebody else never was ours, whoever once said so.
///
/// A payment of ours never comes about if another transaction spends its coin in a block. Only our key can have signed
/// that one, so its signature must be there: no node can invent it.
pub(crate) fn check(
    keys: &dyn Keys,
    known: Known<'_>,
    listing: &Listing,
    shown: &BTreeMap<TxId, Transaction>,
) -> Result<(), Fault> {
    for coin in vanished(known.state, listing) {
        let ours = address::own_script(&keys.secp(coin.branch, coin.index)?);
        let made = output(shown, &coin.point)?;
        if made.is_some_and(|output| output.script_pubkey == ours) {
            return Err(Fault::Contradiction);
        }
    }
    for (spent, rival) in rivals(known, listing) {
        let rival = shown.get(rival).ok_or(Fault::Unanswered)?;
        if !spends(rival, spent, &keys.secp(spent.branch, spent.index)?)? {
            return Err(Fault::Contradiction);
        }
    }
    Ok(())
}

/// The transaction that spends a coin of a payment in a block instead of it, as the answer says.
pub(crate) fn rival<'a>(
    flight: &Flight,
    track: &'a Track,
    listing: &'a Listing,
) -> Option<(&'a Spent, &'a TxId)> {
    if let Place::Block { .. } = listing.payments.get(&flight.id)? {
        return None;
    }
    track.inputs.iter().find_map(|spent| {
        let spender = listing.spends.get(&spent.point)?.as_ref()?;
        (spender.height.is_some() && spender.tx != flight.id).then_some((spent, &spender.tx))
    })
}

fn rivals<'a>(known: Known<'a>, listing: &'a Listing) -> impl Iterator<Item = (&'a Spent, &'a TxId)> {
    let pairs = known.flights.iter().zip(known.tracks);
    pairs.filter_map(|(flight, track)| rival(flight, track, listing))
}

/// Whether a transaction spends a coin of ours, signed by its key.
fn spends(transaction: &Transaction, spent: &Spent, key: &SecpPublicKey) -> Result<bool, Fault> {
    let point = OutPoint { txid: hashed(&spent.point.tx)?, vout: spent.point.output };
    let mut inputs = transaction.input.iter().enumerate();
    let Some((place, input)) = inputs.find(|(_, input)| input.previous_output == point) else {
        return Ok(false);
    };
    let signature = input.witness.nth(0).and_then(|bytes| ecdsa::Signature::from_slice(bytes).ok());
    let (Some(mut signature), true) = (signature, input.witness.nth(1) == Some(&key.compressed)) else {
        return Ok(false);
    };
    let (script, value) = (address::own_script(key), Amount::from_sat(spent.value));
    let digest = SighashCache::new(transaction)
        .p2wpkh_signature_hash(place, &script, value, signature.sighash_type)
        .map_err(|_| Fault::Unreadable)?;
    let key = secp256k1::PublicKey::from_slice(&key.compressed).map_err(|_| Fault::NoKey)?;
    // A block may hold a high s, though nodes do not relay it.
    signature.signature.normalize_s();
    let curve = secp256k1::Secp256k1::verification_only();
    let message = secp256k1::Message::from(digest);
    Ok(curve.verify_ecdsa(&message, &signature.signature, &key).is_ok())
}

/// The coins of the last look that are in a block, spent by nobody, and not listed.
fn vanished<'a>(state: &'a State, listing: &'a Listing) -> impl Iterator<Item = &'a Kept> {
    let stays = |coin: &&Kept| matches!(listing.unspent.get(&coin.point), Some(Place::Block { .. }));
    state.coins.iter().filter(stays)
}

fn output<'a>(
    known: &'a BTreeMap<TxId, Transaction>,
    point: &Point,
) -> Result<Option<&'a bitcoin::TxOut>, Fault> {
    let transaction = known.get(&point.tx).ok_or(Fault::Unanswered)?;
    Ok(usize::try_from(point.output).ok().and_then(|place| transaction.output.get(place)))
}
