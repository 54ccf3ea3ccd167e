//! What every [`Network`] keeps.

use crate::{Network, NetworkError};
use tongtong_types::Chain;
use tongtong_wallet::{Answer, Question};

/// What the suite needs to know about the chain that stands behind the port.
pub struct Facts<'a> {
    /// Questions whose answers are known and do not change.
    pub known: &'a [(Question, Answer)],
    /// Signed bytes that the node takes.
    pub good: &'a [u8],
    /// Signed bytes that the node refuses.
    pub bad: &'a [u8],
}

/// Runs the suite against a node that answers.
///
/// # Panics
/// Where the contract is broken.
pub async fn check(network: &dyn Network, facts: Facts<'_>) {
    let there = network.endpoints(Chain::TTCHAIN);
    assert!(there > 0, "the node is configured");
    for endpoint in 0..there {
        assert_eq!(network.ask(endpoint, &[]).await, Ok(Vec::new()));
        let (questions, answers): (Vec<_>, Vec<_>) = facts.known.iter().cloned().unzip();
        assert_eq!(network.ask(endpoint, &questions).await, Ok(answers), "every answer, in order");
        let backwards: Vec<_> = facts.known.iter().rev().cloned().collect();
        let (questions, answers): (Vec<_>, Vec<_>) = backwards.into_iter().unzip();
        assert_eq!(
            network.ask(endpoint, &questions).await,
            Ok(answers),
            "the order is that of the questions"
        );
    }
    let (questions, _): (Vec<_>, Vec<_>) = facts.known.iter().cloned().unzip();
    let nobody = network.ask(there, &questions).await;
    assert_eq!(nobody, Err(NetworkError::NotConfigured), "no other endpoint answers in its place");

    let id = network.broadcast(Chain::TTCHAIN, facts.good).await.expect("the node takes it");
    assert_eq!(network.broadcast(Chain::TTCHAIN, facts.good).await, Ok(id), "the same bytes again");
    let refused = network.broadcast(Chain::TTCHAIN, facts.bad).await;
    assert!(matches!(refused, Err(NetworkError::Refused { .. })), "a refusal is told as one");
}

/// Runs the suite against an endpoint at which nobody listens.
///
/// # Panics
/// Where the contract is broken.
pub async fn check_offline(network: &dyn Network, question: Question, signed: &[u8]) {
    for endpoint in 0..network.endpoints(Chain::TTCHAIN) {
        assert_eq!(network.ask(endpoint, core::slice::from_ref(&question)).await, Err(NetworkError::Offline));
    }
    assert_eq!(network.broadcast(Chain::TTCHAIN, signed).await, Err(NetworkError::Offline));
}
