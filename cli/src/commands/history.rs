//! `tongtong history`: payments, newest first.

use super::{open, people, rows};
use crate::args::{Cli, Page};
use crate::failure::Failure;
use crate::shape;
use serde_json::json;

/// Shows them.
pub(crate) async fn run(cli: &Cli, asked: &Page) -> Result<(), Failure> {
    let screen = cli.screen();
    let device = open::newest(cli).await?;
    let payments = device.engine.payments(None, asked.limit).await?;
    let everyone = people::all(&device.engine).await?;
    if payments.is_empty() {
        screen.say("history.none", &[]);
    }
    for payment in &payments {
        screen.line(&rows::payment(screen.lang, payment, &device.profile, &everyone));
    }
    let payments: Vec<_> = payments.iter().map(|row| shape::payment(row, &device.profile)).collect();
    screen.object(&json!({ "payments": payments }));
    open::close(&device).await;
    Ok(())
}
