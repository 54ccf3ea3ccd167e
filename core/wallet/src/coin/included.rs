//! How deep payments lie in their chain, and what a chain took back of what was told of them.
//!
//! A payment in a block can vanish from it, and a node can have invented one. So it is looked at again until its
//! chain calls it final: one of ours that is in no block any more is on its way again, and money that is gone before
//! that, without a word of ours, is no payment any more.

use super::CoinPart;
use crate::draft::Draft;
use crate::observe::settle;
use crate::rows::{Direction, PaymentRow, PaymentState};
use crate::step::{Event, Facts};
use core::cmp::Reverse;
use tongtong_chain::{Flight, Holding, Sight};
use tongtong_types::{Amount, Chain, Duration, PaymentId, Timestamp};

/// How many of our payments are looked at again at once, the oldest first.
const MOST_WATCHED: usize = 16;
/// For how long a payment is watched. What is not final after that is said to be in a block, and no more.
const WATCH: Duration = Duration::from_days(7);

/// Our own payments on a chain that are in a block and not final yet.
pub(crate) fn watched(facts: &Facts, chain: Chain, now: Timestamp) -> Vec<Flight> {
    let ours = |row: &&PaymentRow| {
        row.to.chain() == chain
            && row.direction != Direction::In
            && is_in_block(row)
            && row.is_watched()
            && !is_over(row, now)
    };
    let mut rows: Vec<&PaymentRow> = facts.payments.iter().filter(ours).collect();
    rows.sort_by_key(|row| (row.at, row.id));
    rows.into_iter().take(MOST_WATCHED).filter_map(|row| super::flight(row, now)).collect()
}

/// Payments of ours that are in no block any more go on their way again: the same bytes are sent. Whether there was
/// one: what came back with it is nobody's payment.
pub(super) fn undone(draft: &mut Draft<'_>, chain: Chain, sight: &Sight) -> bool {
    let nowhere = |id: &PaymentId| sight.blocks.iter().any(|(of, block)| of == id && block.is_none());
    let ours = |row: &&PaymentRow| {
        row.to.chain() == chain && row.direction != Direction::In && is_in_block(row) && nowhere(&row.id)
    };
    let found: Vec<PaymentId> = draft.payments.values().filter(ours).map(|row| row.id).collect();
    for id in &found {
        if let Some(coin) = draft.payments.get_mut(id).and_then(|row| row.coin.as_mut()) {
            (coin.included, coin.watched) = (None, false);
        }
        let at = draft.now;
        settle(draft, *id, PaymentState::Sent { at });
    }
    !found.is_empty()
}

/// Takes note of how deep everything lies that is not final yet.
pub(super) fn note(draft: &mut Draft<'_>, chain: Chain, sight: &Sight) {
    let now = draft.now;
    let mut changed = Vec::new();
    for row in draft.payments.values_mut().filter(|row| row.to.chain() == chain) {
        let fresh = matches!(row.state, PaymentState::Confirmed { at } if at == now);
        if !fresh && !row.is_watched() {
            continue;
        }
        let over = is_over(row, now);
        let included = inclusion(row, sight);
        let coin = row.coin.get_or_insert_default();
        if let Some(mut included) = included {
            // One look is one node's word: what is called final was seen at another, too.
            included.is_final &= !fresh;
            if coin.included != Some(included) && !fresh {
                changed.push(row.id);
            }
            coin.included = Some(included);
        }
        coin.watched = !over && !coin.included.is_some_and(|included| included.is_final);
    }
    for payment in changed {
        draft.tell(Event::Payment { payment });
    }
}

/// Where a payment stands by a look; nothing if the look does not tell.
fn inclusion(row: &PaymentRow, sight: &Sight) -> Option<tongtong_chain::Inclusion> {
    if !is_in_block(row) {
        return None;
    }
    let block = if row.direction == Direction::In {
        let before = row.coin.as_ref().and_then(|coin| coin.included).map(|included| included.block);
        let since = || sight.since.iter().find(|(address, _)| *address == row.to).map(|(_, block)| *block);
        // Only of what is seen now: later money on the same address is no news of this payment.
        before.or_else(since).unwrap_or(sight.tip.block)
    } else {
        sight.blocks.iter().find(|(of, _)| *of == row.id)?.1?
    };
    Some(sight.tip.inclusion(block))
}

fn is_in_block(row: &PaymentRow) -> bool {
    matches!(row.state, PaymentState::Confirmed { .. })
}

/// Whether it was watched for long enough.
fn is_over(row: &PaymentRow, now: Timestamp) -> bool {
    match row.state {
        PaymentState::Confirmed { at } | PaymentState::Failed { at } => now.since(at) >= WATCH,
        _ => false,
    }
}

/// Less is there than was known, and nothing of ours took it: the newest payments on that address that are not final
/// and make up just what is gone are no payments any more. Words about one wait for money again.
pub(super) fn withdrawn(draft: &mut Draft<'_>, gone: &Holding) {
    let rows = theirs(draft, gone, is_in_block);
    for (id, spoken) in making(&rows, gone.amount) {
        let at = draft.now;
        if let Some(row) = draft.payments.get_mut(&id) {
            row.coin = (!spoken).then(|| CoinPart { included: None, ..row.coin.clone().unwrap_or_default() });
        }
        settle(draft, id, if spoken { PaymentState::Announced } else { PaymentState::Failed { at } });
    }
}

/// Money that was taken back lately and is there again is the payment that it was. Whether there was one.
pub(super) fn revived(draft: &mut Draft<'_>, arrived: &Holding) -> bool {
    let rows = theirs(draft, arrived, |row| matches!(row.state, PaymentState::Failed { .. }));
    let Some(id) = rows.iter().find(|row| row.amount == arrived.amount).map(|row| row.id) else {
        return false;
    };
    let at = draft.now;
    settle(draft, id, PaymentState::Confirmed { at });
    true
}

/// Watched payments to an address, the newest first.
fn theirs<'a>(
    draft: &'a Draft<'_>,
    at: &Holding,
    which: impl Fn(&PaymentRow) -> bool,
) -> Vec<&'a PaymentRow> {
    let theirs = |row: &&PaymentRow| {
        row.direction == Direction::In
            && row.to == at.address
            && row.asset == at.asset
            && row.is_watched()
            && which(row)
    };
    let mut rows: Vec<&PaymentRow> = draft.payments.values().filter(theirs).collect();
    rows.sort_by_key(|row| (Reverse(row.at), row.id));
    rows
}

/// The one of this amount, else the newest ones that together are; and whether a message speaks of each.
fn making(rows: &[&PaymentRow], amount: Amount) -> Vec<(PaymentId, bool)> {
    let known = |row: &&PaymentRow| (row.id, row.message.is_some());
    if let Some(one) = rows.iter().find(|row| row.amount == amount) {
        return vec![known(one)];
    }
    let mut sum = Amount::ZERO;
    for (place, row) in rows.iter().enumerate() {
        sum = sum.checked_add(row.amount).unwrap_or(sum);
        if sum == amount {
            return rows.iter().take(place.saturating_add(1)).map(known).collect();
        }
    }
    Vec::new()
}
