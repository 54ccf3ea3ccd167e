use super::contact::carded;
use super::desk::Desk;
use super::{Facts, Step};
use crate::command::Refused;
use crate::frame::{HEADS, Heads, MAX_HEADS};
use crate::rows::SelfRow;
use tongtong_crypto::entropy::Entropy;
use tongtong_types::{PeerId, Timestamp};

/// A session begins: the contact's card is the newest seen, and my heads go first.
///
/// Someone who was not known yet is kept as found; their request, if they send one, needs a row.
pub(super) fn opened(
    peer: PeerId,
    card: &[u8],
    me: &SelfRow,
    facts: &Facts,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    let contact = carded(Some(peer), card, me, facts, now)?;
    let changed = !facts.contacts.contains(&contact);
    let mut desk = Desk::with(me, contact, facts, now, entropy);
    if changed {
        desk.tell_contact();
    }
    let heads = desk.reaches(MAX_HEADS, |_| true);
    desk.send(HEADS, Heads(heads).encode());
    Ok(desk.finish())
}
