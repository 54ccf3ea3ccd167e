//! The hidden pause between the commit of a payment and its broadcast.

use crate::compose::Watch;
use crate::screen::put;
use async_trait::async_trait;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tongtong_engine::{Probe, Step};
use tongtong_ports::{Network, NetworkError};
use tongtong_types::{Chain, TxId};
use tongtong_wallet::{Answer, Question};

/// A watch that stops the device for ever once a payment is committed: nothing goes on, nothing is sent.
pub(super) fn before_the_broadcast() -> Watch {
    let held = Arc::new(AtomicBool::new(false));
    let gate = Arc::clone(&held);
    Watch {
        probe: Arc::new(Stop { held }),
        network: Box::new(move |network| Arc::new(Gate { held: gate, network })),
    }
}

/// Stops the step that committed the payment.
struct Stop {
    held: Arc<AtomicBool>,
}

impl Probe for Stop {
    fn reached(&self, step: Step, pays: bool) {
        match step {
            // From here on nothing may be sent, whoever looks into the outbox first.
            Step::Decided if pays => self.held.store(true, Ordering::SeqCst),
            Step::Committed if pays => {
                put(&json!({ "event": "held" }).to_string());
                loop {
                    std::thread::park();
                }
            }
            _ => {}
        }
    }
}

/// Lets no payment through while the device is held.
struct Gate {
    held: Arc<AtomicBool>,
    network: Arc<dyn Network>,
}

#[async_trait]
impl Network for Gate {
    fn endpoints(&self, chain: Chain) -> usize {
        self.network.endpoints(chain)
    }

    async fn ask(&self, endpoint: usize, questions: &[Question]) -> Result<Vec<Answer>, NetworkError> {
        self.network.ask(endpoint, questions).await
    }

    async fn broadcast(&self, chain: Chain, signed: &[u8]) -> Result<TxId, NetworkError> {
        if self.held.load(Ordering::SeqCst) {
            return std::future::pending().await;
        }
        self.network.broadcast(chain, signed).await
    }
}
