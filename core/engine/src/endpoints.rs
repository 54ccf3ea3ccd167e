//! Which endpoint of a chain is asked: one for all rounds of a look or a plan, and the next one if it does not do.

use crate::EngineError;
use crate::engine::Shared;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tongtong_ports::{Level, Network, NetworkError};
use tongtong_types::Chain;
use tongtong_wallet::{Answer, Question, road};

/// How long an endpoint that failed comes after the others. Then the profile's order holds again: the best is first.
const LATER: Duration = Duration::from_secs(300);

/// What one endpoint was asked, and what it said.
pub(crate) type Answers = Vec<(Question, Answer)>;

/// A look or a plan, as far as it needs a chain's network. It begins anew at each endpoint.
pub(crate) trait Inquiry: Sync {
    /// What comes of it.
    type Found: Send;

    /// The next questions, none if these answers suffice; and the answers again.
    fn next(
        &self,
        answers: Answers,
    ) -> impl Future<Output = Result<(Vec<Question>, Answers), EngineError>> + Send;

    /// What the answers come to.
    fn done(&self, answers: Answers) -> impl Future<Output = Result<Self::Found, EngineError>> + Send;
}

/// Where to begin, for each chain whose first endpoint failed lately.
#[derive(Default)]
pub(crate) struct Endpoints(Mutex<HashMap<Chain, Begin>>);

#[derive(Clone, Copy)]
struct Begin {
    endpoint: usize,
    since: Instant,
}

impl Endpoints {
    /// The endpoint to ask first.
    fn first(&self, chain: Chain, now: Instant) -> usize {
        let begin = self.begins().get(&chain).copied();
        let lately = begin.filter(|begin| now.saturating_duration_since(begin.since) < LATER);
        lately.map_or(0, |begin| begin.endpoint)
    }

    /// This one failed: whoever asks next begins behind it.
    fn failed(&self, chain: Chain, endpoint: usize, now: Instant) {
        let begin = Begin { endpoint: endpoint.saturating_add(1), since: now };
        self.begins().insert(chain, begin);
    }

    fn begins(&self) -> MutexGuard<'_, HashMap<Chain, Begin>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets one endpoint answer all rounds. If it fails, or what it answers is refused as its fault, the next one
    /// is asked all of it, and what one of them said is not held against another. `longest` limits each of them,
    /// and none is begun after so long. The last error is told if none does, each one before it to `moved_on`.
    async fn inquire<H: Inquiry>(
        &self,
        network: &dyn Network,
        (chain, longest): (Chain, Option<Duration>),
        inquiry: &H,
        moved_on: &(dyn Fn(&EngineError) + Sync),
    ) -> Result<H::Found, EngineError> {
        let begun = Instant::now();
        let count = network.endpoints(chain);
        let first = self.first(chain, begun);
        let mut failed: Option<EngineError> = None;
        for endpoint in (0..count).map(|place| place.saturating_add(first)) {
            let endpoint = endpoint.checked_rem(count).unwrap_or(0);
            if longest.is_some_and(|longest| failed.is_some() && begun.elapsed() >= longest) {
                break;
            }
            failed.iter().for_each(moved_on);
            let asking = at(network, endpoint, inquiry);
            let heard = match longest {
                Some(longest) => {
                    tokio::time::timeout(longest, asking).await.unwrap_or_else(|_| Err(offline()))
                }
                None => asking.await,
            };
            match heard {
                Err(error) if error.is_of_endpoint() => {
                    self.failed(chain, endpoint, Instant::now());
                    failed = Some(error);
                }
                heard => return heard,
            }
        }
        Err(failed.unwrap_or(EngineError::Network(NetworkError::NotConfigured)))
    }
}

/// All rounds at one endpoint.
async fn at<H: Inquiry>(
    network: &dyn Network,
    endpoint: usize,
    inquiry: &H,
) -> Result<H::Found, EngineError> {
    let mut answers = Vec::new();
    for _ in 0..road::ROUNDS {
        let (questions, so_far) = inquiry.next(answers).await?;
        answers = so_far;
        if questions.is_empty() {
            break;
        }
        let found = network.ask(endpoint, &questions).await?;
        answers.extend(questions.into_iter().zip(found));
    }
    inquiry.done(answers).await
}

fn offline() -> EngineError {
    EngineError::Network(NetworkError::Offline)
}

impl Shared {
    /// Lets one endpoint of a chain answer, and each after it that is needed.
    pub(crate) async fn inquire<H: Inquiry>(
        &self,
        chain: Chain,
        longest: Option<Duration>,
        inquiry: &H,
    ) -> Result<H::Found, EngineError> {
        let moved_on = |error: &EngineError| self.log(Level::Info, error.code(), None);
        let network = self.parts.network.as_ref();
        self.endpoints.inquire(network, (chain, longest), inquiry, &moved_on).await
    }
}

#[cfg(test)]
mod tests;
