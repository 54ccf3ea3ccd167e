use crate::cbor::{CborError, Value};
use crate::{EndpointId, IdError};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Where a device can be reached: its endpoint key and the relays it keeps in touch with.
///
/// The relay texts are opaque here; the transport reads them. `Debug` hides them.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EndpointAddress {
    /// The key that the transport dials.
    pub endpoint: EndpointId,
    /// Relay URLs, best first, at most [`EndpointAddress::MAX_RELAYS`].
    pub relays: Vec<String>,
}

impl EndpointAddress {
    /// The most relays an address names.
    pub const MAX_RELAYS: usize = 4;
    /// The longest relay URL, in bytes.
    pub const MAX_RELAY_LEN: usize = 256;

    /// The wire form: `{1: endpoint, 2: [relay, ..]}`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let relays = self.relays.iter().map(|relay| Value::text(relay)).collect();
        Value::map([(1, Value::bytes(self.endpoint.bytes())), (2, Value::Array(relays))])
    }

    /// Reads the wire form.
    ///
    /// # Errors
    /// [`CborError`] if a field is missing, of another type, or over its limit.
    pub fn from_value(value: Value) -> Result<Self, CborError> {
        let mut fields = value.into_fields()?;
        let endpoint = fields.bytes(1)?;
        let endpoint = EndpointId::try_from(endpoint.as_slice()).map_err(|_: IdError| CborError::Field(1))?;
        let list = fields.list(2)?;
        if list.len() > Self::MAX_RELAYS {
            return Err(CborError::Limit);
        }
        let mut relays = Vec::new();
        for item in list {
            match item {
                Value::Text(text) if text.len() <= Self::MAX_RELAY_LEN => relays.push(text),
                _ => return Err(CborError::Field(2)),
            }
        }
        Ok(Self { endpoint, relays })
    }
}

impl fmt::Debug for EndpointAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, relays } = self;
        write!(f, "EndpointAddress({endpoint:?}, {} relays)", relays.len())
    }
}
