//! Frames: what a session carries for the messenger, by kind. Wire formats: `docs/protocol.md`, 3.4.

use crate::body::MAX_BODY;
use crate::header::Head;
use tongtong_types::cbor::{CborError, Value, decode, encode};

/// The responder's first frame: [`crate::greeting::Welcome`].
pub const WELCOME: u8 = 1;
/// How far all logs have come, sent by both sides at session start: [`Heads`].
pub const HEADS: u8 = 2;
/// A message: [`MessageFrame`].
pub const MESSAGE: u8 = 3;
/// What was committed: [`Heads`] of the reader's messages.
pub const ACK: u8 = 4;
/// The last frame of a session that ends in order; its body is empty.
pub const CLOSE: u8 = 5;

/// The most heads of a [`HEADS`] or [`ACK`] frame.
pub const MAX_HEADS: usize = 128;

/// A message as it travels.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageFrame {
    /// The header's bytes.
    pub header: Vec<u8>,
    /// The salt of the commitment.
    pub salt: [u8; 32],
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl MessageFrame {
    /// The wire form: `{1: header, 2: salt, 3: body}`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(&Value::map([
            (1, Value::bytes(&self.header)),
            (2, Value::bytes(&self.salt)),
            (3, Value::bytes(&self.body)),
        ]))
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// [`CborError`] if a field is missing, of another type, or over its limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = decode(bytes)?.into_fields()?;
        let frame = Self { header: fields.bytes(1)?, salt: fields.array(2)?, body: fields.bytes(3)? };
        if frame.body.len() > MAX_BODY { Err(CborError::Limit) } else { Ok(frame) }
    }
}

/// A list of heads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads(pub Vec<Head>);

impl Heads {
    /// The wire form: `{1: [head, ..]}`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(&Value::map([(1, Value::Array(self.0.iter().map(Head::to_value).collect()))]))
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// [`CborError`] if a field is missing, of another type, or over its limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        Head::list(decode(bytes)?.into_fields()?.list(1)?, MAX_HEADS).map(Self)
    }
}

#[cfg(test)]
mod tests;
