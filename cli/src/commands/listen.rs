//! `tongtong listen`: keeps a device online.

use super::open;
use super::talk::{self, With};
use crate::args::{Cli, Listen};
use crate::failure::Failure;
use std::time::Duration;

/// Stays online until Ctrl-C, `/quit`, the end of input, or the given time.
pub(crate) async fn run(cli: &Cli, asked: &Listen) -> Result<(), Failure> {
    let (device, pass) = open::writer(cli).await?;
    talk::run(cli, device, pass, With::Everyone, asked.seconds.map(Duration::from_secs)).await
}
