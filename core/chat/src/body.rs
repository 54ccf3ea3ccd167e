//! Bodies: what a message says, by kind. Wire formats: `docs/protocol.md`, 3.3.

use core::fmt;
use thiserror::Error;
use tongtong_types::cbor::{CborError, Fields, Value, decode, encode};
use tongtong_types::{Address, Amount, Asset, BodyDigest, Chain, DisplayName, LogId, TxId};

/// The number of each kind. Numbers between them are kept for kinds of later versions.
pub mod kind {
    /// A text.
    pub const TEXT: u64 = 1;
    /// A contact card.
    pub const CONTACT_CARD: u64 = 7;
    /// A payment that was signed.
    pub const PAYMENT: u64 = 9;
    /// A read mark.
    pub const RECEIPT: u64 = 10;
    /// A contact request.
    pub const REQUEST: u64 = 12;
    /// The answer to a contact request.
    pub const ACCEPT: u64 = 13;
}

/// The most characters of a text.
pub const MAX_TEXT: usize = 8_000;
/// The most characters of a contact request.
pub const MAX_REQUEST: usize = 140;
/// The largest body of any kind, in bytes.
pub const MAX_BODY: usize = 40_960;
/// The most places that one receipt names.
pub const MAX_RECEIPT: u64 = 256;

/// What stands for TTChain in a payment; other chains stand there by their names.
const TTCHAIN_NUMBER: u64 = 1;

/// What a message says. `Debug` shows its kind alone.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// Asks to be a contact.
    Request {
        /// The name of who asks.
        name: DisplayName,
        /// At most [`MAX_REQUEST`] characters, may be empty.
        text: String,
    },
    /// Takes who asked as a contact.
    Accept,
    /// The author's contact card for the reader.
    ContactCard(Vec<u8>),
    /// 1 to [`MAX_TEXT`] characters, as typed.
    Text(String),
    /// The author has signed a payment to the reader.
    Payment(Payment),
    /// The author has seen the reader's messages `from..=up_to` of this log.
    Receipt {
        /// Which of the reader's logs.
        log: LogId,
        /// The first place.
        from: u64,
        /// The last place.
        up_to: u64,
    },
    /// A kind of a newer version: kept, shown as such, without effect.
    Unknown {
        /// Its number.
        kind: u64,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// A payment as its message tells it. Nothing of it is believed before the chain shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Payment {
    /// What.
    pub asset: Asset,
    /// How much, without the fee.
    pub amount: Amount,
    /// The asset's decimals.
    pub decimals: u8,
    /// The network's id, as the chain counts it.
    pub network: Vec<u8>,
    /// The reader's address that is paid. In a message that came, no chain's parser has seen it: it is
    /// only to be compared with one's own addresses.
    pub to: Address,
    /// The signing digest by which the payment is known.
    pub body: BodyDigest,
    /// The id under which it is sent first.
    pub tx: TxId,
    /// The words that go with it.
    pub text: Option<String>,
}

/// A body that is not what its kind says: kept, shown as unreadable, without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the body is not of its kind")]
pub struct MalformedBody;

impl MalformedBody {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "body_malformed"
    }
}

impl From<CborError> for MalformedBody {
    fn from(_: CborError) -> Self {
        Self
    }
}

/// Whether a text may be sent: at most `max` characters and no NUL. It is kept as typed, not normalised.
pub(crate) fn fits(text: &str, max: usize) -> bool {
    text.chars().count() <= max && !text.contains('\0')
}

/// Whether a text says something and may be sent.
pub(crate) fn says(text: &str) -> bool {
    !text.is_empty() && fits(text, MAX_TEXT)
}

impl Body {
    /// The number of its kind.
    #[must_use]
    pub fn kind(&self) -> u64 {
        match self {
            Self::Request { .. } => kind::REQUEST,
            Self::Accept => kind::ACCEPT,
            Self::ContactCard(_) => kind::CONTACT_CARD,
            Self::Text(_) => kind::TEXT,
            Self::Payment(_) => kind::PAYMENT,
            Self::Receipt { .. } => kind::RECEIPT,
            Self::Unknown { kind, .. } => *kind,
        }
    }

