//! `tongtong-peer-solana`: the virtual machine of Solana with the real programs, behind the calls of Solana's
//! JSON-RPC that a wallet makes. It prints JSON lines, reads commands as JSON lines, and ends with its input.

mod account;
mod call;
mod chain;
mod command;
mod page;
mod send;
mod token;
mod view;

use chain::Chain;
use command::Command;
use serde_json::{Value, json};
use std::io::Write;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How often a block comes, if they come by themselves.
const BLOCK: Duration = Duration::from_millis(400);

/// The one chain there is.
type Shared = Arc<Mutex<Chain>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("tongtong-peer-solana: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let said = |why: std::io::Error| why.to_string();
    let chain = Arc::new(Mutex::new(Chain::new().map_err(|refusal| refusal.text)?));
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(said)?;
    let mut ready = json!({
        "event": "ready", "peer": "solana", "url": format!("http://{}", listener.local_addr().map_err(said)?),
    });
    merge(&mut ready, lock(&chain).facts());
    let router = axum::Router::new().route("/", axum::routing::post(call::serve)).with_state(chain.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    say(&ready);
    let mut clock: Option<JoinHandle<()>> = None;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await.map_err(said)? {
        let done = match Command::read(&line) {
            Ok(Command::Mining { auto }) => {
                if let Some(clock) = clock.take() {
                    clock.abort();
                }
                clock = auto.then(|| tokio::spawn(tick(chain.clone())));
                Ok(json!({}))
            }
            Ok(command) => lock(&chain).obey(&command),
            Err(refusal) => Err(refusal),
        };
        say(&match done {
            Ok(done) => {
                let mut told = json!({"event": "done"});
                merge(&mut told, done);
                told
            }
            Err(refusal) => json!({"event": "refused", "code": refusal.code, "text": refusal.text}),
        });
    }
    Ok(())
}

async fn tick(chain: Shared) {
    loop {
        tokio::time::sleep(BLOCK).await;
        lock(&chain).advance(1);
    }
}

/// The chain, also after a panic of somebody else.
fn lock(chain: &Shared) -> MutexGuard<'_, Chain> {
    chain.lock().unwrap_or_else(PoisonError::into_inner)
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
