//! Operations on people and messages.

use super::ops::Told;
use crate::compose::Device;
use crate::failure::Failure;
use crate::shape;
use serde_json::{Value, json};
use tongtong_types::{PeerId, Phone, RowId};

/// How many messages a page has.
const PAGE: u32 = 200;

/// Does one, if it is one of these.
pub(super) async fn act(device: &Device, op: &str, args: &Told<'_>) -> Result<Option<Value>, Failure> {
    let engine = &device.engine;
    let peer = || args.read::<PeerId>("peer");
    let done = match op {
        "find" => shape::contact(&engine.find(&args.read::<Phone>("phone")?).await?),
        "ask" => {
            engine.ask(peer()?, args.text("text")?).await?;
            json!({})
        }
        "accept" => {
            engine.accept(peer()?).await?;
            json!({})
        }
        "verify" => {
            engine.verify(peer()?).await?;
            json!({})
        }
        "safety" => json!({ "number": engine.safety_number(peer()?)?.digits() }),
        "contact" => shape::contact(&engine.contact(peer()?).await?),
        "contacts" => json!(engine.contacts().await?.iter().map(shape::contact).collect::<Vec<_>>()),
        "connect" => {
            engine.connect(peer()?);
            json!({})
        }
        "online" => {
            let online = engine.online();
            json!(
                online
                    .iter()
                    .map(|(peer, path)| json!({"peer": peer, "path": shape::path(*path)}))
                    .collect::<Vec<_>>()
            )
        }
        "say" => json!({ "row": engine.say(peer()?, args.text("text")?).await? }),
        "seen" => {
            engine.seen(peer()?, args.read::<RowId>("row")?).await?;
            json!({})
        }
        "messages" => {
            let page = engine.messages(peer()?, None, PAGE).await?;
            let shown = page.iter().rev().map(|row| shape::message(row, engine.profile()));
            json!(shown.collect::<Vec<_>>())
        }
        _ => return Ok(None),
    };
    Ok(Some(done))
}
