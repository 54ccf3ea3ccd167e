//! A conversation in the terminal: what is typed goes out, what comes in appears above the line.

mod input;
mod room;

use super::open;
use crate::args::Cli;
use crate::compose::Device;
use crate::failure::Failure;
use input::Input;
use room::{Goes, Room};
use std::time::Duration;
use tongtong_types::PeerId;

/// Who is talked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum With {
    /// One contact: what comes from them counts as seen.
    Contact(PeerId),
    /// Nobody in particular: the device is only kept online.
    Everyone,
}

/// Runs until the person leaves, Ctrl-C, or the limit.
pub(crate) async fn run(
    cli: &Cli,
    device: Device,
    with: With,
    limit: Option<Duration>,
) -> Result<(), Failure> {
    let screen = cli.screen();
    let mut events = device.engine.events();
    let mut input = Input::open(screen.lang.text("talk.prompt").unwrap_or("> "));
    let mut room = Room::new(device.clone(), screen, with, cli.passphrases(), input.printer());
    room.greet().await?;
    input.next_line();
    let stop = stopped(limit);
    tokio::pin!(stop);
    let mut listens = true;
    loop {
        tokio::select! {
            () = &mut stop => break,
            event = events.next() => match event {
                Some(event) => room.hear(event).await?,
                None => break,
            },
            line = input.line(), if listens => match line {
                Some(line) => {
                    if room.read(line.trim()).await? == Goes::Away {
                        break;
                    }
                    input.next_line();
                }
                // A device that is only kept online needs no input; a conversation ends with it, and a
                // person leaves by it.
                None if with == With::Everyone && !input.is_person => listens = false,
                None => break,
            },
        }
    }
    open::close(&device).await;
    Ok(())
}

async fn stopped(limit: Option<Duration>) {
    let interrupted = tokio::signal::ctrl_c();
    match limit {
        Some(limit) => {
            let _either = tokio::time::timeout(limit, interrupted).await;
        }
        None => {
            let _pressed = interrupted.await;
        }
    }
}
