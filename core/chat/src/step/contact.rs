use super::desk::Desk;
use super::{Event, Facts, Step};
use crate::body::{Body, MAX_REQUEST, fits};
use crate::card::{CardError, ContactCard, ContactDetails, PublicCard, next_counter};
use crate::command::Refused;
use crate::rows::{Alert, ContactRow, ContactState, SelfRow};
use tongtong_types::{PeerId, Timestamp};

/// A public card came by look-up, link or greeting.
pub(super) fn meet(card: &[u8], me: &SelfRow, facts: &Facts, now: Timestamp) -> Result<Step, Refused> {
    let contact = carded(None, card, me, facts, now)?;
    let mut step = Step::default();
    step.events.push(Event::Contact { peer: contact.peer });
    if !facts.contacts.contains(&contact) {
        step.changes.contacts.push(contact);
    }
    Ok(step)
}

/// The row of the contact that a public card names, with this card in it if it is newer.
pub(super) fn carded(
    peer: Option<PeerId>,
    bytes: &[u8],
    me: &SelfRow,
    facts: &Facts,
    now: Timestamp,
) -> Result<ContactRow, Refused> {
    let card = PublicCard::decode(bytes).map_err(Refused::Card)?;
    if card.identity == me.identity {
        return Err(Refused::Myself);
    }
    if peer.is_some_and(|peer| peer != card.identity) {
        return Err(Refused::Card(CardError::Another));
    }
    card.check_known(bytes, &facts.contacts, now).map_err(Refused::Card)?;
    let known = facts.contacts.iter().find(|contact| contact.peer == card.identity);
    let fresh = || ContactRow {
        peer: card.identity,
        state: ContactState::Found,
        since: now,
        card: Vec::new(),
        static_key: card.static_key,
        card_counter: 0,
        name: None,
        contact_card: None,
        my_card_counter: 0,
        my_pay: None,
        renewed: None,
        pay_key: None,
        paid: Vec::new(),
        verified: None,
        alerts: Vec::new(),
    };
    let known = known.cloned().unwrap_or_else(fresh);
    if known.card_counter == card.counter {
        return Ok(known);
    }
    Ok(ContactRow { card: bytes.to_vec(), static_key: card.static_key, card_counter: card.counter, ..known })
}

/// Asks to be a contact; again only when nothing of mine waits any more: they may have lost the request,
/// or I the answer.
pub(super) fn ask(mut desk: Desk<'_>, text: &str) -> Result<Step, Refused> {
    let again = desk.contact.state == ContactState::Asked && desk.facts.waiting.is_empty();
    if desk.contact.state != ContactState::Found && !again {
        return Err(Refused::AlreadyDone);
    }
    if !fits(text, MAX_REQUEST) {
        return Err(Refused::Text { max: MAX_REQUEST });
    }
    desk.write(&Body::Request { name: desk.me.name.clone(), text: text.to_owned() })?;
    enter(&mut desk, ContactState::Asked);
    Ok(desk.finish())
}

/// Accepts who asked: the answer and my contact card are written at once.
pub(super) fn accept(mut desk: Desk<'_>, mine: &ContactDetails) -> Result<Step, Refused> {
    match desk.contact.state {
        ContactState::Asking => {}
        ContactState::Accepted => return Err(Refused::AlreadyDone),
        ContactState::Found | ContactState::Asked => return Err(Refused::NotAccepted),
    }
    desk.write(&Body::Accept)?;
    write_card(&mut desk, mine)?;
    enter(&mut desk, ContactState::Accepted);
    Ok(desk.finish())
}

/// Sends my contact card as it is now.
pub(super) fn card_changed(mut desk: Desk<'_>, mine: &ContactDetails) -> Result<Step, Refused> {
    if desk.contact.state != ContactState::Accepted {
        return Err(Refused::NotAccepted);
    }
    write_card(&mut desk, mine)?;
    Ok(desk.finish())
}

/// The safety numbers agree: what was alarming is settled, and the pay key of their card is pinned.
pub(super) fn verify(mut desk: Desk<'_>) -> Step {
    desk.contact.verified = Some(desk.now);
    desk.contact.alerts.clear();
    if let Some(sheet) = desk.contact.contact_card().and_then(|card| card.pay) {
        desk.contact.pay_key = Some(sheet.pay_key.0);
    }
    desk.tell_contact();
    desk.finish()
}

/// Their contact card came. One that is not theirs, not newer, or does not verify has no effect.
pub(super) fn take_card(desk: &mut Desk<'_>, bytes: &[u8]) {
    let Ok(card) = ContactCard::decode(bytes) else { return };
    let known = desk.contact.contact_card();
    let older = known.as_ref().is_some_and(|known| card.counter <= known.counter);
    let sheet_older = match (known.and_then(|known| known.pay), &card.pay) {
        (Some(known), Some(sheet)) => sheet.pay_key == known.pay_key && sheet.counter < known.counter,
        _ => false,
    };
    if card.identity != desk.contact.peer || older || sheet_older {
        return;
    }
    if let Some(sheet) = &card.pay {
        let pinned = *desk.contact.pay_key.get_or_insert(sheet.pay_key.0);
        if pinned != sheet.pay_key.0 {
            desk.alert(Alert::PayKeyChanged);
        }
    }
    desk.contact.name = Some(card.name);
    desk.contact.contact_card = Some(bytes.to_vec());
    desk.tell_contact();
}

/// Moves the contact to a state, from now on.
pub(super) fn enter(desk: &mut Desk<'_>, state: ContactState) {
    desk.contact.state = state;
    desk.contact.since = desk.now;
    desk.tell_contact();
}

fn write_card(desk: &mut Desk<'_>, mine: &ContactDetails) -> Result<(), Refused> {
    let counter = next_counter(desk.contact.my_card_counter, desk.now);
    let pay = mine.pay.clone().or_else(|| desk.contact.my_pay.clone());
    let details = ContactDetails { pay: pay.clone(), ..mine.clone() };
    let card = ContactCard::issue(desk.me.identity, counter, &details).map_err(Refused::Card)?;
    desk.write(&Body::ContactCard(card))?;
    desk.contact.my_card_counter = counter;
    desk.contact.my_pay = pay;
    Ok(())
}
