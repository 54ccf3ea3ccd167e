//! Whom a word on the command line means.

use crate::failure::Failure;
use tongtong_chat::rows::ContactRow;
use tongtong_engine::{Engine, EngineError};
use tongtong_types::Phone;

/// Everyone, in the order of the list.
pub(crate) async fn all(engine: &Engine) -> Result<Vec<ContactRow>, Failure> {
    let mut people = engine.contacts().await?;
    people.sort_by(|a, b| (&a.name, a.peer).cmp(&(&b.name, b.peer)));
    Ok(people)
}

/// The contact of a name, a row of the list, or a phone number.
pub(crate) async fn one(engine: &Engine, typed: &str) -> Result<ContactRow, Failure> {
    if let Some(known) = known(engine, typed).await? {
        return Ok(known);
    }
    match typed.parse::<Phone>() {
        Ok(phone) => Ok(engine.find(&phone).await?),
        Err(_) => Err(EngineError::Chat(tongtong_chat::Refused::UnknownContact).into()),
    }
}

/// The contact of a name or a row of the list, without asking the directory.
pub(crate) async fn known(engine: &Engine, typed: &str) -> Result<Option<ContactRow>, Failure> {
    // A contact chooses their own name: what is a number or a place of the list is never a name.
    if typed.parse::<Phone>().is_ok() {
        return Ok(None);
    }
    let people = all(engine).await?;
    let wanted = typed.trim().to_lowercase();
    let row = wanted.parse::<usize>().ok().and_then(|row| row.checked_sub(1));
    if let Some(row) = row.and_then(|row| people.get(row)) {
        return Ok(Some(row.clone()));
    }
    let named =
        |row: &&ContactRow| row.name.as_ref().is_some_and(|name| name.text().to_lowercase() == wanted);
    let mut same = people.iter().filter(named);
    match (same.next(), same.next()) {
        (Some(one), None) => Ok(Some(one.clone())),
        (Some(_), Some(_)) => Err(Failure::refused("contact_ambiguous")),
        (None, _) => Ok(None),
    }
}

/// What a contact is called on the screen: the name, or the first digits of the identity.
pub(crate) fn name(contact: &ContactRow) -> String {
    match &contact.name {
        Some(name) => name.text().to_owned(),
        None => contact.peer.to_string().chars().take(8).collect(),
    }
}
