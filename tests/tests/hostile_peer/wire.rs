//! Bytes, blocks and frames on one connection.

use std::time::Duration;
use tongtong_chat::frame::{ACK, Acks, HEADS, Heads, MESSAGE, MessageFrame, Reach};
use tongtong_chat::header::{Head, Header};
use tongtong_crypto::session::{Frame, Opener, Sealer};
use tongtong_ports::{Connection, LinkReader, LinkWriter};
use tongtong_types::EndpointId;

/// How long a device may take for anything: longer than its own longest limit.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection, with nothing spoken on it yet.
pub(crate) struct Wire {
    pub(crate) local: EndpointId,
    pub(crate) remote: EndpointId,
    pub(crate) exporter: [u8; 32],
    reader: Box<dyn LinkReader>,
    writer: Box<dyn LinkWriter>,
}

impl From<Connection> for Wire {
    fn from(connection: Connection) -> Self {
        let Connection { local, remote, exporter, writer, reader, path: _ } = connection;
        Self { local, remote, exporter, reader, writer }
    }
}

impl Wire {
    pub(crate) fn new(
        (local, remote): (EndpointId, EndpointId),
        exporter: [u8; 32],
        reader: Box<dyn LinkReader>,
        writer: Box<dyn LinkWriter>,
    ) -> Self {
        Self { local, remote, exporter, reader, writer }
    }

    /// Writes bytes; whether the connection still stood.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> bool {
        self.writer.write_all(bytes).await.is_ok()
    }

    /// Writes `u16 length || bytes`.
    pub(crate) async fn write_block(&mut self, bytes: &[u8]) -> bool {
        self.write(&block(bytes)).await
    }

    async fn read(&mut self, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        let read = tokio::time::timeout(PATIENCE, self.reader.read_exact(&mut bytes)).await;
        read.expect("the device says something or closes").ok().map(|()| bytes)
    }

    /// Reads `u16 length || bytes`; nothing once the connection has ended.
    pub(crate) async fn read_block(&mut self) -> Option<Vec<u8>> {
        let length = self.read(2).await?;
        self.read(usize::from(u16::from_be_bytes([length[0], length[1]]))).await
    }

    /// Reads the clear hello of one version, whole.
    pub(crate) async fn read_hello(&mut self) -> Option<Vec<u8>> {
        self.read(3).await
    }

    /// Whether the connection ends without one byte more.
    pub(crate) async fn ends_in_silence(&mut self) -> bool {
        self.read(1).await.is_none()
    }
}

/// `u16 length || bytes`.
pub(crate) fn block(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes(), bytes].concat()
}

/// A session that stands.
pub(crate) struct Talk {
    pub(crate) wire: Wire,
    pub(crate) sealer: Sealer,
    pub(crate) opener: Opener,
}

impl Talk {
    /// Seals and sends a frame; whether the connection still stood.
    pub(crate) async fn send(&mut self, kind: u8, body: &[u8]) -> bool {
        let sealed = self.sealer.seal(kind, body).unwrap();
        self.wire.write(&sealed).await
    }

    /// Says that nothing of the other side is known: what may be said first.
    pub(crate) async fn send_heads(&mut self) -> bool {
        self.send(HEADS, &Heads::default().encode()).await
    }

    /// Says that this message and all before it are known.
    pub(crate) async fn send_head(&mut self, head: Head) -> bool {
        self.send(HEADS, &Heads(vec![Reach { head, missing: vec![] }]).encode()).await
    }

    pub(crate) async fn send_message(&mut self, message: &MessageFrame) -> bool {
        self.send(MESSAGE, &message.encode()).await
    }

    /// Acknowledges a message as its reader does.
    pub(crate) async fn acknowledge(&mut self, message: &MessageFrame) -> bool {
        self.send(ACK, &Acks(vec![head(message)]).encode()).await
    }

    /// The next frame; nothing once the session has ended.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        let sealed = self.wire.read_block().await?;
        Some(self.opener.open(&sealed).expect("an honest device seals well"))
    }

    /// The next frame of a kind; nothing if the session ends before.
    pub(crate) async fn until(&mut self, kind: u8) -> Option<Frame> {
        loop {
            let frame = self.next().await?;
            if frame.kind == kind {
                return Some(frame);
            }
        }
    }

    /// The next message; nothing if the session ends before.
    pub(crate) async fn message(&mut self) -> Option<MessageFrame> {
        Some(MessageFrame::decode(&self.until(MESSAGE).await?.body).unwrap())
    }

    /// Whether exactly this message is acknowledged, before the session ends.
    pub(crate) async fn is_acknowledged(&mut self, message: &MessageFrame) -> bool {
        while let Some(frame) = self.until(ACK).await {
            if Acks::decode(&frame.body).unwrap().0.contains(&head(message)) {
                return true;
            }
        }
        false
    }

    /// Reads what the device had under way until it closes.
    pub(crate) async fn ended(&mut self) {
        while self.next().await.is_some() {}
    }
}

/// What names a message when it is acknowledged.
pub(crate) fn head(message: &MessageFrame) -> Head {
    Head { id: Header::decode(&message.header).unwrap().id, hash: Header::hash(&message.header) }
}
