//! `tongtong chat`: one message, a page, or a conversation.

use super::talk::{self, With};
use super::{open, people, rows, wait};
use crate::args::{Chat, Cli};
use crate::failure::Failure;
use crate::shape;
use serde_json::json;
use std::time::Duration;

/// Does what was asked of the chat.
pub(crate) async fn run(cli: &Cli, asked: &Chat) -> Result<(), Failure> {
    match (&asked.text, asked.show) {
        (Some(text), _) => say(cli, asked, text).await,
        (None, Some(count)) => show(cli, &asked.contact, count).await,
        (None, None) => {
            // The pass phrase goes out of memory here: money asks for it again.
            let device = open::writer(cli).await?.0;
            let contact = people::one(&device.engine, &asked.contact).await?;
            talk::run(cli, device, With::Contact(contact.peer), None).await
        }
    }
}

/// Says one thing and waits for the receipt, or leaves it waiting.
async fn say(cli: &Cli, asked: &Chat, text: &str) -> Result<(), Failure> {
    let screen = cli.screen();
    let (device, _pass) = open::writer(cli).await?;
    let contact = people::one(&device.engine, &asked.contact).await?;
    let row = device.engine.say(contact.peer, text).await?;
    let limit = Duration::from_secs(u64::from(asked.wait));
    let message = wait::delivered(&device.engine, row, limit).await?;
    if let Some(marks) = rows::marks(screen.lang, &message) {
        screen.line(&marks);
    }
    screen.object(&json!({ "message": shape::message(&message, &device.profile) }));
    open::close(&device).await;
    Ok(())
}

/// Shows the newest messages, beside whoever writes.
async fn show(cli: &Cli, contact: &str, count: u32) -> Result<(), Failure> {
    let screen = cli.screen();
    let device = open::reader(cli).await?;
    let contact = people::known(&device.engine, contact).await?;
    let contact = contact.ok_or_else(|| Failure::refused("contact_unknown"))?;
    let mut page = device.engine.messages(contact.peer, None, count).await?;
    page.reverse();
    for row in &page {
        if let Some(line) = rows::message(screen.lang, row, &contact, &device.profile) {
            screen.line(&line);
        }
    }
    let messages: Vec<_> = page.iter().map(|row| shape::message(row, &device.profile)).collect();
    screen.object(&json!({ "contact": shape::contact(&contact), "messages": messages }));
    Ok(())
}
