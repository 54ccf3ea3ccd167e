use super::desk::Desk;
use super::{Outgoing, Step};
use crate::body::{Body, MAX_RECEIPT, MAX_TEXT, Payment, kind, says};
use crate::command::{Refused, Why};
use crate::frame::{MESSAGE, MessageFrame};
use crate::rows::{ContactState, MessageRow, MessageState};
use tongtong_types::note::PaymentSigned;
use tongtong_types::{Chain, RowId};

/// The most bytes of message frames under way without an acknowledgement.
const MAX_UNACKNOWLEDGED: usize = 256 * 1024;

/// The place of a request or an accept that went ahead of older messages: below that of any message.
const OVERTAKEN: u64 = 1;

/// Says something.
pub(super) fn say(mut desk: Desk<'_>, text: &str) -> Result<Step, Refused> {
    accepted(&desk)?;
    check_text(text)?;
    desk.write(&Body::Text(text.to_owned()))?;
    Ok(desk.finish())
}

/// Whether a text may stand in a message: for those who ask before there is one.
///
/// # Errors
/// [`Refused::Text`].
pub fn check_text(text: &str) -> Result<(), Refused> {
    if says(text) { Ok(()) } else { Err(Refused::Text { max: MAX_TEXT }) }
}

/// Tells of a payment, in the transaction that keeps it; an address of TTChain is never paid again.
pub(super) fn paid(mut desk: Desk<'_>, payment: &PaymentSigned) -> Result<Step, Refused> {
    accepted(&desk)?;
    payment.text.as_deref().map_or(Ok(()), check_text)?;
    let address = payment.to.text().to_owned();
    // On other chains a contact has one address, which stays.
    let once = payment.to.chain() == Chain::TTCHAIN;
    if once && desk.contact.paid.contains(&address) {
        return Err(Refused::AlreadyDone);
    }
    desk.write(&Body::Payment(Payment {
        asset: payment.asset.clone(),
        amount: payment.amount,
        decimals: payment.decimals,
        network: payment.network.clone(),
        to: payment.to.clone(),
        body: payment.body,
        tx: payment.tx.clone(),
        text: payment.text.clone(),
    }))?;
    if once {
        desk.contact.paid.push(address);
        desk.tell_contact();
    }
    Ok(desk.finish())
}

/// Marks what was seen, and tells an accepted contact so, log by log.
pub(super) fn seen(mut desk: Desk<'_>, row: RowId) -> Result<Step, Refused> {
    let up_to = desk.facts.messages.iter().find(|message| message.row == row);
    let up_to = up_to.filter(|message| message.conversation == desk.conversation);
    let newest = up_to.map(|message| message.order).ok_or(Refused::UnknownMessage)?;
    let unseen: Vec<MessageRow> =
        desk.facts.unseen.iter().filter(|message| message.order <= newest).cloned().collect();
    let mut places: Vec<_> = unseen.iter().map(|message| (message.id.log, message.id.seq)).collect();
    for message in unseen {
        desk.put(MessageRow { state: MessageState::Seen { at: desk.now }, ..message });
    }
    if desk.contact.state == ContactState::Accepted {
        places.sort_unstable();
        while let Some(&(log, from)) = places.first() {
            let near = |place: &&(_, u64)| place.0 == log && place.1 - from < MAX_RECEIPT;
            let count = places.iter().take_while(near).count();
            let up_to = places.drain(..count).next_back().map_or(from, |(_, seq)| seq);
            desk.write(&Body::Receipt { log, from, up_to })?;
        }
    }
    Ok(desk.finish())
}

/// Says why what waits still waits.
pub(super) fn delayed(mut desk: Desk<'_>, why: Why) -> Step {
    for row in waiting(&desk) {
        explain(&mut desk, &row, why);
    }
    desk.finish()
}

/// The waiting messages that were not sent in this session yet, oldest first, as far as the bytes under
/// way allow. A request or an accept goes alone: who has not taken it takes nothing else.
pub(super) fn resume(mut desk: Desk<'_>, after: u64) -> Step {
    let first = [kind::REQUEST, kind::ACCEPT].into_iter().filter_map(|kind| desk.newest_waits(kind));
    let mut rows: Vec<MessageRow> = first.cloned().collect();
    // It has overtaken what is older, and must not count as the place up to which everything was sent.
    let overtakes = |row: &MessageRow| desk.facts.waiting.iter().any(|other| other.order < row.order);
    let overtaking = rows.iter().all(overtakes) && !rows.is_empty();
    if rows.is_empty() {
        rows = waiting(&desk);
    }
    let mut under_way = 0_usize;
    for row in rows {
        let body =
            MessageFrame { header: row.header.clone(), salt: row.salt, body: row.body.clone() }.encode();
        under_way = under_way.saturating_add(body.len());
        if under_way > MAX_UNACKNOWLEDGED {
            break;
        }
        let (place, sent) =
            if overtaking { (OVERTAKEN, after == OVERTAKEN) } else { (row.order, row.order <= after) };
        if !sent {
            desk.step.send.push(Outgoing { peer: desk.contact.peer, kind: MESSAGE, body, place });
            explain(&mut desk, &row, Why::NoAnswer);
        }
    }
    desk.finish()
}

fn accepted(desk: &Desk<'_>) -> Result<(), Refused> {
    if desk.contact.state == ContactState::Accepted { Ok(()) } else { Err(Refused::NotAccepted) }
}

/// My waiting messages, oldest first.
fn waiting(desk: &Desk<'_>) -> Vec<MessageRow> {
    let waits = |row: &&MessageRow| {
        row.conversation == desk.conversation && matches!(row.state, MessageState::Waiting { .. })
    };
    let mut rows: Vec<_> = desk.facts.waiting.iter().filter(waits).cloned().collect();
    rows.sort_by_key(|row| (row.order, row.id.seq));
    rows
}

fn explain(desk: &mut Desk<'_>, row: &MessageRow, reason: Why) {
    if let MessageState::Waiting { since, why } = row.state
        && why != reason
    {
        desk.put(MessageRow { state: MessageState::Waiting { since, why: reason }, ..row.clone() });
    }
}
