//! What an answer says that only a whole transaction can show.

use crate::address;
use crate::listing::Listing;
use crate::query::{Place, Point};
use crate::state::{Kept, State};
use bitcoin::Transaction;
use std::collections::{BTreeMap, BTreeSet};
use tongtong_chain::{Fault, Keys};
use tongtong_types::TxId;

/// The transactions that must be read before an answer counts.
pub(crate) fn wanted(state: &State, listing: &Listing) -> BTreeSet<TxId> {
    vanished(state, listing).map(|coin| coin.point.tx.clone()).collect()
}

/// Compares an answer with the transactions that it was asked to show.
///
/// A coin of ours that is in a block and that nobody spends must be listed: were it dropped, it would look like
/// new money when it is listed again. One that pays somebody else never was ours, whoever once said so.
pub(crate) fn check(
    keys: &dyn Keys,
    state: &State,
    listing: &Listing,
    known: &BTreeMap<TxId, Transaction>,
) -> Result<(), Fault> {
    for coin in vanished(state, listing) {
        let ours = address::own_script(&keys.secp(coin.branch, coin.index)?);
        let made = output(known, &coin.point)?;
        if made.is_some_and(|output| output.script_pubkey == ours) {
            return Err(Fault::Contradiction);
        }
    }
    Ok(())
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
