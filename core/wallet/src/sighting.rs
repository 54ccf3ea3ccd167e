use crate::Refused;
use crate::draft::Draft;
use crate::income;
use crate::network::BalanceRecord;
use crate::rows::{AddressRow, AddressState, Branch, HandedTo, PaymentRow, Unsure};
use crate::settle::{LAG, SECOND_LOOK};
use crate::step::Event;
use tongtong_crypto::entropy::Entropy;
use tongtong_types::{Amount, Asset, Duration, Timestamp};

/// Takes note of what a node says that an address holds.
///
/// Growth is believed at once. What a node that lags behind, or one that was wrong once, would say too must be
/// said again, and nothing else in between: that a living address holds less, or is spent out, for longer than
/// [`LAG`], because only our own key takes money away; that a dead one holds less, or what our last payment
/// took from it, for longer than [`SECOND_LOOK`]. During a gap scan the record of a living address is believed
/// at once. What a payment in flight takes is booked when it is known to be paid, so that what came late beside
/// it is counted once.
pub(crate) fn saw(
    draft: &mut Draft<'_>,
    place: (Branch, u32),
    asset: &Asset,
    record: BalanceRecord,
    entropy: &dyn Entropy,
) -> Result<(), Refused> {
    let Some(row) = draft.addresses.get(&place) else { return Ok(()) };
    let before = row.holding(asset);
    let (says, amount) = match record {
        BalanceRecord::Unknown => (None, Amount::ZERO),
        BalanceRecord::Holds(amount) => (Some(amount), amount),
    };
    let dead = row.is_spent(asset);
    let flying = |p: &PaymentRow| p.is_in_flight() && p.spends(asset, &row.address);
    let span = if amount > before {
        let echo = dead && row.taken(asset).is_some_and(|taken| amount >= taken);
        echo.then_some(SECOND_LOOK)
    } else if draft.payments.values().any(flying) {
        return Ok(());
    } else if dead {
        (amount < before).then_some(SECOND_LOOK)
    } else if draft.account.scan.is_some() && says.is_some() {
        // A scan asks the chain what this device has forgotten, another copy's payments among it. They leave
        // a record behind, so no record at all is still doubted.
        None
    } else {
        (amount < before || says == Some(Amount::ZERO)).then_some(LAG)
    };
    let now = draft.now;
    let Some(row) = draft.addresses.get_mut(&place) else { return Ok(()) };
    if !is_believed(row, asset, says, span, now) {
        return Ok(());
    }
    if amount > before {
        return grew(draft, place, asset, amount, entropy);
    }
    let emptied = !dead && says == Some(Amount::ZERO);
    if emptied {
        // A living address that is spent out has signed on another device.
        row.state = AddressState::Dead;
        row.spared.retain(|spared| spared != asset);
    }
    row.found |= !dead && says.is_some() && (emptied || amount < before);
    row.set_holding(asset, amount);
    let gone = before.checked_sub(amount).unwrap_or(Amount::ZERO);
    if emptied || !gone.is_zero() {
        note_use(draft, place);
        draft.tell(Event::Balance);
    }
    if !dead && !emptied && !gone.is_zero() {
        income::withdrawn(draft, place, asset, gone, entropy)?;
    }
    Ok(())
}

/// What is being signed away was on the address: it must not go unnoticed, and is not doubted any more.
pub(crate) fn spent(
    draft: &mut Draft<'_>,
    place: (Branch, u32),
    asset: &Asset,
    amount: Amount,
    entropy: &dyn Entropy,
) -> Result<(), Refused> {
    let Some(row) = draft.addresses.get_mut(&place) else { return Ok(()) };
    row.unsure.retain(|unsure| unsure.asset != *asset);
    if amount > row.holding(asset) {
        return grew(draft, place, asset, amount, entropy);
    }
    let address = row.address.clone();
    let flying = |p: &PaymentRow| p.is_in_flight() && p.spends(asset, &address);
    if !draft.payments.values().any(flying)
        && let Some(row) = draft.addresses.get_mut(&place)
    {
        row.set_holding(asset, amount);
    }
    Ok(())
}

/// Whether a claim has been heard for so long that it counts; if not, it is remembered.
fn is_believed(
    row: &mut AddressRow,
    asset: &Asset,
    says: Option<Amount>,
    span: Option<Duration>,
    now: Timestamp,
) -> bool {
    let heard = row.unsure.iter().find(|unsure| unsure.asset == *asset).cloned();
    let believed = span.is_none_or(|span| {
        heard.as_ref().is_some_and(|heard| heard.says == says && now.since(heard.since) > span)
    });
    let same = heard.filter(|heard| heard.says == says);
    row.unsure.retain(|unsure| unsure.asset != *asset);
    if !believed {
        row.unsure.push(same.unwrap_or(Unsure { asset: asset.clone(), says, since: now }));
    }
    believed
}

/// More than before is there. What is not our own change is a payment to us.
fn grew(
    draft: &mut Draft<'_>,
    place: (Branch, u32),
    asset: &Asset,
    amount: Amount,
    entropy: &dyn Entropy,
) -> Result<(), Refused> {
    let next = match place.0 {
        Branch::Receive => draft.account.next_receive,
        Branch::Change => draft.account.next_change,
    };
    let Some(row) = draft.addresses.get_mut(&place) else { return Ok(()) };
    let was = row.state;
    let growth = amount.checked_sub(row.holding(asset)).unwrap_or(Amount::ZERO);
    row.set_holding(asset, amount);
    if was == AddressState::Fresh {
        row.state = AddressState::Received;
        // Nobody was given it since the words came into this device: whose money it is was forgotten.
        row.found |= row.handed == HandedTo::Nobody && row.expects.is_none() && row.index >= next;
    }
    let own = match &row.expects {
        Some((code, expected)) if code == asset && growth >= *expected => *expected,
        _ => Amount::ZERO,
    };
    if !own.is_zero() {
        row.expects = None;
    }
    let row = row.clone();
    note_use(draft, place);
    draft.tell(Event::Balance);
    let paid = growth.checked_sub(own).unwrap_or(Amount::ZERO);
    if paid.is_zero() || (was == AddressState::Fresh && row.found) {
        return Ok(());
    }
    income::came(draft, &row, asset, paid, entropy)?;
    if row.is_spent(asset) {
        draft.tell(Event::LateDeposit { address: row.address });
    }
    Ok(())
}

fn note_use(draft: &mut Draft<'_>, (branch, index): (Branch, u32)) {
    if branch == Branch::Receive {
        draft.account.highest_received = draft.account.highest_received.max(Some(index));
    }
}
