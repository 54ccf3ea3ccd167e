//! Answers whoever dials: a bounded number of handshakes at a time, each with a time limit.

use crate::engine::Shared;
use crate::session::{Broken, handshake, live};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tongtong_ports::{Incoming, Level, Link, LinkError};

/// Handshakes in parallel (messenger, Strangers).
const PARALLEL: usize = 32;
/// How long a handshake may take.
pub(crate) const HANDSHAKE: Duration = Duration::from_secs(10);

/// Accepts until the link is shut down.
pub(crate) async fn run(shared: Arc<Shared>, link: Arc<dyn Link>) {
    let room = Arc::new(Semaphore::new(PARALLEL));
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        match link.accept().await {
            Ok(incoming) => {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let verified = greet(&shared, incoming).await;
                    drop(permit);
                    match verified {
                        Ok(verified) => {
                            if let Err(error) = live::run(&shared, verified).await {
                                shared.log(Level::Info, error.code(), None);
                            }
                        }
                        Err(broken) => shared.log(Level::Info, broken.code(), None),
                    }
                });
            }
            Err(LinkError::Shutdown) => return,
            Err(error) => {
                shared.log(Level::Warn, error.code(), None);
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

async fn greet(shared: &Arc<Shared>, incoming: Incoming) -> Result<handshake::Verified, Broken> {
    let Incoming { door, connection } = incoming;
    tokio::time::timeout(HANDSHAKE, handshake::answer(shared, connection, door))
        .await
        .unwrap_or(Err(Broken::Slow))
}
