use super::contact::{enter, take_card};
use super::desk::Desk;
use super::{Event, Incoming, Step};
use crate::body::{Body, Payment, kind};
use crate::command::Refused;
use crate::content::shows;
use crate::frame::MessageFrame;
use crate::header::{Head, Header};
use crate::log::{MAX_LOGS, newest_row, their_row};
use crate::rows::{Alert, Author, ContactState, LogRow, MessageRow, MessageState};
use tongtong_crypto::commitment::opens;
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Duration, HeaderHash, MessageId, RowId};

/// How far ahead of the receipt a message may stand on the screen.
const AHEAD: Duration = Duration::from_secs(120);

/// The largest body that is taken from someone who is not accepted.
const MAX_FIRST: usize = 2_048;

/// A message came: committed and acknowledged, acknowledged again, kept as a conflict, or left to wait at
/// its sender.
pub(super) fn message(mut desk: Desk<'_>, incoming: &Incoming) -> Result<Step, Refused> {
    let frame = MessageFrame::decode(&incoming.body).map_err(|_| Refused::Protocol)?;
    let header = Header::decode(&frame.header).map_err(|_| Refused::Protocol)?;
    let hash = Header::hash(&frame.header);
    if header.id.author != desk.contact.peer
        || header.conversation != desk.conversation
        || !opens(&header.commitment, &frame.salt, &frame.body)
    {
        return Err(Refused::Protocol);
    }
    if !admitted(&desk, &header, &frame.body) {
        return Ok(Step::default());
    }
    let row = MessageRow {
        row: their_row(&desk.conversation, &desk.contact.peer, &header.commitment),
        conversation: desk.conversation,
        peer: desk.contact.peer,
        id: header.id,
        author: Author::Them,
        kind: header.kind,
        header: frame.header,
        header_hash: hash,
        salt: frame.salt,
        body: frame.body,
        order: order(&desk, &header),
        state: MessageState::Received { at: desk.now },
        path: Some(incoming.path.clone()),
    };
    if let Some(known) = desk.message(header.id) {
        if known.header_hash == hash {
            desk.acknowledge(Head { id: header.id, hash });
        } else {
            conflict(&mut desk, row);
        }
        return Ok(desk.finish());
    }
    if !chained(&desk, &header, hash) {
        conflict(&mut desk, row);
        return Ok(desk.finish());
    }
    commit(&mut desk, &header, row)?;
    Ok(desk.finish())
}

/// Whether a message is taken from a contact in this state: of someone who is not accepted only what
/// makes acquaintance, well-formed and small.
fn admitted(desk: &Desk<'_>, header: &Header, body: &[u8]) -> bool {
    let state = desk.contact.state;
    if state == ContactState::Accepted {
        return true;
    }
    let said = if body.len() > MAX_FIRST { None } else { Body::decode(header.kind, body).ok() };
    match said {
        Some(Body::Request { .. }) => true,
        Some(Body::Accept) => state == ContactState::Asked,
        _ => false,
    }
}

/// Whether the message fits between its neighbours in the log, as far as they are here.
fn chained(desk: &Desk<'_>, header: &Header, hash: HeaderHash) -> bool {
    let at = |seq| desk.message(MessageId { seq, ..header.id });
    let before = header.id.seq.checked_sub(1).and_then(at);
    let after = at(header.id.seq + 1).and_then(|row| Header::decode(&row.header).ok());
    before.is_none_or(|row| header.prev == Some(row.header_hash))
        && after.is_none_or(|next| next.prev == Some(hash))
}

/// Its place on the screen: after what it follows, not far ahead of its receipt. One that comes late
/// into a gap stands between its neighbours.
fn order(desk: &Desk<'_>, header: &Header) -> u64 {
    let at = |id| desk.message(id).map(|row| row.order);
    let log = desk.logs.iter().find(|log| log.log == header.id.log && log.author == Author::Them);
    let (before, after) = match log {
        Some(log) if header.id.seq <= log.head => (
            at(MessageId { seq: header.id.seq.saturating_sub(1), ..header.id }),
            at(MessageId { seq: header.id.seq + 1, ..header.id }),
        ),
        log => (log.map(|log| log.order), None),
    };
    let seen = header.seen.iter().filter_map(|head| at(head.id));
    let floor = seen.chain(before).max().map_or(0, |order| order.saturating_add(1));
    let order = header.sent_at.min(desk.now.after(AHEAD)).millis();
    after.map_or(order, |after| order.min(after)).max(floor)
}

/// Keeps the first twin of a message, not acknowledged and without effect; of someone who is not accepted
/// none.
fn conflict(desk: &mut Desk<'_>, row: MessageRow) {
    desk.alert(Alert::Conflict);
    let twin =
        |known: &MessageRow| known.id == row.id && matches!(known.state, MessageState::Conflicting { .. });
    let accepted = desk.contact.state == ContactState::Accepted;
    if accepted && desk.taken(row.row).is_none() && !desk.facts.messages.iter().any(twin) {
        desk.put(MessageRow { state: MessageState::Conflicting { at: desk.now }, ..row });
    }
}

