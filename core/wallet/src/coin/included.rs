//! How deep payments lie in their chain, and what a chain took back of money that had arrived.
//!
//! A payment in a block can vanish from it, and a node can have invented one. So it is looked at again until its
//! chain calls it final, and money that is gone before that, without a word of ours, is no payment any more.

use crate::draft::Draft;
use crate::observe::settle;
use crate::rows::{Direction, PaymentRow, PaymentState};
use crate::step::{Event, Facts};
use tongtong_chain::{Flight, Holding, Sight};
use tongtong_types::{Amount, Chain, Duration, PaymentId, Timestamp};

use super::CoinPart;

/// How many of our payments are looked at again at once, the newest first.
const MOST_WATCHED: usize = 16;
/// For how long. What is not final after that is said to be in a block, and no more.
const WATCH: Duration = Duration::from_days(7);

/// Our own payments on a chain that are in a block and not final yet.
pub(crate) fn watched(facts: &Facts, chain: Chain, now: Timestamp) -> Vec<Flight> {
    let ours = |row: &&PaymentRow| {
        row.to.chain() == chain
            && row.direction != Direction::In
            && row.is_watched()
            && matches!(row.state, PaymentState::Confirmed { at } if now.since(at) < WATCH)
    };
    let mut rows: Vec<&PaymentRow> = facts.payments.iter().filter(ours).collect();
    rows.sort_by_key(|row| (core::cmp::Reverse(row.at), row.id));
    rows.into_iter().take(MOST_WATCHED).filter_map(|row| super::flight(row, now)).collect()
}

/// Takes note of how deep everything lies that is not final yet.
pub(super) fn note(draft: &mut Draft<'_>, chain: Chain, sight: &Sight) {
    let now = draft.now;
    let mut changed = Vec::new();
    for row in draft.payments.values_mut() {
        if row.to.chain() != chain || !matches!(row.state, PaymentState::Confirmed { .. }) {
            continue;
        }
        let arrived = row.direction == Direction::In && row.coin.is_none();
        if !arrived && !row.is_watched() {
            continue;
        }
        let block = if row.direction == Direction::In {
            let since = sight.since.iter().find(|(address, _)| *address == row.to).map(|(_, block)| *block);
            // Only of what is seen now: later money on the same address is no news of this payment.
            let before = row.coin.as_ref().and_then(|coin| coin.included).map(|included| included.block);
            Some(before.or(since).unwrap_or(sight.tip.block))
        } else {
            match sight.blocks.iter().find(|(of, _)| *of == row.id) {
                Some((_, block)) => *block,
                None => continue,
            }
        };
        let included = block.map(|block| sight.tip.inclusion(block));
        let coin =
            row.coin.get_or_insert_with(|| CoinPart { track: Vec::new(), costs: Vec::new(), included });
        let fresh = matches!(row.state, PaymentState::Confirmed { at } if at == now);
        if coin.included != included && !fresh {
            changed.push(row.id);
        }
        coin.included = included;
    }
    for payment in changed {
        draft.tell(Event::Payment { payment });
    }
}

/// Less is there than was known, and nothing of ours took it: the newest payments on that address that are not final
/// and make up just what is gone are no payments any more. Words about one wait for money again.
pub(super) fn withdrawn(draft: &mut Draft<'_>, gone: &Holding) {
    let theirs = |row: &&PaymentRow| {
        row.direction == Direction::In
            && row.to == gone.address
            && row.asset == gone.asset
            && row.is_watched()
    };
    let mut rows: Vec<&PaymentRow> = draft.payments.values().filter(theirs).collect();
    rows.sort_by_key(|row| (core::cmp::Reverse(row.at), row.id));
    for (id, spoken) in making(&rows, gone.amount) {
        let at = draft.now;
        if let Some(row) = draft.payments.get_mut(&id) {
            row.coin = None;
        }
        settle(draft, id, if spoken { PaymentState::Announced } else { PaymentState::Failed { at } });
    }
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
