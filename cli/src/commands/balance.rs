//! `tongtong balance`: what the wallet holds.

use super::open;
use crate::args::Cli;
use crate::failure::Failure;
use crate::shape;
use serde_json::json;
use tongtong_wallet::balance::BalanceState;

/// Shows it.
pub(crate) async fn run(cli: &Cli) -> Result<(), Failure> {
    let screen = cli.screen();
    let device = open::newest(cli).await?;
    let view = device.engine.wallet().await?;
    for balance in &view.balances {
        let decimal = |units: tongtong_types::Amount| units.to_decimal(balance.decimals);
        if balance.state != BalanceState::Seen {
            let state = shape::balance_state(balance.state);
            screen.say(&format!("balance.{state}"), &[("asset", balance.asset.code())]);
            continue;
        }
        screen.line(&format!("{} {}", decimal(balance.confirmed), balance.asset));
        if !balance.coming.is_zero() || !balance.leaving.is_zero() {
            let (coming, leaving) = (decimal(balance.coming), decimal(balance.leaving));
            screen.say("balance.moving", &[("coming", &coming), ("leaving", &leaving)]);
        }
    }
    if view.scanning {
        screen.say("balance.scanning", &[]);
    }
    let late = device.engine.review_rescue().await.is_ok_and(|review| review.is_some());
    if late {
        screen.say("balance.late", &[]);
    }
    let balances: Vec<_> = view.balances.iter().map(shape::balance).collect();
    screen.object(&json!({ "balances": balances, "scanning": view.scanning, "late_deposit": late }));
    open::close(&device).await;
    Ok(())
}
