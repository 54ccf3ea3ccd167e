//! Answers whoever dials: a bounded number of handshakes at a time at each door, each with a time limit.

use crate::engine::Shared;
use crate::session::{Broken, handshake, live};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tongtong_ports::{Connection, Door, Level, Link, LinkError};

/// Handshakes in parallel at one door (messenger, Strangers: 32 in all).
const PARALLEL: usize = 16;
/// Sessions at once at the rendezvous door, where anybody may knock.
const GUESTS: usize = 32;
/// How long a handshake may take.
pub(crate) const HANDSHAKE: Duration = Duration::from_secs(10);

/// Accepts at one door until the link is shut down.
pub(crate) async fn run(shared: Arc<Shared>, link: Arc<dyn Link>, door: Door) {
    let room = Arc::new(Semaphore::new(PARALLEL));
    let guests = Arc::new(Semaphore::new(GUESTS));
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        match link.accept(door).await {
            Ok(connection) => {
                let (shared, guests) = (Arc::clone(&shared), Arc::clone(&guests));
                tokio::spawn(async move {
                    let verified = greet(&shared, connection, door).await;
                    drop(permit);
                    let seat = match door {
                        Door::Conversation => None,
                        Door::Rendezvous => match guests.try_acquire_owned() {
                            Ok(seat) => Some(seat),
                            Err(_) => return shared.log(Level::Warn, "rendezvous_full", None),
                        },
                    };
                    match verified {
                        Ok(verified) => {
                            let peer = verified.met.peer;
                            if let Err(error) = live::run(&shared, verified).await {
                                shared.log(Level::Info, error.code(), None);
                            }
                            drop(seat);
                            shared.seek_if_owed(peer).await;
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

async fn greet(
    shared: &Arc<Shared>,
    connection: Connection,
    door: Door,
) -> Result<handshake::Verified, Broken> {
    tokio::time::timeout(HANDSHAKE, handshake::answer(shared, connection, door))
        .await
        .unwrap_or(Err(Broken::Slow))
}
