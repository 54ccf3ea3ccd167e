use crate::stream;
use iroh::Endpoint;
use iroh::endpoint::Incoming as Knock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tongtong_ports::link::{Connection, LinkError};
use tongtong_types::EndpointId;

/// Handshakes in progress at one door; 32 at both. A crowd at the rendezvous door leaves the
/// conversation door free.
const PARALLEL: usize = 16;
/// From the first packet to the first byte on the stream.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// The task that finishes the handshakes of one door. Dropping it ends the task.
pub(crate) struct Acceptor(JoinHandle<()>);

impl Acceptor {
    pub(crate) fn start(local: EndpointId, endpoint: Endpoint, arrivals: mpsc::Sender<Connection>) -> Self {
        Self(tokio::spawn(let_in(local, endpoint, arrivals)))
    }
}

impl Drop for Acceptor {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs until the endpoint closes. Who comes while all places are taken, or while nobody takes the
/// arrivals, is turned away.
async fn let_in(local: EndpointId, endpoint: Endpoint, arrivals: mpsc::Sender<Connection>) {
    let places = Arc::new(Semaphore::new(PARALLEL));
    let mut handshakes = JoinSet::new();
    while let Some(knock) = endpoint.accept().await {
        while handshakes.try_join_next().is_some() {}
        let Ok(place) = places.clone().try_acquire_owned() else {
            knock.refuse();
            continue;
        };
        let arrivals = arrivals.clone();
        handshakes.spawn(async move {
            let finished = timeout(HANDSHAKE_LIMIT, handshake(local, knock)).await;
            if let Ok(Ok(connection)) = finished {
                // Dropped where the queue is full: that closes it.
                let _ = arrivals.try_send(connection);
            }
            drop(place);
        });
    }
}

/// TLS, then the dialler's stream, which shows itself with the dialler's first byte.
async fn handshake(local: EndpointId, knock: Knock) -> Result<Connection, LinkError> {
    let quic = knock.await.map_err(|_| LinkError::Closed)?;
    let stream = quic.accept_bi().await.map_err(|_| LinkError::Closed)?;
    let stream = (stream.0, stream.1);
    stream::connection(local, quic, stream)
}
