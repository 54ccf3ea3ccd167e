//! Reading and writing what travels on a connection: the hello, then `u16 length || bytes`.

use tongtong_chat::greeting::GreetingError;
use tongtong_crypto::session::{Hello, SessionError};
use tongtong_ports::{LinkError, LinkReader, LinkWriter};

/// Why a connection came to nothing. Whatever the reason, it is closed and nothing is told to the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// The transport failed.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The handshake or a frame failed.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The other side is not who it says, or does not mean me.
    #[error(transparent)]
    Greeting(#[from] GreetingError),
    /// The other side broke the protocol.
    #[error("the other side broke the protocol")]
    Protocol,
    /// It took too long.
    #[error("the handshake took too long")]
    Slow,
    /// This device could not go on: locked, or its store failed.
    #[error("this device stopped")]
    Stopped,
}

impl Broken {
    /// The stable code, for the log.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Link(error) => error.code(),
            Self::Session(error) => error.code(),
            Self::Greeting(error) => error.code(),
            Self::Protocol => "peer_protocol",
            Self::Slow => "handshake_slow",
            Self::Stopped => "session_stopped",
        }
    }
}

/// Reads the clear hello of an initiator.
pub(crate) async fn read_hello(reader: &mut dyn LinkReader) -> Result<Hello, Broken> {
    let mut first = [0u8; 1];
    reader.read_exact(&mut first).await?;
    let rest = Hello::rest(first[0])?;
    let mut bytes = vec![0u8; rest.saturating_add(1)];
    if let Some((head, tail)) = bytes.split_first_mut() {
        *head = first[0];
        reader.read_exact(tail).await?;
    }
    Ok(Hello::decode(&bytes)?)
}

/// Reads one `u16 length || bytes`.
pub(crate) async fn read_block(reader: &mut dyn LinkReader) -> Result<Vec<u8>, Broken> {
    let mut length = [0u8; 2];
    reader.read_exact(&mut length).await?;
    let mut bytes = vec![0u8; usize::from(u16::from_be_bytes(length))];
    reader.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Writes one `u16 length || bytes`.
pub(crate) async fn write_block(writer: &mut dyn LinkWriter, bytes: &[u8]) -> Result<(), Broken> {
    let length = u16::try_from(bytes.len()).map_err(|_| Broken::Protocol)?;
    let mut block = Vec::with_capacity(bytes.len().saturating_add(2));
    block.extend_from_slice(&length.to_be_bytes());
    block.extend_from_slice(bytes);
    Ok(writer.write_all(&block).await?)
}
