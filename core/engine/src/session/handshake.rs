//! From a connection to a verified peer (docs/protocol.md, 1.2 to 1.4 and 2).

use super::Broken;
use super::io::{read_block, read_hello, write_block};
use crate::engine::Shared;
use crate::vault::Keys;
use std::sync::Arc;
use tokio::time::Instant;
use tongtong_chat::greeting::{Greeting, Met, Welcome};
use tongtong_chat::rows::{ContactRow, ContactState, SelfRow};
use tongtong_chat::{Facts, Needs, frame};
use tongtong_crypto::session::{Established, Hello, Initiator, Prologue, Responder, StaticSecret, VERSION};
use tongtong_ports::{Connection, Door, LinkReader, LinkWriter, PathWatch};
use tongtong_types::PeerId;
use zeroize::Zeroizing;

/// A session with a peer who is who the card says, before any message has flowed.
pub(crate) struct Verified {
    pub(crate) met: Met,
    pub(crate) began_here: bool,
    pub(crate) began: Instant,
    pub(crate) door: Door,
    pub(crate) established: Established,
    pub(crate) reader: Box<dyn LinkReader>,
    pub(crate) writer: Box<dyn LinkWriter>,
    pub(crate) path: Arc<dyn PathWatch>,
}

/// Begins a session over a connection that this device dialled.
pub(crate) async fn begin(
    shared: &Arc<Shared>,
    connection: Connection,
    door: Door,
    contact: &ContactRow,
) -> Result<Verified, Broken> {
    let began = Instant::now();
    let keys = shared.keys().map_err(|_| Broken::Stopped)?;
    let me = own(shared).await?;
    let Connection { local, remote, exporter, mut writer, mut reader, path } = connection;
    let offered = vec![VERSION];
    writer.write_all(&Hello::encode(&offered)).await?;
    let prologue = Prologue {
        offered,
        version: VERSION,
        initiator: local,
        responder: remote,
        responder_identity: contact.peer,
        tls_exporter: exporter,
    };
    let seed = fresh_seed(shared)?;
    let (initiator, message1) = Initiator::start(&seed, &keys.static_secret, &contact.static_key, &prologue)?;
    write_block(writer.as_mut(), &message1).await?;
    let message2 = read_block(reader.as_mut()).await?;
    let greeting = Greeting::new(&me, contact.peer);
    let (message3, mut established) = initiator.finish(&message2, &greeting.encode())?;
    write_block(writer.as_mut(), &message3).await?;
    let first = established.opener.open(&read_block(reader.as_mut()).await?)?;
    if first.kind != frame::WELCOME {
        return Err(Broken::Protocol);
    }
    let welcome = Welcome::decode(&first.body)?;
    let facts = known(shared, welcome.needs()?).await?;
    let now = shared.parts.clock.now();
    let met = welcome.check(&greeting, &contact.static_key, &facts, now)?;
    Ok(Verified { met, began_here: true, began, door, established, reader, writer, path })
}

/// Answers a connection that somebody else dialled. Whoever does not hold our card gets no byte.
pub(crate) async fn answer(
    shared: &Arc<Shared>,
    connection: Connection,
    door: Door,
) -> Result<Verified, Broken> {
    let began = Instant::now();
    let keys = shared.keys().map_err(|_| Broken::Stopped)?;
    let me = own(shared).await?;
    let Connection { local, remote, exporter, mut writer, mut reader, path } = connection;
    let hello = read_hello(reader.as_mut()).await?;
    let prologue = Prologue {
        offered: hello.versions().to_vec(),
        version: hello.choose(&[VERSION])?,
        initiator: remote,
        responder: local,
        responder_identity: keys.identity.peer(),
        tls_exporter: exporter,
    };
    let message1 = read_block(reader.as_mut()).await?;
    let seed = fresh_seed(shared)?;
    let (responder, message2) = Responder::answer(&seed, &statics(&keys), &prologue, &message1)?;
    write_block(writer.as_mut(), &message2).await?;
    let (mut established, payload) = responder.finish(&read_block(reader.as_mut()).await?)?;
    let greeting = Greeting::decode(&payload)?;
    let facts = known(shared, greeting.needs()?).await?;
    let met = greeting.check(&established.remote_static, &facts, shared.parts.clock.now())?;
    if door == Door::Conversation && !is_accepted(&facts, met.peer) {
        // Only the contact card names this door. Whoever lost us asks anew at the rendezvous door.
        return Err(Broken::Protocol);
    }
    let welcome = Welcome::new(&me, &met).encode();
    writer.write_all(&established.sealer.seal(frame::WELCOME, &welcome)?).await?;
    Ok(Verified { met, began_here: false, began, door, established, reader, writer, path })
}

/// What this device knows of the other side.
async fn known(shared: &Arc<Shared>, needs: Needs) -> Result<Facts, Broken> {
    let read = shared.blocking(move |shared| Ok(shared.parts.store.read_chat(&needs)?)).await;
    read.map_err(|_| Broken::Stopped)
}

async fn own(shared: &Arc<Shared>) -> Result<SelfRow, Broken> {
    known(shared, Needs::default()).await?.me.ok_or(Broken::Stopped)
}

fn is_accepted(facts: &Facts, peer: PeerId) -> bool {
    facts.contacts.iter().any(|contact| contact.peer == peer && contact.state == ContactState::Accepted)
}

fn statics(keys: &Keys) -> Vec<&StaticSecret> {
    core::iter::once(&keys.static_secret).chain(keys.previous_static.as_ref()).collect()
}

fn fresh_seed(shared: &Shared) -> Result<Zeroizing<[u8; 32]>, Broken> {
    let mut seed = Zeroizing::new([0u8; 32]);
    shared.parts.entropy.fill(seed.as_mut_slice()).map_err(|_| Broken::Stopped)?;
    Ok(seed)
}
