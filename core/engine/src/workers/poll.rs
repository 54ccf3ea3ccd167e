//! Asks the chains' networks what the wallet wants to know, and tells the wallet.

use crate::EngineError;
use crate::endpoints::{Answers, Inquiry};
use crate::engine::Shared;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tongtong_ports::Level;
use tongtong_types::Chain;
use tongtong_wallet::{Command, Question, poll};

/// Between two looks while something is expected: a payment on its way, a scan.
const SOON: Duration = Duration::from_millis(500);
/// Between two looks otherwise.
const LATER: Duration = Duration::from_secs(2);
/// Between two looks at a chain besides TTChain, whose servers belong to everybody: while something is expected
/// there, and otherwise.
const COIN_SOON: Duration = Duration::from_secs(2);
const COIN_LATER: Duration = Duration::from_secs(10);
/// The longest that one endpoint of such a chain keeps the others waiting.
const COIN_LONGEST: Duration = Duration::from_secs(20);
/// How many questions go into one round.
const MOST: usize = 128;
/// The most rounds at a time.
const MOST_AROUND: u64 = 8;

/// Runs until it is stopped.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut looked: HashMap<Chain, Instant> = HashMap::new();
    for round in 0u64.. {
        let mut due = |chain: Chain, expecting: bool| {
            let pause = if expecting { COIN_SOON } else { COIN_LATER };
            let due = chain == Chain::TTCHAIN || looked.get(&chain).is_none_or(|at| at.elapsed() >= pause);
            if due {
                looked.insert(chain, Instant::now());
            }
            due
        };
        let wait = match look(&shared, round, &mut due).await {
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

/// As many looks as show every living address once, and no more than a few; the other chains at the first.
pub(crate) async fn look_around(shared: &Arc<Shared>) -> Result<(), EngineError> {
    let rounds = shared
        .blocking(|shared| {
            let facts = shared.parts.store.read_wallet(&poll::needs())?;
            Ok(poll::rounds(&shared.profile, &facts, MOST))
        })
        .await?;
    for round in 0..rounds.min(MOST_AROUND) {
        let _expecting = look(shared, round, &mut |chain, _| round == 0 || chain == Chain::TTCHAIN).await?;
    }
    Ok(())
}

/// One look at the chains that are due; whether something is expected on TTChain soon. A chain that does not answer
/// keeps no other from being seen; it is a failure if none does.
async fn look(
    shared: &Arc<Shared>,
    round: u64,
    due: &mut (impl FnMut(Chain, bool) -> bool + Send),
) -> Result<bool, EngineError> {
    let _alone = shared.looking.lock().await;
    let chains = shared
        .blocking(|shared| {
            let facts = shared.parts.store.read_wallet(&poll::needs())?;
            Ok(poll::chains(&shared.profile, &facts))
        })
        .await?;
    let (mut failed, mut seen) = (None, false);
    for (chain, expecting) in &chains {
        if !due(*chain, *expecting) {
            continue;
        }
        let longest = (*chain != Chain::TTCHAIN).then_some(COIN_LONGEST);
        match shared.inquire(*chain, longest, &Look { shared, chain: *chain, round }).await {
            Ok(()) => seen = true,
            Err(error) => {
                shared.log(Level::Info, error.code(), None);
                failed = failed.or(Some(error));
            }
        }
    }
    match failed {
        Some(error) if !seen => Err(error),
        _ => Ok(chains.contains(&(Chain::TTCHAIN, true))),
    }
}

/// One look at one chain.
struct Look<'a> {
    shared: &'a Arc<Shared>,
    chain: Chain,
    round: u64,
}

impl Inquiry for Look<'_> {
    type Found = ();

    async fn next(&self, answers: Answers) -> Result<(Vec<Question>, Answers), EngineError> {
        let Self { chain, round, .. } = *self;
        self.shared
            .blocking(move |shared| {
                let facts = shared.parts.store.read_wallet(&poll::needs())?;
                let now = shared.parts.clock.now();
                let next = poll::look(&shared.profile, &facts, chain, &answers, (round, MOST), now)?;
                Ok((next, answers))
            })
            .await
    }

    async fn done(&self, answers: Answers) -> Result<(), EngineError> {
        if answers.is_empty() {
            return Ok(());
        }
        self.shared.wallet(Command::Observe { answers }).await.map(drop)
    }
}
