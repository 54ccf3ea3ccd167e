//! A live session: one task reads, one writes. The reader commits before the writer acknowledges.

use super::handshake::Verified;
use super::io::read_block;
use super::table::{Entry, Origin};
use crate::engine::Shared;
use crate::{EngineError, Event};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::time::{Duration, Instant, timeout};
use tongtong_chat::{Command, Incoming, Outgoing, Refused};
use tongtong_crypto::session::{Limit, Opener, Sealer};
use tongtong_ports::{Door, Level, LinkReader, LinkWriter, Path, PathWatch};
use tongtong_types::PeerId;

/// How much may wait for the writer before the session is given up: a peer that sends without reading.
const WRITER_ROOM: usize = 1_024;
/// How long one frame may wait for the other side to take it.
const WRITE: Duration = Duration::from_secs(20);
/// How long a session may take to say good-bye.
const GOODBYE: Duration = Duration::from_secs(2);
/// How long a session at the rendezvous door may be silent before it ends.
const RENDEZVOUS_QUIET: Duration = Duration::from_secs(3);

/// What the writer is asked to do.
enum Ask {
    Send(Vec<Outgoing>),
    /// Something waits in the outbox.
    Resume,
    /// The other side has told its heads: what waits may flow.
    Ready,
    /// What was sent before was not taken then and will be now: once more from the beginning.
    Again,
}

/// Speaks to a live session.
#[derive(Clone)]
pub(crate) struct Handle {
    asks: mpsc::Sender<Ask>,
    stop: Arc<watch::Sender<bool>>,
    path: Arc<dyn PathWatch>,
}

impl Handle {
    /// Says that something waits in the outbox.
    pub(crate) fn resume(&self) {
        // A full queue has a resume in it or fails the session; a closed one is ending.
        let _queued = self.asks.try_send(Ask::Resume);
    }

    /// Tells the session to end. It does so within [`GOODBYE`], whatever the other side does.
    pub(crate) fn close(&self) {
        self.stop.send_replace(true);
    }

    /// By which path it runs now.
    pub(crate) fn path(&self) -> Path {
        self.path.current()
    }
}

/// A session's place in the table. Dropped, however the session ends, it is free again and told.
struct Seat<'a> {
    shared: &'a Shared,
    peer: PeerId,
    number: u64,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        if self.shared.sessions().leave(&self.peer, self.number) {
            let _heard = self.shared.events.send(Event::Offline { peer: self.peer });
        }
    }
}

impl Shared {
    /// Ends every session.
    pub(crate) fn close_sessions(&self) {
        let live = self.sessions().drain();
        for (peer, session) in live {
            session.close();
            let _heard = self.events.send(Event::Offline { peer });
        }
    }
}

/// Runs a verified session until it ends. Enters it into the table first, and out of it at the end.
pub(crate) async fn run(shared: &Arc<Shared>, verified: Verified) -> Result<(), EngineError> {
    let Verified { met, began_here, began, door, established, reader, writer, path } = verified;
    let (me, peer) = (shared.me()?, met.peer);
    let opened = shared.chat(Command::SessionOpened { peer, card: met.card.clone() }).await?;
    let (asks, queue) = mpsc::channel(WRITER_ROOM);
    let stop = Arc::new(watch::Sender::new(false));
    let handle = Handle { asks: asks.clone(), stop: Arc::clone(&stop), path: Arc::clone(&path) };
    let (initiator, responder) = if began_here { (me, peer) } else { (peer, me) };
    let origin = Origin { initiator, responder, began, verified: Instant::now(), door };
    let (number, loser) = {
        let mut table = shared.sessions();
        let number = table.number();
        (number, table.enter(peer, Entry { number, origin, handle }))
    };
    let _seat = Seat { shared, peer, number };
    // The loser closes; what was not acknowledged goes over the survivor.
    if let Some(loser) = loser {
        loser.close();
    }
    if !*stop.borrow() {
        let _heard = shared.events.send(Event::Online { peer });
    }
    let _queued = asks.try_send(Ask::Send(opened.send));
    let mut stopped = stop.subscribe();
    let writing = write_loop(Arc::clone(shared), peer, established.sealer, writer, queue, stop.subscribe());
    let mut writing = tokio::spawn(writing);
    let reading = Reading { shared, peer, card: met.card, door, asks: &asks, path: path.as_ref() };
    tokio::select! {
        code = reading.run(established.opener, reader) => shared.log(Level::Debug, code, None),
        _ = stopped.wait_for(|stop| *stop) => {}
        _ = &mut writing => return Ok(()),
    }
    stop.send_replace(true);
    if timeout(GOODBYE, &mut writing).await.is_err() {
        writing.abort();
    }
    Ok(())
}

