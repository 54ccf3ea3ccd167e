//! A live session: one task reads, one writes. The reader commits before the writer acknowledges.

use super::handshake::Verified;
use super::io::read_block;
use super::table::{Entry, Origin};
use crate::engine::Shared;
use crate::{EngineError, Event};
use std::sync::Arc;
use tokio::sync::mpsc;
use tongtong_chat::{Command, Incoming, Outgoing, Refused};
use tongtong_crypto::session::{Limit, Opener, Sealer};
use tongtong_ports::{Door, Level, LinkReader, LinkWriter, Path, PathWatch};
use tongtong_types::PeerId;

/// How much may wait for the writer before the session is given up: a peer that sends without reading.
const WRITER_ROOM: usize = 1_024;

/// How long a session at the rendezvous door may be silent before it ends.
const RENDEZVOUS_QUIET: tokio::time::Duration = tokio::time::Duration::from_secs(3);

/// What the writer is asked to do.
enum Ask {
    Send(Vec<Outgoing>),
    /// Something waits in the outbox.
    Resume,
    /// The other side has told its heads: what waits may flow.
    Ready,
    Close,
}

/// Speaks to a live session.
#[derive(Clone)]
pub(crate) struct Handle {
    asks: mpsc::Sender<Ask>,
    path: Arc<dyn PathWatch>,
}

impl Handle {
    /// Says that something waits in the outbox.
    pub(crate) fn resume(&self) {
        // A full queue has a resume in it or fails the session; a closed one is ending.
        let _queued = self.asks.try_send(Ask::Resume);
    }

    /// Asks the session to end.
    pub(crate) async fn close(&self) {
        let _queued = self.asks.send(Ask::Close).await;
    }

    /// By which path it runs now.
    pub(crate) fn path(&self) -> Path {
        self.path.current()
    }
}

/// Runs a verified session until it ends. Enters it into the table first, and out of it at the end.
pub(crate) async fn run(shared: &Arc<Shared>, verified: Verified) -> Result<(), EngineError> {
    let Verified { met, began_here, door, established, reader, writer, path } = verified;
    let (me, peer, card) = (shared.me()?, met.peer, met.card);
    let opened = shared.chat(Command::SessionOpened { peer, card }).await?;
    let (asks, queue) = mpsc::channel(WRITER_ROOM);
    let handle = Handle { asks: asks.clone(), path: Arc::clone(&path) };
    let (initiator, responder) = if began_here { (me, peer) } else { (peer, me) };
    let origin = Origin { initiator, responder, verified: shared.parts.clock.now(), door };
    let (number, loser) = {
        let mut table = shared.sessions();
        let number = table.number();
        (number, table.enter(peer, Entry { number, origin, handle }))
    };
    // The loser acknowledges what it has committed and closes; the rest goes over the survivor.
    let lost = loser.is_some() && shared.sessions().of(&peer).is_none_or(|entry| entry.number != number);
    if let Some(loser) = loser {
        loser.close().await;
    }
    if !lost {
        let _heard = shared.events.send(Event::Online { peer });
    }
    let _queued = asks.try_send(Ask::Send(opened.send));
    let write = tokio::spawn(write_loop(Arc::clone(shared), peer, established.sealer, writer, queue));
    let reading = read_loop(shared, peer, door, established.opener, reader, &asks, path.as_ref());
    tokio::pin!(reading);
    tokio::select! {
        code = &mut reading => {
            shared.log(Level::Debug, code, None);
            let _queued = asks.send(Ask::Close).await;
            let _ended = write.await;
        }
        () = asks.closed() => {}
    }
    if shared.sessions().leave(&peer, number) {
        let _heard = shared.events.send(Event::Offline { peer });
        shared.seek_if_owed(peer).await;
    }
    Ok(())
}

/// Reads until the connection ends; gives the code of the reason.
async fn read_loop(
    shared: &Arc<Shared>,
    peer: PeerId,
    door: Door,
    mut opener: Opener,
    mut reader: Box<dyn LinkReader>,
    asks: &mpsc::Sender<Ask>,
    path: &dyn PathWatch,
) -> &'static str {
    let mut ready = false;
    loop {
        let block = match door {
            Door::Rendezvous => {
                match tokio::time::timeout(RENDEZVOUS_QUIET, read_block(reader.as_mut())).await {
                    Ok(block) => block,
                    Err(_) => return "rendezvous_quiet",
                }
            }
            Door::Conversation => read_block(reader.as_mut()).await,
        };
        let frame = match block {
            Ok(block) => match opener.open(&block) {
                Ok(frame) => frame,
                Err(error) => return error.code(),
            },
            Err(broken) => return broken.code(),
        };
        let path = match path.current() {
            Path::Relay => "relay",
            Path::Direct => "direct",
        };
        let incoming = Incoming { peer, kind: frame.kind, body: frame.body, path: path.to_owned() };
        match shared.chat(Command::Frame(incoming)).await {
            Ok(said) => {
                if !said.send.is_empty() && asks.try_send(Ask::Send(said.send)).is_err() {
                    return "session_flooded";
                }
            }
            Err(EngineError::Chat(Refused::Protocol)) => return "peer_protocol",
            Err(EngineError::Chat(refused)) => shared.log(Level::Info, refused.code(), None),
            Err(error) => return error.code(),
        }
        let ask = if ready { Ask::Resume } else { Ask::Ready };
        ready = true;
        if asks.try_send(ask).is_err() {
            return "session_flooded";
        }
    }
}

/// Writes what it is asked to until it is told to close, the connection ends, or the session is used up.
async fn write_loop(
    shared: Arc<Shared>,
    peer: PeerId,
    mut sealer: Sealer,
    mut writer: Box<dyn LinkWriter>,
    mut queue: mpsc::Receiver<Ask>,
) {
    let mut ready = false;
    let mut sent = 0u64;
    while let Some(ask) = queue.recv().await {
        let frames = match ask {
            Ask::Send(frames) => frames,
            Ask::Close => break,
            Ask::Ready | Ask::Resume => {
                ready |= matches!(ask, Ask::Ready);
                if !ready {
                    continue;
                }
                match shared.chat(Command::Resume { peer, after: sent }).await {
                    Ok(said) => {
                        sent = said.send.iter().map(|frame| frame.place).fold(sent, u64::max);
                        said.send
                    }
                    Err(_) => break,
                }
            }
        };
        let mut alive = true;
        for frame in frames {
            alive = match sealer.seal(frame.kind, &frame.body) {
                Ok(sealed) => writer.write_all(&sealed).await.is_ok(),
                Err(_) => false,
            };
            if !alive {
                break;
            }
        }
        if !alive || sealer.limit() != Limit::Fresh {
            break;
        }
    }
    queue.close();
    writer.close().await;
}
