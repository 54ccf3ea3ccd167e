//! Sends signed payments, always the same bytes, until they are seen in a block.

use crate::EngineError;
use crate::engine::Shared;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tongtong_ports::{Level, NetworkError};
use tongtong_types::PaymentId;
use tongtong_wallet::Command;

/// How long between two looks at what is owed, when nothing nudges.
const LOOK: Duration = Duration::from_secs(2);
/// How long before the same bytes are sent again: a node may take bytes and lose them.
const AGAIN: Duration = Duration::from_secs(10);

/// Runs until it is stopped.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut sent: HashMap<PaymentId, Instant> = HashMap::new();
    loop {
        match shared.blocking(|shared| Ok(shared.parts.store.outbox()?.broadcast)).await {
            Ok(owed) => {
                sent.retain(|id, _| owed.contains(id));
                for id in owed {
                    if sent.get(&id).is_none_or(|at| at.elapsed() >= AGAIN) {
                        sent.insert(id, Instant::now());
                        if let Err(error) = send(&shared, id).await {
                            shared.log(Level::Warn, error.code(), None);
                        }
                    }
                }
            }
            Err(error) => shared.log(Level::Warn, error.code(), None),
        }
        let _nudged = tokio::time::timeout(LOOK, shared.broadcast.notified()).await;
    }
}

async fn send(shared: &Arc<Shared>, id: PaymentId) -> Result<(), EngineError> {
    let row = shared.blocking(move |shared| Ok(shared.parts.store.payment(id)?)).await?;
    let Some(row) = row else { return Ok(()) };
    let Some(signed) = row.signed else { return Ok(()) };
    match shared.parts.network.broadcast(row.to.chain(), &signed).await {
        Ok(tx) => {
            shared.wallet(Command::Taken { payment: id, tx }).await?;
            shared.poll.notify_one();
            Ok(())
        }
        // The bytes stay committed: a node may have refused them because they are in a block already,
        // and only the chain says what became of them.
        Err(NetworkError::Refused { code }) => {
            shared.log(Level::Warn, "node_refused", u64::try_from(code).ok());
            shared.poll.notify_one();
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
