//! Frames: what a session carries for the messenger, by kind. Wire formats: `docs/protocol.md`, 3.4.

use crate::body::MAX_BODY;
use crate::header::Head;
use crate::log::MAX_MISSING;
use core::fmt;
use tongtong_types::cbor::{CborError, Value, decode, encode};

/// The responder's first frame: [`crate::greeting::Welcome`].
pub const WELCOME: u8 = 1;
/// How far all logs have come, sent by both sides at session start: [`Heads`].
pub const HEADS: u8 = 2;
/// A message: [`MessageFrame`].
pub const MESSAGE: u8 = 3;
/// What was committed of the reader's messages: [`Acks`].
pub const ACK: u8 = 4;

/// The most heads of a [`HEADS`] or [`ACK`] frame.
pub const MAX_HEADS: usize = 128;

/// A message as it travels. `Debug` shows its size alone.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageFrame {
    /// The header's bytes.
    pub header: Vec<u8>,
    /// The salt of the commitment.
    pub salt: [u8; 32],
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl fmt::Debug for MessageFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { header: _, salt: _, body } = self;
        write!(f, "MessageFrame({} bytes)", body.len())
    }
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

/// How far a log has come at the one who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The head.
    pub head: Head,
    /// Runs of places (first, last) below it that are not there, at most [`MAX_MISSING`].
    pub missing: Vec<(u64, u64)>,
}

/// The body of a [`HEADS`] frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heads(pub Vec<Reach>);

/// The body of an [`ACK`] frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acks(pub Vec<Head>);

impl Reach {
    /// Whether this place is not there.
    #[must_use]
    pub fn misses(&self, seq: u64) -> bool {
        self.missing.iter().any(|(first, last)| (*first..=*last).contains(&seq))
    }

    /// A head with the further field `5: [first, last, first, last, ..]`, left out if nothing is missing.
    fn to_value(&self) -> Value {
        let runs: Vec<_> =
            self.missing.iter().flat_map(|(first, last)| [Value::Uint(*first), Value::Uint(*last)]).collect();
        match self.head.to_value() {
            Value::Map(mut fields) if !runs.is_empty() => {
                fields.insert(5, Value::Array(runs));
                Value::Map(fields)
            }
            head => head,
        }
    }

    fn from_value(value: Value) -> Result<Self, CborError> {
        let runs = value.clone().into_fields()?.take_optional(5);
        let head = Head::from_value(value)?;
        let Some(runs) = runs else { return Ok(Self { head, missing: Vec::new() }) };
        let Value::Array(places) = runs else { return Err(CborError::Field(5)) };
        if places.len() > 2 * MAX_MISSING {
            return Err(CborError::Limit);
        }
        let run = |pair: &[Value]| match pair {
            [Value::Uint(first), Value::Uint(last)] if first <= last => Ok((*first, *last)),
            _ => Err(CborError::Field(5)),
        };
        let missing = places.chunks(2).map(run).collect::<Result<_, _>>()?;
        Ok(Self { head, missing })
    }
}

impl Heads {
    /// The wire form: `{1: [head, ..]}`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(&Value::map([(1, Value::Array(self.0.iter().map(Reach::to_value).collect()))]))
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// [`CborError`] if a field is missing, of another type, or over its limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let list = decode(bytes)?.into_fields()?.list(1)?;
        if list.len() > MAX_HEADS {
            return Err(CborError::Limit);
        }
        list.into_iter().map(Reach::from_value).collect::<Result<_, _>>().map(Self)
    }
}

impl Acks {
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
