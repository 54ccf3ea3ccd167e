//! `tongtong listen`: keeps a device online.

use super::open;
use super::talk::{self, With};
use crate::args::{Cli, Listen};
use crate::failure::Failure;
use std::time::Duration;

/// Stays online until Ctrl-C, `/quit`, the end of input, or the given time.
pub(crate) async fn run(cli: &Cli, asked: &Listen) -> Result<(), Failure> {
    // The pass phrase goes out of memory here: money asks for it again.
    let device = open::writer(cli).await?.0;
    talk::run(cli, device, With::Everyone, asked.seconds.map(Duration::from_secs)).await
}
