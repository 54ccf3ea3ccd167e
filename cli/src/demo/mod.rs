//! The story: two devices, one chat, one payment, a crash; each step is checked against the other party.

mod child;
mod device;
mod fault;
mod folder;
mod http;
mod node;
mod show;
mod stage;
mod steps;

use crate::args::{Cli, Demo};
use crate::failure::Failure;
use folder::Folder;
use serde_json::{Map, Value, json};
use show::Show;
use stage::Stage;
use std::time::Instant;

/// The steps by name; the last one is the end.
const STEPS: [&str; 6] = ["world", "devices", "chat", "payment", "crash", "refusals"];

/// Tells it.
pub(crate) async fn run(cli: &Cli, asked: &Demo) -> Result<(), Failure> {
    let folder = Folder::open(asked.dir.as_deref())?;
    let show = Show::new(cli.screen());
    show.title();
    let began = Instant::now();
    let mut stage = Stage::new(folder.path(), show, asked.spoil);
    let told = tokio::select! {
        told = tell(&mut stage, began) => told,
        _ = tokio::signal::ctrl_c() => Err(Failure::broken("interrupted")),
    };
    stage.end().await;
    drop(folder);
    told
}

async fn tell(stage: &mut Stage, began: Instant) -> Result<(), Failure> {
    for (number, name) in (1u8..).zip(STEPS) {
        let step = Instant::now();
        stage.begin(number, name);
        let done = match number {
            1 => steps::world::run(stage).await,
            2 => steps::devices::run(stage).await,
            3 => steps::chat::run(stage).await,
            4 => steps::payment::run(stage).await,
            5 => steps::crash::run(stage).await,
            _ => steps::refusals::run(stage).await,
        };
        match done {
            Ok(facts) => stage.show.passed(number, name, millis(step), facts),
            Err(fault) => return Err(stage.show.failed(number, &fault)),
        }
    }
    stage.show.ended(millis(began));
    Ok(())
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// What a step tells a program.
type Facts = Map<String, Value>;

/// Facts from an object.
fn facts(object: Value) -> Facts {
    match object {
        Value::Object(facts) => facts,
        other => [("facts".to_owned(), json!(other))].into_iter().collect(),
    }
}
