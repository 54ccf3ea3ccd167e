//! Waits for the other side, for a while.

use crate::failure::Failure;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tongtong_chat::rows::{MessageRow, MessageState};
use tongtong_engine::Engine;
use tongtong_types::{PaymentId, RowId};
use tongtong_wallet::rows::{PaymentRow, PaymentState};

/// How often the row is looked at even if no event came.
const LOOK: Duration = Duration::from_millis(300);

/// Waits until a message of mine was delivered; gives the row as it then stands.
pub(crate) async fn delivered(engine: &Engine, row: RowId, limit: Duration) -> Result<MessageRow, Failure> {
    let mut events = engine.events();
    let until = Instant::now() + limit;
    loop {
        let message = engine.message(row).await?.ok_or_else(|| Failure::broken("message_row"))?;
        let waits = matches!(message.state, MessageState::Waiting { .. });
        if !waits || Instant::now() >= until {
            return Ok(message);
        }
        let _either = timeout(LOOK.min(until - Instant::now()), events.next()).await;
    }
}

/// Waits until a payment is in a block; gives the row as it then stands.
pub(crate) async fn confirmed(
    engine: &Engine,
    id: PaymentId,
    limit: Duration,
) -> Result<PaymentRow, Failure> {
    let mut events = engine.events();
    let until = Instant::now() + limit;
    loop {
        let payment = engine.payment(id).await?.ok_or_else(|| Failure::broken("payment_row"))?;
        let settled = matches!(payment.state, PaymentState::Confirmed { .. } | PaymentState::Failed { .. });
        if settled || Instant::now() >= until {
            return Ok(payment);
        }
        let _either = timeout(LOOK.min(until - Instant::now()), events.next()).await;
    }
}