    /// The bytes that the header commits to.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Request { name, text } => {
                encode(&Value::map([(1, Value::text(name.text())), (2, Value::text(text))]))
            }
            Self::Accept => encode(&Value::map([])),
            Self::ContactCard(card) => card.clone(),
            Self::Text(text) => encode(&Value::map([(1, Value::text(text))])),
            Self::Payment(payment) => payment.encode(),
            Self::Receipt { log, from, up_to } => encode(&Value::map([
                (1, Value::bytes(log.bytes())),
                (2, Value::Uint(*from)),
                (3, Value::Uint(*up_to)),
            ])),
            Self::Unknown { kind: _, bytes } => bytes.clone(),
        }
    }

    /// Reads a body of a kind. A contact card is taken as bytes; [`crate::card::ContactCard`] reads it.
    ///
    /// # Errors
    /// [`MalformedBody`] if a known kind's body breaks its form or a limit.
    pub fn decode(number: u64, bytes: &[u8]) -> Result<Self, MalformedBody> {
        if bytes.len() > MAX_BODY {
            return Err(MalformedBody);
        }
        let fields = || decode(bytes)?.into_fields();
        match number {
            kind::REQUEST => {
                let mut fields = fields()?;
                let name = DisplayName::new(&fields.text(1)?).map_err(|_| MalformedBody)?;
                let text = fields.text(2)?;
                if fits(&text, MAX_REQUEST) { Ok(Self::Request { name, text }) } else { Err(MalformedBody) }
            }
            kind::ACCEPT => fields().map(|_| Self::Accept).map_err(MalformedBody::from),
            kind::CONTACT_CARD => Ok(Self::ContactCard(bytes.to_vec())),
            kind::TEXT => {
                let text = fields()?.text(1)?;
                if says(&text) { Ok(Self::Text(text)) } else { Err(MalformedBody) }
            }
            kind::PAYMENT => Payment::decode(fields()?).map(Self::Payment),
            kind::RECEIPT => {
                let mut fields = fields()?;
                let log = LogId::new(fields.array(1)?);
                let (from, up_to) = (fields.uint(2)?, fields.uint(3)?);
                if from == 0 || up_to < from || up_to - from >= MAX_RECEIPT {
                    return Err(MalformedBody);
                }
                Ok(Self::Receipt { log, from, up_to })
            }
            kind => Ok(Self::Unknown { kind, bytes: bytes.to_vec() }),
        }
    }
}

impl Payment {
    /// The longest address, in bytes of printable ASCII.
    pub const MAX_ADDRESS: usize = 128;
    /// The longest network id, in bytes.
    pub const MAX_NETWORK: usize = 64;
    /// The most decimals an asset has: those of the largest amount.
    pub const MAX_DECIMALS: u8 = 38;

    fn encode(&self) -> Vec<u8> {
        let chain = match self.to.chain() {
            Chain::TTCHAIN => Value::Uint(TTCHAIN_NUMBER),
            other => Value::text(other.name()),
        };
        let mut fields = vec![
            (1, Value::text(self.asset.code())),
            (2, Value::bytes(&self.amount.units().to_be_bytes())),
            (3, Value::Uint(u64::from(self.decimals))),
            (4, Value::bytes(&self.network)),
            (5, chain),
            (6, Value::text(self.to.text())),
            (7, Value::bytes(self.body.bytes())),
            (8, Value::bytes(self.tx.bytes())),
        ];
        if let Some(text) = &self.text {
            fields.push((9, Value::text(text)));
        }
        encode(&Value::map(fields))
    }

    fn decode(mut fields: Fields) -> Result<Self, MalformedBody> {
        let asset = fields.text(1)?.parse().map_err(|_| MalformedBody)?;
        let amount = Amount::from_units(u128::from_be_bytes(fields.array(2)?));
        let decimals = u8::try_from(fields.uint(3)?).map_err(|_| MalformedBody)?;
        let network = fields.bytes(4)?;
        let chain = match fields.take(5)? {
            Value::Uint(TTCHAIN_NUMBER) => Chain::TTCHAIN,
            // Each chain is written in one way alone.
            Value::Text(name) => {
                name.parse().ok().filter(|chain| *chain != Chain::TTCHAIN).ok_or(MalformedBody)?
            }
            _ => return Err(MalformedBody),
        };
        let to = fields.text(6)?;
        let body = BodyDigest::new(fields.array(7)?);
        let tx = TxId::new(&fields.bytes(8)?).map_err(|_| MalformedBody)?;
        let text = match fields.take_optional(9) {
            None => None,
            Some(Value::Text(text)) if says(&text) => Some(text),
            Some(_) => return Err(MalformedBody),
        };
        let good_address =
            !to.is_empty() && to.len() <= Self::MAX_ADDRESS && to.bytes().all(|b| b.is_ascii_graphic());
        if amount.is_zero()
            || decimals > Self::MAX_DECIMALS
            || network.is_empty()
            || network.len() > Self::MAX_NETWORK
            || !good_address
        {
            return Err(MalformedBody);
        }
        Ok(Self { asset, amount, decimals, network, to: Address::checked(chain, to), body, tx, text })
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body(kind {})", self.kind())
    }
}

impl fmt::Debug for Payment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payment({:?}, {:?}, ..)", self.asset, self.body)
    }
}

#[cfg(test)]
mod tests;
