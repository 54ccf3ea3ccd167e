//! `tongtong devnet`: a world to play in.

use crate::args::{Cli, Devnet as Asked};
use crate::failure::Failure;
use crate::screen::Screen;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};
use tokio::sync::mpsc;
use tongtong_devnet::{Config, Devnet, SmsCode};
use tongtong_types::Amount;

/// The devnet's coin.
const COIN: &str = "TTC";
/// Decimal places of all that the devnet issues.
const DECIMALS: u8 = 5;

/// Codes on their way.
const CODES: usize = 64;

/// Runs the world until Ctrl-C; codes that would go out by SMS come here, and to no file. What is typed
/// here is done: `faucet ADDRESS AMOUNT [ASSET]`.
pub(crate) async fn run(cli: &Cli, asked: &Asked) -> Result<(), Failure> {
    let screen = cli.screen();
    let dir = match &asked.dir {
        Some(dir) => dir.clone(),
        None => cli.home()?.dir().join("devnet"),
    };
    let (codes, mut sent) = mpsc::channel::<SmsCode>(CODES);
    let devnet = tongtong_devnet::start(Config { dir, codes }).await?;
    let profile = devnet.profile_path.display().to_string();
    screen.say(
        "devnet.ready",
        &[
            ("node", &devnet.node_url),
            ("relay", &devnet.relay_url),
            ("directory", &devnet.directory_url),
            ("profile", &profile),
        ],
    );
    screen.object(&json!({
        "event": "ready",
        "profile": profile,
        "node": devnet.node_url,
        "relay": devnet.relay_url,
        "directory": devnet.directory_url,
        "chain_id": devnet.profile.pointer("/ttchain/chain_id"),
    }));
    let mut typed = Typed::new();
    loop {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => break,
            line = typed.line() => match line {
                Some(line) => answer(&screen, &devnet, &line),
                // A world that belongs to another process ends with it.
                None if asked.attached => break,
                None => {}
            },
            code = sent.recv() => {
                let Some(code) = code else { break };
                screen.say("devnet.sms", &[("phone", &code.phone().national()), ("code", code.digits())]);
                screen.object(&json!({
                    "event": "sms", "phone": code.phone().e164(), "code": code.digits(),
                }));
            }
        }
    }
    devnet.shutdown().await;
    Ok(())
}

/// What is typed into the world's terminal.
struct Typed {
    lines: Option<Lines<BufReader<Stdin>>>,
}

impl Typed {
    fn new() -> Self {
        Self { lines: Some(BufReader::new(tokio::io::stdin()).lines()) }
    }

    /// The next line; none, once, when the input ends. After that it waits for ever.
    async fn line(&mut self) -> Option<String> {
        let Some(lines) = self.lines.as_mut() else { return std::future::pending().await };
        let line = lines.next_line().await.ok().flatten();
        if line.is_none() {
            self.lines = None;
        }
        line
    }
}

/// Does what was typed: `faucet ADDRESS AMOUNT [ASSET]`; no asset is the chain's coin.
fn answer(screen: &Screen, devnet: &Devnet, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (address, amount, asset) = match words.as_slice() {
        [] => return,
        ["faucet", address, amount] => (*address, *amount, COIN.to_owned()),
        ["faucet", address, amount, asset] => (*address, *amount, asset.to_uppercase()),
        _ => ("", "", String::new()),
    };
    let minted = Amount::parse_decimal(amount, DECIMALS)
        .ok()
        .and_then(|amount| i64::try_from(amount.units()).ok())
        .and_then(|units| devnet.faucet(address, units, &asset));
    match minted {
        Some(id) => {
            screen.say("devnet.minted", &[("amount", amount), ("asset", &asset), ("id", &id)]);
            screen.object(&json!({"event": "minted", "id": id}));
        }
        None => {
            screen.say("devnet.usage", &[]);
            screen.object(&json!({"event": "refused", "code": "faucet_usage"}));
        }
    }
}
