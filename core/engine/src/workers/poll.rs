//! Asks the chains' networks what the wallet wants to know, and tells the wallet.

use crate::EngineError;
use crate::engine::Shared;
use std::sync::Arc;
use std::time::Duration;
use tongtong_ports::Level;
use tongtong_wallet::{Command, poll};

/// Between two looks while something is expected: a payment on its way, a scan.
const SOON: Duration = Duration::from_millis(500);
/// Between two looks otherwise.
const LATER: Duration = Duration::from_secs(2);
/// How many questions go into one round.
const MOST: usize = 128;
/// The most rounds at a time.
const MOST_AROUND: u64 = 8;

/// Runs until it is stopped.
pub(crate) async fn run(shared: Arc<Shared>) {
    for round in 0u64.. {
        let wait = match look(&shared, round).await {
            Ok(true) => SOON,
            Ok(false) => LATER,
            Err(error) => {
                shared.log(Level::Info, error.code(), None);
                LATER
            }
        };
        let _nudged = tokio::time::timeout(wait, shared.poll.notified()).await;
    }
}

/// As many looks as show every living address once, and no more than a few.
pub(crate) async fn look_around(shared: &Arc<Shared>) -> Result<(), EngineError> {
    let rounds = shared
        .blocking(|shared| {
            let facts = shared.parts.store.read_wallet(&poll::needs())?;
            Ok(poll::rounds(&shared.profile, &facts, MOST))
        })
        .await?;
    for round in 0..rounds.min(MOST_AROUND) {
        let _expecting = look(shared, round).await?;
    }
    Ok(())
}

/// One look at the network; whether something is still expected.
pub(crate) async fn look(shared: &Arc<Shared>, round: u64) -> Result<bool, EngineError> {
    let _alone = shared.looking.lock().await;
    let (questions, expecting) = shared
        .blocking(move |shared| {
            let facts = shared.parts.store.read_wallet(&poll::needs())?;
            match facts.account.as_ref() {
                None => Ok((Vec::new(), false)),
                Some(account) => {
                    let expecting = account.scan.is_some() || facts.in_flight().next().is_some();
                    Ok((poll::questions(&shared.profile, &facts, round, MOST)?, expecting))
                }
            }
        })
        .await?;
    if questions.is_empty() {
        return Ok(false);
    }
    let found = shared.parts.network.ask(&questions).await?;
    let answers = questions.into_iter().zip(found).collect();
    shared.wallet(Command::Observe { answers }).await?;
    Ok(expecting)
}
