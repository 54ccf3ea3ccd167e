use super::contact::carded;
use super::desk::Desk;
use super::{Facts, Incoming, Step, receive};
use crate::body::kind;
use crate::command::Refused;
use crate::frame::{HEADS, Heads, MAX_HEADS, MESSAGE, MessageFrame};
use crate::header::Header;
use crate::rows::SelfRow;
use tongtong_crypto::entropy::Entropy;
use tongtong_types::{PeerId, Timestamp};

/// A session begins: the contact's card is the newest seen, and my heads go first. Someone unknown
/// leaves nothing yet.
pub(super) fn opened(
    peer: PeerId,
    card: &[u8],
    me: &SelfRow,
    facts: &Facts,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    let contact = carded(Some(peer), card, me, facts, now)?;
    let changed = facts.contacts.iter().any(|known| known.peer == peer && *known != contact);
    let mut desk = Desk::with(me, contact, facts, now, entropy);
    if changed {
        desk.tell_contact();
    }
    let heads = desk.reaches(MAX_HEADS, |_| true);
    desk.send(HEADS, Heads(heads).encode());
    Ok(desk.finish())
}

/// A frame of someone unknown: nothing but a request has an effect. It makes the contact, with the card
/// that the session's greeting showed.
pub(super) fn of_a_stranger(
    incoming: &Incoming,
    me: &SelfRow,
    facts: &Facts,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    let header = MessageFrame::decode(&incoming.body).and_then(|frame| Header::decode(&frame.header));
    if incoming.kind != MESSAGE || header.map_or(true, |header| header.kind != kind::REQUEST) {
        return Ok(Step::default());
    }
    let contact = carded(Some(incoming.peer), &incoming.card, me, facts, now)?;
    receive::message(Desk::with(me, contact, facts, now, entropy), incoming)
}
