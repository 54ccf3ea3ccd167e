use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why bytes or a text are not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdError {
    /// The count of bytes is not the id's.
    #[error("an id of another length")]
    Length,
    /// The text is not lower-case hex.
    #[error("not hex")]
    NotHex,
}

impl IdError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Length => "id_length",
            Self::NotHex => "id_not_hex",
        }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Bytes in this id.
            pub const LEN: usize = $len;

            /// Wraps the id's bytes.
            #[must_use]
            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The id's bytes, for the wire and the store.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = IdError;

            fn try_from(bytes: &[u8]) -> Result<Self, IdError> {
                bytes.try_into().map(Self).map_err(|_| IdError::Length)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({}..)", stringify!($name), hex::encode(&self.0[..4]))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let bytes = hex::decode(text).map_err(|_| IdError::NotHex)?;
                Self::try_from(bytes.as_slice())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if s.is_human_readable() {
                    s.collect_str(self)
                } else {
                    s.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                use serde::de::Error as _;
                if d.is_human_readable() {
                    String::deserialize(d)?.parse().map_err(D::Error::custom)
                } else {
                    Self::try_from(Bytes::deserialize(d)?.0.as_slice()).map_err(D::Error::custom)
                }
            }
        }
    };
}

id!(
    /// A person: the Ed25519 identity key made at sign-up.
    PeerId, 32
);
id!(
    /// A network endpoint: the Ed25519 key that the transport dials. Never the identity key.
    EndpointId, 32
);
id!(
    /// A device's X25519 static session key, public half, as its card names it.
    StaticKey, 32
);
id!(
    /// One device of a person. The card names it; the highest card counter wins.
    DeviceId, 16
);
id!(
    /// One run of messages by one author in one conversation; new after every restore.
    LogId, 16
);
id!(
    /// A conversation. For two people: derived from both identities.
    ConversationId, 32
);
id!(
    /// The hash of a message header, covered by the acknowledgement.
    HeaderHash, 32
);
id!(
    /// What a review shows and an approval names: nothing else is signed.
    PlanDigest, 32
);
id!(
    /// The signing digest of one unsigned payment. A payment is known by it, not by its id.
    BodyDigest, 32
);
id!(
    /// A payment of this wallet, whatever its direction and state.
    PaymentId, 16
);
id!(
    /// A row of the store: 128 random bits, never used twice.
    RowId, 16
);

/// The name of a message: its author, the author's log, and its place there (from 1, without gaps).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId {
    /// Who wrote it.
    pub author: PeerId,
    /// In which of the author's logs.
    pub log: LogId,
    /// Its place in that log.
    pub seq: u64,
}

/// The id of a transaction on its chain, as the chain counts its bytes (TTChain: 20).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TxId(Vec<u8>);

impl TxId {
    /// Wraps the id's bytes.
    ///
    /// # Errors
    /// [`IdError::Length`] unless there are 1 to 64 of them.
    pub fn new(bytes: &[u8]) -> Result<Self, IdError> {
        if bytes.is_empty() || bytes.len() > 64 { Err(IdError::Length) } else { Ok(Self(bytes.to_vec())) }
    }

    /// The id's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<[u8; 20]> for TxId {
    fn from(bytes: [u8; 20]) -> Self {
        Self(bytes.to_vec())
    }
}

impl fmt::Display for TxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for TxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TxId({}..)", hex::encode(self.0.get(..4).unwrap_or_default()))
    }
}

impl FromStr for TxId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::new(&hex::decode(text).map_err(|_| IdError::NotHex)?)
    }
}

/// Bytes as a CBOR byte string, whatever container serde would choose by itself.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }
        }
        d.deserialize_bytes(Visitor)
    }
}
