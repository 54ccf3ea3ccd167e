//! Headers: what the chain of a log and the acknowledgements cover. Wire format: `docs/protocol.md`, 3.2.

use tongtong_types::cbor::{CborError, Value, decode, encode};
use tongtong_types::hash::domain_hash;
use tongtong_types::{ConversationId, HeaderHash, LogId, MessageId, PeerId, Timestamp};

/// The highest place in a log.
pub const MAX_SEQ: u64 = 1 << 53;
/// The most heads that a header names.
pub const MAX_SEEN: usize = 16;
/// The largest header, in bytes.
pub const MAX_HEADER: usize = 4_096;

const VERSION: u64 = 1;

/// The name of a message together with its header's hash: how far a log has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Which message.
    pub id: MessageId,
    /// The hash of its header.
    pub hash: HeaderHash,
}

impl Head {
    /// The wire form: `{1: author, 2: log, 3: seq, 4: header hash}`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::map([
            (1, Value::bytes(self.id.author.bytes())),
            (2, Value::bytes(self.id.log.bytes())),
            (3, Value::Uint(self.id.seq)),
            (4, Value::bytes(self.hash.bytes())),
        ])
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// [`CborError`] if a field is missing, of another type, or over its limit.
    pub fn from_value(value: Value) -> Result<Self, CborError> {
        let mut fields = value.into_fields()?;
        let author = PeerId::new(fields.array(1)?);
        let log = LogId::new(fields.array(2)?);
        let seq = fields.uint(3)?;
        let hash = HeaderHash::new(fields.array(4)?);
        if seq == 0 || seq > MAX_SEQ {
            return Err(CborError::Limit);
        }
        Ok(Self { id: MessageId { author, log, seq }, hash })
    }

    /// Reads a list of at most `max`.
    pub(crate) fn list(values: Vec<Value>, max: usize) -> Result<Vec<Self>, CborError> {
        if values.len() > max {
            return Err(CborError::Limit);
        }
        values.into_iter().map(Self::from_value).collect()
    }
}

/// A message without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Author, log and place.
    pub id: MessageId,
    /// The hash of the header before it in the same log; none at place 1, and only there.
    pub prev: Option<HeaderHash>,
    /// How far the author had seen: at place 1 all heads it knew, later those of the other side.
    pub seen: Vec<Head>,
    /// When it was written, by the author's clock.
    pub sent_at: Timestamp,
    /// From when it should no longer be kept.
    pub expires_at: Option<Timestamp>,
    /// The number of its kind.
    pub kind: u64,
    /// HMAC-SHA-512/256 of the body under the salt.
    pub commitment: [u8; 32],
}

impl Header {
    /// The bytes that are hashed and sent.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut fields = vec![
            (1, Value::Uint(VERSION)),
            (2, Value::bytes(self.conversation.bytes())),
            (3, Value::bytes(self.id.author.bytes())),
            (4, Value::bytes(self.id.log.bytes())),
            (5, Value::Uint(self.id.seq)),
            (7, Value::Array(self.seen.iter().map(Head::to_value).collect())),
            (8, Value::Uint(self.sent_at.millis())),
            (10, Value::Uint(self.kind)),
            (11, Value::bytes(&self.commitment)),
        ];
        if let Some(prev) = &self.prev {
            fields.push((6, Value::bytes(prev.bytes())));
        }
        if let Some(expires_at) = self.expires_at {
            fields.push((9, Value::Uint(expires_at.millis())));
        }
        encode(&Value::map(fields))
    }

    /// Reads a header.
    ///
    /// # Errors
    /// [`CborError`] if a field is missing, of another type, or over its limit; if place 1 has a `prev`
    /// or another place has none.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        if bytes.len() > MAX_HEADER {
            return Err(CborError::Limit);
        }
        let mut fields = decode(bytes)?.into_fields()?;
        if fields.uint(1)? != VERSION {
            return Err(CborError::Field(1));
        }
        let conversation = ConversationId::new(fields.array(2)?);
        let author = PeerId::new(fields.array(3)?);
        let log = LogId::new(fields.array(4)?);
        let seq = fields.uint(5)?;
        if seq == 0 || seq > MAX_SEQ {
            return Err(CborError::Limit);
        }
        let prev = if seq == 1 { None } else { Some(HeaderHash::new(fields.array(6)?)) };
        if fields.take_optional(6).is_some() {
            return Err(CborError::Field(6));
        }
        let seen = Head::list(fields.list(7)?, MAX_SEEN)?;
        let sent_at = Timestamp::from_millis(fields.uint(8)?);
        let expires_at = match fields.take_optional(9) {
            None => None,
            Some(Value::Uint(millis)) => Some(Timestamp::from_millis(millis)),
            Some(_) => return Err(CborError::Field(9)),
        };
        let kind = fields.uint(10)?;
        let commitment = fields.array(11)?;
        let id = MessageId { author, log, seq };
        Ok(Self { conversation, id, prev, seen, sent_at, expires_at, kind, commitment })
    }

    /// The hash of a header's bytes.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> HeaderHash {
        HeaderHash::new(domain_hash("tongtong/v1/header", &[bytes]))
    }
}

#[cfg(test)]
mod tests;
