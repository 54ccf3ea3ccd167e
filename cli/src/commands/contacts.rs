//! `tongtong contacts`: people.

use super::{open, people, wait};
use crate::args::{Cli, Contacts};
use crate::compose::Device;
use crate::failure::Failure;
use crate::screen::Screen;
use crate::shape;
use serde_json::json;
use std::time::Duration;
use tongtong_chat::rows::{Author, ContactRow, MessageState};
use tongtong_types::Phone;

/// How long a request or an answer is given to arrive before it is left to wait on its own.
const ARRIVAL: Duration = Duration::from_secs(20);

/// Does what was asked about people.
pub(crate) async fn run(cli: &Cli, what: Option<&Contacts>) -> Result<(), Failure> {
    let screen = cli.screen();
    let (Some(what), false) = (what, matches!(what, None | Some(Contacts::List))) else {
        return list(cli, screen).await;
    };
    let phone = match what {
        Contacts::Find { phone } | Contacts::Add { phone, .. } => Some(phone.parse::<Phone>()?),
        _ => None,
    };
    let (device, pass) = open::writer(cli).await?;
    let engine = &device.engine;
    let contact = match (what, phone) {
        (_, Some(phone)) => engine.find(&phone).await?,
        (Contacts::Ask { contact, .. } | Contacts::Accept { contact } | Contacts::Verify { contact }, _) => {
            people::one(engine, contact).await?
        }
        _ => return list(cli, screen).await,
    };
    match what {
        Contacts::Add { text, .. } | Contacts::Ask { text, .. } => {
            engine.ask(contact.peer, text.as_deref().unwrap_or_default()).await?;
            arrived(&device, screen, &contact, "contacts.asked").await?;
        }
        Contacts::Accept { .. } => {
            engine.accept(contact.peer).await?;
            open::make_up(&device, &pass).await?;
            arrived(&device, screen, &contact, "contacts.accepted").await?;
        }
        Contacts::Verify { .. } => {
            engine.verify(contact.peer).await?;
            screen.say("contacts.verified", &[("name", &people::name(&contact))]);
        }
        _ => screen.say("contacts.found", &[("name", &people::name(&contact))]),
    }
    let contact = engine.contact(contact.peer).await?;
    screen.object(&shown(&device, &contact)?);
    open::close(&device).await;
    Ok(())
}

/// Everyone.
async fn list(cli: &Cli, screen: Screen) -> Result<(), Failure> {
    let device = open::reader(cli).await?;
    let everyone = people::all(&device.engine).await?;
    if everyone.is_empty() {
        screen.say("contacts.none", &[]);
    }
    for (place, contact) in everyone.iter().enumerate() {
        let row = place.saturating_add(1).to_string();
        let state = screen.lang.say(&format!("contact.{}", shape::contact_state(contact.state)), &[]);
        let verified =
            if contact.verified.is_some() { screen.lang.say("contact.verified", &[]) } else { String::new() };
        screen.line(&format!("{row:>3}  {}  {state} {verified}", people::name(contact)));
        let number = device.engine.safety_number(contact.peer)?.to_string();
        screen.say("contact.safety", &[("number", &number)]);
    }
    let shown: Result<Vec<_>, Failure> = everyone.iter().map(|contact| shown(&device, contact)).collect();
    screen.object(&json!({ "contacts": shown? }));
    Ok(())
}

fn shown(device: &Device, contact: &ContactRow) -> Result<serde_json::Value, Failure> {
    let mut object = shape::contact(contact);
    let number = device.engine.safety_number(contact.peer)?;
    if let Some(object) = object.as_object_mut() {
        object.insert("safety_number".to_owned(), json!(number.digits()));
    }
    Ok(object)
}

/// Waits until what was just said to this contact has arrived, or leaves it waiting.
async fn arrived(device: &Device, screen: Screen, contact: &ContactRow, code: &str) -> Result<(), Failure> {
    let name = people::name(contact);
    screen.say(code, &[("name", &name)]);
    let page = device.engine.messages(contact.peer, None, 5).await?;
    if let Some(mine) = page.iter().find(|row| row.author == Author::Me) {
        let row = wait::delivered(&device.engine, mine.row, ARRIVAL).await?;
        let waits = matches!(row.state, MessageState::Waiting { .. });
        screen.say(if waits { "contacts.waits" } else { "contacts.arrived" }, &[("name", &name)]);
    }
    Ok(())
}
