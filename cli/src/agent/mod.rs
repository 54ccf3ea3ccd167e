//! One device, driven by JSON lines: the demo's two phones, each a process with a folder of its own.
//!
//! A line in is `{"id", "op", "args"}`; a line out is `{"id", "done"}`, `{"id", "error"}` or `{"event"}`.
//! Pass phrases and words come over the pipe and are in no file. The process ends with its input.

mod hold;
mod money;
mod ops;
mod people;

use crate::args::{Agent, Cli, Hold};
use crate::compose::{self, Device, Watch};
use crate::failure::Failure;
use crate::screen::{Screen, put};
use crate::shape;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tongtong_engine::Event;
use tongtong_store::Access;

/// Runs the device until its input ends.
pub(crate) async fn run(cli: &Cli, asked: &Agent) -> Result<(), Failure> {
    let screen = Screen { json: true, ..cli.screen() };
    let watch = match asked.hold {
        Some(Hold::Payment) => hold::before_the_broadcast(),
        None => Watch::nothing(),
    };
    let device = compose::device(&cli.home()?, Access::Write, watch)?;
    tokio::spawn(tell(device.clone()));
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let device = device.clone();
        // An operation that is held must not hold the others.
        tokio::spawn(async move {
            let asked: Value = serde_json::from_str(&line).unwrap_or_default();
            let id = asked.get("id").cloned().unwrap_or_default();
            let op = asked.get("op").and_then(Value::as_str).unwrap_or_default();
            let args = asked.get("args").cloned().unwrap_or_default();
            let answer = match ops::act(&device, op, &args).await {
                Ok(done) => json!({ "id": id, "done": done }),
                Err(failure) => json!({ "id": id, "error": failure.json(&screen.lang.failure(&failure)) }),
            };
            put(&answer.to_string());
        });
    }
    Ok(())
}

/// Tells what happens, with the rows that it happened to.
async fn tell(device: Device) {
    let mut events = device.engine.events();
    while let Some(event) = events.next().await {
        let told = match event {
            Event::Chat(tongtong_chat::Event::Message { peer, row }) => {
                json!({ "event": "message", "peer": peer, "row": row })
            }
            Event::Chat(tongtong_chat::Event::Contact { peer }) => {
                json!({ "event": "contact", "peer": peer })
            }
            Event::Wallet(tongtong_wallet::Event::Payment { payment }) => {
                let row = device.engine.payment(payment).await.ok().flatten();
                let row = row.map(|row| shape::payment(&row, &device.profile));
                json!({ "event": "payment", "payment": row })
            }
            Event::Wallet(tongtong_wallet::Event::Restored) => json!({ "event": "restored" }),
            Event::Online { peer } => json!({ "event": "online", "peer": peer }),
            Event::Offline { peer } => json!({ "event": "offline", "peer": peer }),
            _ => continue,
        };
        put(&told.to_string());
    }
}
