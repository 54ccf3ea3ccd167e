use super::{CardError, ContactDetails, PaySheet};
use tongtong_types::cbor::{Value, decode, encode};
use tongtong_types::{DisplayName, EndpointAddress, PeerId};

/// What an accepted contact may know of me. Not signed: the session says who speaks, to this contact alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactCard {
    /// Whose card it is.
    pub identity: PeerId,
    /// Rises with every card for this contact; a lower one has no effect.
    pub counter: u64,
    /// Where conversations are dialled.
    pub conversation: EndpointAddress,
    /// The name they gave themselves.
    pub name: DisplayName,
    /// Where they can be paid, if they have a wallet. Verified.
    pub pay: Option<PaySheet>,
}

impl ContactCard {
    /// The largest card, in bytes.
    pub const MAX_BYTES: usize = 4096;

    /// The bytes of a card that says `details`.
    ///
    /// # Errors
    /// [`CardError`] if the details are not such as a contact would take: a pay sheet that does not
    /// verify, a limit broken.
    pub fn issue(identity: PeerId, counter: u64, details: &ContactDetails) -> Result<Vec<u8>, CardError> {
        let mut fields = vec![
            (1, Value::Uint(super::public::VERSION)),
            (2, Value::bytes(identity.bytes())),
            (3, Value::Uint(counter)),
            (4, details.conversation.to_value()),
            (5, Value::text(details.name.text())),
        ];
        if let Some(sheet) = &details.pay {
            fields.push((6, Value::bytes(sheet)));
        }
        let card = encode(&Value::map(fields));
        Self::decode(&card).map(|_| card)
    }

    /// Reads a card and verifies the pay sheet in it.
    ///
    /// # Errors
    /// [`CardError::Malformed`], or [`CardError::Signature`] of the sheet.
    pub fn decode(bytes: &[u8]) -> Result<Self, CardError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(CardError::Malformed);
        }
        let mut fields = decode(bytes)?.into_fields()?;
        if fields.uint(1)? != super::public::VERSION {
            return Err(CardError::Malformed);
        }
        let card = Self {
            identity: PeerId::new(fields.array(2)?),
            counter: fields.uint(3)?,
            conversation: EndpointAddress::from_value(fields.take(4)?)?,
            name: DisplayName::new(&fields.text(5)?).map_err(|_| CardError::Malformed)?,
            pay: match fields.take_optional(6) {
                None => None,
                Some(Value::Bytes(sheet)) => Some(PaySheet::decode(&sheet)?),
                Some(_) => return Err(CardError::Malformed),
            },
        };
        if card.counter == 0 { Err(CardError::Malformed) } else { Ok(card) }
    }
}