/// The reading half of a session.
struct Reading<'a> {
    shared: &'a Arc<Shared>,
    peer: PeerId,
    card: Vec<u8>,
    door: Door,
    asks: &'a mpsc::Sender<Ask>,
    path: &'a dyn PathWatch,
}

impl Reading<'_> {
    /// Reads until the connection ends; gives the code of the reason.
    async fn run(self, mut opener: Opener, mut reader: Box<dyn LinkReader>) -> &'static str {
        let mut ready = false;
        loop {
            let block = match self.door {
                Door::Rendezvous => match timeout(RENDEZVOUS_QUIET, read_block(reader.as_mut())).await {
                    Ok(block) => block,
                    Err(_) => return "rendezvous_quiet",
                },
                Door::Conversation => read_block(reader.as_mut()).await,
            };
            let frame = match block.and_then(|block| Ok(opener.open(&block)?)) {
                Ok(frame) => frame,
                Err(broken) => return broken.code(),
            };
            let ask = match self.take(frame.kind, frame.body).await {
                Ok(true) => Ask::Again,
                Ok(false) if ready => Ask::Resume,
                Ok(false) => Ask::Ready,
                Err(code) => return code,
            };
            ready = true;
            if self.asks.try_send(ask).is_err() {
                return "session_flooded";
            }
        }
    }

    /// Commits a frame and queues what answers it; whether what was sent before must be sent again.
    async fn take(&self, kind: u8, body: Vec<u8>) -> Result<bool, &'static str> {
        let path = match self.path.current() {
            Path::Relay => "relay",
            Path::Direct => "direct",
        };
        let card = self.card.clone();
        let incoming = Incoming { peer: self.peer, kind, body, path: path.to_owned(), card };
        match self.shared.chat(Command::Frame(incoming)).await {
            Ok(said) => {
                if !said.send.is_empty() && self.asks.try_send(Ask::Send(said.send)).is_err() {
                    return Err("session_flooded");
                }
                Ok(said.resend)
            }
            Err(EngineError::Chat(Refused::Protocol)) => Err("peer_protocol"),
            Err(EngineError::Chat(refused)) => {
                self.shared.log(Level::Info, refused.code(), None);
                Ok(false)
            }
            Err(error) => Err(error.code()),
        }
    }
}

/// Writes what it is asked to until it is told to stop, the connection ends, or the session is used up.
async fn write_loop(
    shared: Arc<Shared>,
    peer: PeerId,
    mut sealer: Sealer,
    mut writer: Box<dyn LinkWriter>,
    mut queue: mpsc::Receiver<Ask>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut ready = false;
    let mut sent = 0u64;
    'session: loop {
        let ask = tokio::select! {
            biased;
            _ = stopped.wait_for(|stop| *stop) => break,
            ask = queue.recv() => ask,
        };
        let frames = match ask {
            None => break,
            Some(Ask::Send(frames)) => frames,
            Some(ask) => {
                ready |= !matches!(ask, Ask::Resume);
                if matches!(ask, Ask::Again) {
                    sent = 0;
                }
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
        for frame in frames {
            let Ok(sealed) = sealer.seal(frame.kind, &frame.body) else { break 'session };
            if !matches!(timeout(WRITE, writer.write_all(&sealed)).await, Ok(Ok(()))) {
                break 'session;
            }
        }
        if sealer.limit() != Limit::Fresh {
            break;
        }
    }
    queue.close();
    let _said = timeout(GOODBYE, writer.close()).await;
}
