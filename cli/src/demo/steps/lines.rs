//! What is said in the story, and how it is seen to have arrived.

use crate::demo::device::Device;
use crate::demo::fault::Fault;
use crate::demo::show::Side;
use crate::demo::stage::{Stage, list, text};
use serde_json::{Value, json};

/// Who speaks: 지민 or Alex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// The first device.
    A,
    /// The second.
    B,
}

/// Says lines one after the other. Each is waited for in the other device's store, seen there, and its
/// marks are waited for in the speaker's; the chat then stands on the screen.
pub(super) async fn spoken(stage: &Stage, lines: &[(Who, &str)], path: &str) -> Result<Vec<Value>, Fault> {
    let mut told = Vec::new();
    for (who, line) in lines {
        let (speaker, reader) = pair(stage, *who)?;
        speaker.act("say", json!({ "peer": reader.peer, "text": line })).await?;
        let came = stage.until("message_not_arrived", async || newest(reader, speaker, line).await).await?;
        let args = json!({ "peer": speaker.peer, "row": text(&came, "row") });
        reader.act("seen", args).await?;
        let read = async || {
            let mine = newest(speaker, reader, line).await?;
            Ok(mine.filter(|row| text(row, "state") == "read"))
        };
        let mine = stage.until("mark_not_arrived", read).await?;
        if text(&came, "path") != path {
            return Err(Fault::new("path_differs").with(format!("{} is not {path}", text(&came, "path"))));
        }
        let way = stage.show.word(&format!("path.{path}"), &[]);
        let marks = stage.show.word("marks.read", &[("path", &way)]);
        let side = if *who == Who::A { Side::Left } else { Side::Right };
        stage.show.bubble(side, line, &marks);
        told.push(json!({
            "from": speaker.name,
            "text": line,
            "state": text(&mine, "state"),
            "path": text(&came, "path"),
        }));
    }
    Ok(told)
}

/// The speaker and the reader.
pub(super) fn pair(stage: &Stage, who: Who) -> Result<(&Device, &Device), Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    Ok(if who == Who::A { (a, b) } else { (b, a) })
}

/// The newest row with this text in a device's chat with another.
async fn newest(device: &Device, other: &Device, line: &str) -> Result<Option<Value>, Fault> {
    let page = page(device, other).await?;
    Ok(page.into_iter().rev().find(|row| text(row, "text") == line))
}

/// A device's chat with another, oldest first: what has a line on the screen.
pub(super) async fn page(device: &Device, other: &Device) -> Result<Vec<Value>, Fault> {
    let page = device.act("messages", json!({ "peer": other.peer })).await?;
    Ok(list(&page).iter().filter(|row| text(row, "kind") != "silent").cloned().collect())
}

/// What both chats must agree on: who wrote what, as the first device sees it, in each one's order of the
/// author's log.
pub(super) fn agreed(page: &[Value], as_seen_by_the_other: bool) -> Vec<(bool, String, u64, String, String)> {
    let mut rows: Vec<_> = page
        .iter()
        .map(|row| {
            let mine = (text(row, "author") == "me") != as_seen_by_the_other;
            let seq = row.get("seq").and_then(Value::as_u64).unwrap_or(0);
            let said = format!("{}{}", text(row, "text"), text(row, "body"));
            (mine, text(row, "log").to_owned(), seq, text(row, "kind").to_owned(), said)
        })
        .collect();
    rows.sort();
    rows
}
