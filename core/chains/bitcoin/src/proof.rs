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
    pub(crate) watched: &'a [Flight],
}

/// A transaction in a block that spends a coin of ours.
#[derive(Clone, Copy)]
pub(crate) struct Rival<'a> {
    point: &'a Point,
    value: u64,
    branch: u32,
    index: u32,
    tx: &'a TxId,
    /// The height of its block.
    pub(crate) height: u32,
}

/// The transactions that must be read before an answer counts.
pub(crate) fn wanted(known: Known<'_>, listing: &Listing) -> BTreeSet<TxId> {
    let made = vanished(known.state, listing).map(|coin| coin.point.tx.clone());
    let strangers = strangers(known, listing).map(|(_, stranger)| stranger);
    made.chain(rivals(known, listing).chain(strangers).map(|rival| rival.tx.clone())).collect()
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
    for rival in rivals(known, listing) {
        if !is_signed(keys, rival, shown)? {
            return Err(Fault::Contradiction);
        }
    }
    Ok(())
}

/// The coins of the last look that a transaction in a block spends which is no payment of this device's. Our key has
/// signed it: a coin that somebody had invented out of another's is spent by whoever has that one.
pub(crate) fn left<'a>(
    keys: &dyn Keys,
    known: Known<'a>,
    listing: &'a Listing,
    shown: &BTreeMap<TxId, Transaction>,
) -> Result<Vec<&'a Kept>, Fault> {
    let mut left = Vec::new();
    for (coin, stranger) in strangers(known, listing) {
        if is_signed(keys, stranger, shown)? {
            left.push(coin);
        }
    }
    Ok(left)
}

/// The transaction that spends a coin of a payment in a block instead of it, as the answer says; of several the one
/// that lies deepest.
pub(crate) fn rival<'a>(flight: &Flight, track: &'a Track, listing: &'a Listing) -> Option<Rival<'a>> {
    if let Place::Block { .. } = listing.payments.get(&flight.id)? {
        return None;
    }
    let rival = |spent: &'a Spent| {
        let Spent { point, value, branch, index } = spent;
        let (tx, height) = spender(listing, point)?;
        let rival = Rival { point, value: *value, branch: *branch, index: *index, tx, height };
        (*tx != flight.id).then_some(rival)
    };
    track.inputs.iter().filter_map(rival).min_by_key(|rival| rival.height)
}

fn rivals<'a>(known: Known<'a>, listing: &'a Listing) -> impl Iterator<Item = Rival<'a>> {
    let pairs = known.flights.iter().zip(known.tracks);
    pairs.filter_map(|(flight, track)| rival(flight, track, listing))
}

/// Transactions in blocks that are none of ours, each with the coin of the last look that it spends.
fn strangers<'a>(known: Known<'a>, listing: &'a Listing) -> impl Iterator<Item = (&'a Kept, Rival<'a>)> {
    let stranger = move |coin: &'a Kept| {
        let Kept { point, value, height: _, branch, index } = coin;
        let (tx, height) = spender(listing, point)?;
        let ours = known.flights.iter().chain(known.watched).any(|flight| flight.id == *tx);
        let stranger = Rival { point, value: *value, branch: *branch, index: *index, tx, height };
        (!ours).then_some((coin, stranger))
    };
    known.state.coins.iter().filter_map(stranger)
}

/// The transaction in a block that spends a coin, and its height.
fn spender<'a>(listing: &'a Listing, point: &Point) -> Option<(&'a TxId, u32)> {
    let spender = listing.spends.get(point)?.as_ref()?;
    Some((&spender.tx, spender.height?))
}

/// Whether a transaction spends the coin that it is said to spend, signed by the coin's key.
fn is_signed(keys: &dyn Keys, rival: Rival<'_>, shown: &BTreeMap<TxId, Transaction>) -> Result<bool, Fault> {
    let transaction = shown.get(rival.tx).ok_or(Fault::Unanswered)?;
    spends(transaction, rival, &keys.secp(rival.branch, rival.index)?)
}

fn spends(transaction: &Transaction, spent: Rival<'_>, key: &SecpPublicKey) -> Result<bool, Fault> {
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
