use async_trait::async_trait;
use iroh::endpoint::{Connection as Quic, RecvStream, SendStream, VarInt, WeakConnectionHandle};
use std::sync::Arc;
use std::time::Duration;
use tongtong_ports::link::{Connection, LinkError, LinkReader, LinkWriter, Path, PathWatch};
use tongtong_types::EndpointId;

/// The TLS exporter's label: both ends of one connection draw the same 32 bytes, nobody between does.
const EXPORTER: &[u8] = b"EXPORTER-tongtong-session";
/// How long a closing writer waits for the other side to have everything.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);
/// The only close code on the wire: it tells nothing.
pub(crate) const CLOSED: VarInt = VarInt::from_u32(0);

/// Puts the port's form around one QUIC connection and its one stream.
pub(crate) fn connection(
    local: EndpointId,
    quic: Quic,
    (send, recv): (SendStream, RecvStream),
) -> Result<Connection, LinkError> {
    let mut exporter = [0; 32];
    quic.export_keying_material(&mut exporter, EXPORTER, b"").map_err(|_| LinkError::Closed)?;
    Ok(Connection {
        local,
        remote: EndpointId::new(*quic.remote_id().as_bytes()),
        exporter,
        path: Arc::new(Watch(quic.weak_handle())),
        reader: Box::new(Reader { recv, _alive: quic.clone() }),
        writer: Box::new(Writer { send, quic }),
    })
}

struct Writer {
    send: SendStream,
    quic: Quic,
}

struct Reader {
    recv: RecvStream,
    /// A reader alone keeps the connection.
    _alive: Quic,
}

/// Sees the connection without keeping it: when both halves are dropped, the connection closes.
struct Watch(WeakConnectionHandle);

#[async_trait]
impl LinkWriter for Writer {
    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), LinkError> {
        self.send.write_all(bytes).await.map_err(|_| LinkError::Closed)
    }

    async fn close(&mut self) {
        if self.send.finish().is_ok() {
            // Whoever does not take the rest in time has lost it; it was never acknowledged.
            let _ = tokio::time::timeout(CLOSE_LIMIT, self.send.stopped()).await;
        }
        self.quic.close(CLOSED, b"");
    }
}

#[async_trait]
impl LinkReader for Reader {
    async fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), LinkError> {
        self.recv.read_exact(buffer).await.map_err(|_| LinkError::Closed)
    }
}

impl PathWatch for Watch {
    fn current(&self) -> Path {
        let direct =
            self.0.upgrade().is_some_and(|quic| quic.paths().iter().any(|p| p.is_selected() && p.is_ip()));
        if direct { Path::Direct } else { Path::Relay }
    }
}
