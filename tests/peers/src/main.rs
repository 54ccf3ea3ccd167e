//! `tongtong-peers`: real nodes of the wallet's other chains on loopback, with faults to switch.
//!
//! It prints JSON lines, reads commands as JSON lines, and takes its nodes with it when its input ends or it is
//! stopped. The lines are told in the README beside it.

mod arguments;
mod bitcoin;
mod child;
mod command;
mod door;
mod ethereum;
mod peers;
mod refusal;
mod rpc;
mod solana;
mod world;

use arguments::Arguments;
use peers::Peers;
use refusal::Refusal;
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(refusal) => {
            eprintln!("tongtong-peers: {refusal}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            say(&json!({"event": "failed", "code": refusal.code, "text": refusal.text}));
            ExitCode::FAILURE
        }
    }
}

/// Starts what was asked for and obeys until there is nobody left to obey.
async fn run(arguments: &Arguments) -> Result<(), Refusal> {
    let mut ended = signal(SignalKind::terminate())?;
    let mut broken = signal(SignalKind::interrupt())?;
    let mut peers = tokio::select! {
        peers = Peers::start(arguments, &say) => peers?,
        _ = ended.recv() => return Ok(()),
        _ = broken.recv() => return Ok(()),
    };
    let mut started = json!({"event": "started", "peers": peers.names()});
    if let Some((devnet, profile)) = &arguments.world {
        world::write(devnet, profile, peers.ready())?;
        started["profile"] = json!(profile);
    }
    say(&started);
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    loop {
        let line = tokio::select! {
            line = lines.next_line() => line?,
            _ = ended.recv() => None,
            _ = broken.recv() => None,
        };
        match line {
            None => break,
            Some(line) if line.trim().is_empty() => {}
            Some(line) => say(&answer(&mut peers, &line).await),
        }
    }
    peers.stop().await;
    Ok(())
}

/// Does what a line says. The answer carries the line's `id`, if it has one, and its `cmd`.
async fn answer(peers: &mut Peers, line: &str) -> Value {
    let asked: Value = serde_json::from_str(line).unwrap_or(Value::Null);
    let mut told = match peers.obey(&asked).await {
        Ok(done) => {
            let mut told = json!({"event": "done"});
            merge(&mut told, done);
            told
        }
        Err(Refusal { code, text }) => json!({"event": "refused", "code": code, "text": text}),
    };
    for name in ["id", "cmd"] {
        if let (Some(value), Some(told)) = (asked.get(name), told.as_object_mut()) {
            told.insert(name.to_owned(), value.clone());
        }
    }
    told
}

fn merge(into: &mut Value, from: Value) {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
}

/// One line, whole, at once. A reader that is gone is noticed when the input ends.
fn say(line: &Value) {
    let mut out = std::io::stdout().lock();
    let _gone = writeln!(out, "{line}").and_then(|()| out.flush());
}