/// Takes the message into its log, lets it have its effect, and acknowledges it after the commit.
fn commit(desk: &mut Desk<'_>, header: &Header, mut row: MessageRow) -> Result<(), Refused> {
    let is_theirs = |log: &LogRow| log.author == Author::Them && log.log == header.id.log;
    if !desk.logs.iter().any(is_theirs) {
        if desk.logs.iter().filter(|log| log.author == Author::Them).count() >= MAX_LOGS {
            return Err(Refused::Protocol);
        }
        desk.logs.push(LogRow::empty(desk.conversation, desk.contact.peer, Author::Them, header.id.log));
    }
    let now = desk.now;
    let had = desk.taken(row.row).is_some();
    let newest = newest_row(&desk.conversation, &desk.contact.peer, row.kind);
    let Some(log) = desk.logs.iter_mut().find(|log| is_theirs(log)) else { return Err(Refused::Protocol) };
    if header.id.seq <= log.head && !log.misses(header.id.seq) {
        // It was committed and has no row of its own: a newer one of its kind has taken it, or it had come
        // at another place before.
        if had || newest.is_some() {
            desk.acknowledge(Head { id: header.id, hash: row.header_hash });
        }
        return Ok(());
    }
    log.take(header.id.seq, row.header_hash);
    log.heard = now;
    log.order = log.order.max(row.order);
    if had {
        // The same message at another place: its author had to write it again.
        desk.acknowledge(Head { id: header.id, hash: row.header_hash });
        return Ok(());
    }
    // Of requests and of accepts the newest is kept: it takes the row of the one before it.
    row.row = newest.unwrap_or(row.row);
    if !shows(row.kind) {
        row.state = MessageState::Seen { at: now };
    }
    let (id, body) = (row.row, Body::decode(row.kind, &row.body));
    desk.acknowledge(Head { id: header.id, hash: row.header_hash });
    desk.put(row);
    match body {
        Ok(body) => take_effect(desk, id, body),
        // A body that is not of its kind is kept, shown as such, and has no effect.
        Err(_) => Ok(()),
    }
}

fn take_effect(desk: &mut Desk<'_>, row: RowId, body: Body) -> Result<(), Refused> {
    match (body, desk.contact.state) {
        (Body::Request { name, .. }, ContactState::Found) => {
            desk.contact.name = Some(name);
            enter(desk, ContactState::Asking);
        }
        (Body::Request { name, .. }, ContactState::Asking) => {
            desk.contact.name = Some(name);
            desk.tell_contact();
        }
        (Body::Accept, state @ (ContactState::Asked | ContactState::Accepted)) => {
            if state == ContactState::Asked {
                enter(desk, ContactState::Accepted);
            }
            if !desk.facts.waiting.is_empty() {
                desk.flow();
            }
        }
        // Both asked: that is as good as an answer, but they may have lost my request.
        (Body::Request { name, .. }, ContactState::Asked) => {
            desk.contact.name = Some(name);
            desk.write(&Body::Accept)?;
            enter(desk, ContactState::Accepted);
        }
        // They lost what we had: they are told again, and my card is owed again; once, until they have it.
        (Body::Request { .. }, ContactState::Accepted) if desk.newest_waits(kind::ACCEPT).is_none() => {
            desk.write(&Body::Accept)?;
            desk.contact.my_card_counter = 0;
            desk.tell_contact();
        }
        (Body::ContactCard(card), ContactState::Accepted) => take_card(desk, &card),
        (Body::Payment(payment), ContactState::Accepted) => announce(desk, row, payment),
        (Body::Receipt { log, from, up_to }, ContactState::Accepted) => {
            for seq in from..=up_to {
                let id = MessageId { author: desk.me.identity, log, seq };
                // What still waits has only lost its acknowledgement.
                if let Some(mine) = desk.message(id)
                    && matches!(mine.state, MessageState::Waiting { .. } | MessageState::Delivered { .. })
                {
                    desk.heard(log, seq);
                    desk.put(MessageRow { state: MessageState::Read { at: desk.now }, ..mine.clone() });
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn announce(desk: &mut Desk<'_>, row: RowId, payment: Payment) {
    let peer = desk.contact.peer;
    desk.step.events.push(Event::PaymentAnnounced { peer, row });
    desk.step.notes.push(PaymentAnnounced {
        peer,
        message: row,
        asset: payment.asset,
        amount: payment.amount,
        decimals: payment.decimals,
        network: payment.network,
        to: payment.to,
        body: payment.body,
        tx: payment.tx,
    });
}
