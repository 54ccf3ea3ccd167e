//! `tongtong devnet`: a world to play in.

use crate::args::{Cli, Devnet};
use crate::failure::Failure;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use tongtong_devnet::{Config, SmsCode};

/// Codes on their way.
const CODES: usize = 64;

/// Runs the world until Ctrl-C; codes that would go out by SMS come here, and to no file.
pub(crate) async fn run(cli: &Cli, asked: &Devnet) -> Result<(), Failure> {
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
    let stop = stopped(asked.attached);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
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

/// Ctrl-C, or the end of standard input for a world that belongs to another process.
async fn stopped(attached: bool) {
    let interrupted = async {
        let _either = tokio::signal::ctrl_c().await;
    };
    if !attached {
        return interrupted.await;
    }
    let mut input = tokio::io::stdin();
    let mut ignored = [0u8; 64];
    let ended = async { while matches!(input.read(&mut ignored).await, Ok(1..)) {} };
    tokio::select! {
        () = interrupted => {}
        () = ended => {}
    }
}
