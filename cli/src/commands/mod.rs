//! The commands, one file each.

mod balance;
mod chat;
mod contacts;
mod devnet;
mod history;
mod listen;
mod open;
mod people;
mod rows;
mod send;
mod signup;
mod talk;
mod wait;
mod wallet;

use crate::args::{Cli, Command};
use crate::failure::Failure;
use crate::{agent, demo, kat};

/// Does what was asked.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Demo(asked) => demo::run(&cli, asked).await,
        Command::Devnet(asked) => devnet::run(&cli, asked).await,
        Command::Signup(asked) => signup::run(&cli, asked).await,
        Command::Contacts { what } => contacts::run(&cli, what.as_ref()).await,
        Command::Chat(asked) => chat::run(&cli, asked).await,
        Command::Listen(asked) => listen::run(&cli, asked).await,
        Command::Send(asked) => send::run(&cli, asked).await,
        Command::Balance => balance::run(&cli).await,
        Command::History(asked) => history::run(&cli, asked).await,
        Command::Wallet { what } => wallet::run(&cli, what).await,
        Command::Kat => kat::run(cli.named_profile()?),
        Command::Agent(asked) => agent::run(&cli, asked).await,
    }
}
