use super::{CardError, signed};
use core::fmt;
use tongtong_crypto::statement::{PayKey, PayPublicKey, PayPurpose};
use tongtong_types::Timestamp;
use tongtong_types::cbor::{Value, encode};

/// One-time addresses made for one contact, signed together by the wallet's pay key.
///
/// `Debug` hides the addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct PaySheet {
    /// The key that vouches for the addresses.
    pub pay_key: PayPublicKey,
    /// The network's id, as the chain counts it: 1 to [`PaySheet::MAX_NETWORK`] bytes.
    pub network: Vec<u8>,
    /// Rises with every sheet of a wallet.
    pub counter: u64,
    /// Until when the addresses may be paid.
    pub valid_until: Timestamp,
    /// 1 to [`PaySheet::MAX_ADDRESSES`] different addresses, to be paid in this order, each once.
    pub addresses: Vec<String>,
}

impl PaySheet {
    /// The largest sheet, in bytes.
    pub const MAX_BYTES: usize = 2048;
    /// The most addresses.
    pub const MAX_ADDRESSES: usize = 8;
    /// The longest address, in bytes of printable ASCII.
    pub const MAX_ADDRESS: usize = 128;
    /// The longest network id, in bytes.
    pub const MAX_NETWORK: usize = 64;

    /// The sheet's bytes, signed by the pay key it names.
    ///
    /// # Errors
    /// [`CardError::Another`] if `key` is not the key that the sheet names, [`CardError::Malformed`] if
    /// the sheet breaks a limit.
    pub fn issue(&self, key: &PayKey) -> Result<Vec<u8>, CardError> {
        if key.public() != self.pay_key {
            return Err(CardError::Another);
        }
        self.check_limits()?;
        let addresses = self.addresses.iter().map(|address| Value::text(address)).collect();
        let body = encode(&Value::map([
            (1, Value::Uint(super::public::VERSION)),
            (2, Value::bytes(&self.pay_key.0)),
            (3, Value::bytes(&self.network)),
            (4, Value::Uint(self.counter)),
            (5, Value::Uint(self.valid_until.millis())),
            (6, Value::Array(addresses)),
        ]));
        let sheet = signed::seal(&body, &key.sign(PayPurpose::PayAddresses, &body));
        if sheet.len() > Self::MAX_BYTES { Err(CardError::Malformed) } else { Ok(sheet) }
    }

    /// Reads a sheet and verifies all of it but the clock.
    ///
    /// # Errors
    /// [`CardError::Malformed`] or [`CardError::Signature`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CardError> {
        let mut pay_key = None;
        let mut fields = signed::open(bytes, Self::MAX_BYTES, PayPurpose::PayAddresses, |fields| {
            let named = PayPublicKey(fields.array(2)?);
            pay_key = Some(named);
            Ok(named)
        })?;
        let address = |value| match value {
            Value::Text(text) => Ok(text),
            _ => Err(CardError::Malformed),
        };
        let sheet = Self {
            pay_key: pay_key.ok_or(CardError::Malformed)?,
            network: fields.bytes(3)?,
            counter: fields.uint(4)?,
            valid_until: Timestamp::from_millis(fields.uint(5)?),
            addresses: fields.list(6)?.into_iter().map(address).collect::<Result<_, _>>()?,
        };
        sheet.check_limits()?;
        Ok(sheet)
    }

    fn check_limits(&self) -> Result<(), CardError> {
        let good = |text: &String| {
            !text.is_empty() && text.len() <= Self::MAX_ADDRESS && text.bytes().all(|b| b.is_ascii_graphic())
        };
        let twice = self
            .addresses
            .iter()
            .enumerate()
            .any(|(place, address)| self.addresses.iter().skip(place + 1).any(|other| other == address));
        if self.counter == 0
            || self.network.is_empty()
            || self.network.len() > Self::MAX_NETWORK
            || self.addresses.is_empty()
            || self.addresses.len() > Self::MAX_ADDRESSES
            || twice
            || !self.addresses.iter().all(good)
        {
            return Err(CardError::Malformed);
        }
        Ok(())
    }
}

impl fmt::Debug for PaySheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pay_key, network: _, counter, valid_until, addresses } = self;
        write!(f, "PaySheet({pay_key:?}, {counter}, {valid_until:?}, {} addresses)", addresses.len())
    }
}
