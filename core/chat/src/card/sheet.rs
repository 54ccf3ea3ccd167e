use super::{CardError, CoinAddress, signed};
use core::fmt;
use tongtong_crypto::statement::{PayKey, PayPublicKey, PayPurpose};
use tongtong_types::Timestamp;
use tongtong_types::cbor::{Value, encode};

/// One-time addresses made for one contact, and where the same wallet is paid on other chains, signed together by
/// its pay key.
///
/// `Debug` hides the addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct PaySheet {
    /// The key that vouches for the addresses.
    pub pay_key: PayPublicKey,
    /// The id of TTChain's network, as the chain counts it: 1 to [`PaySheet::MAX_NETWORK`] bytes.
    pub network: Vec<u8>,
    /// Rises with every sheet of a wallet.
    pub counter: u64,
    /// Until when the addresses may be paid.
    pub valid_until: Timestamp,
    /// 1 to [`PaySheet::MAX_ADDRESSES`] different addresses of TTChain, to be paid in this order, each once.
    pub addresses: Vec<String>,
    /// At most [`PaySheet::MAX_COINS`] addresses on other chains, one for each; sheets of older versions have none.
    pub coins: Vec<CoinAddress>,
}

impl PaySheet {
    /// The largest sheet, in bytes. Older versions take no larger one; addresses as chains have them leave room.
    pub const MAX_BYTES: usize = 2048;
    /// The most addresses of TTChain.
    pub const MAX_ADDRESSES: usize = 8;
    /// The most other chains.
    pub const MAX_COINS: usize = 8;
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
        let mut fields = vec![
            (1, Value::Uint(super::public::VERSION)),
            (2, Value::bytes(&self.pay_key.0)),
            (3, Value::bytes(&self.network)),
            (4, Value::Uint(self.counter)),
            (5, Value::Uint(self.valid_until.millis())),
            (6, Value::Array(addresses)),
        ];
        if !self.coins.is_empty() {
            fields.push((7, Value::Array(self.coins.iter().map(CoinAddress::to_value).collect())));
        }
        let body = encode(&Value::map(fields));
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
        let coins = match fields.take_optional(7) {
            None => Vec::new(),
            // Nothing is said by leaving it out, and by that alone.
            Some(Value::Array(coins)) if !coins.is_empty() => {
                coins.into_iter().map(CoinAddress::from_value).collect::<Result<_, _>>()?
            }
            Some(_) => return Err(CardError::Malformed),
        };
        let sheet = Self {
            pay_key: pay_key.ok_or(CardError::Malformed)?,
            network: fields.bytes(3)?,
            counter: fields.uint(4)?,
            valid_until: Timestamp::from_millis(fields.uint(5)?),
            addresses: fields.list(6)?.into_iter().map(address).collect::<Result<_, _>>()?,
            coins,
        };
        sheet.check_limits()?;
        Ok(sheet)
    }

    pub(super) fn is_address(text: &str) -> bool {
        !text.is_empty() && text.len() <= Self::MAX_ADDRESS && text.bytes().all(|b| b.is_ascii_graphic())
    }

    pub(super) fn is_network(id: &[u8]) -> bool {
        !id.is_empty() && id.len() <= Self::MAX_NETWORK
    }

    fn check_limits(&self) -> Result<(), CardError> {
        let same_chain = |one: &CoinAddress, other: &CoinAddress| one.chain == other.chain;
        if self.counter == 0
            || !Self::is_network(&self.network)
            || self.addresses.is_empty()
            || self.addresses.len() > Self::MAX_ADDRESSES
            || any_twice(&self.addresses, PartialEq::eq)
            || !self.addresses.iter().all(|text| Self::is_address(text))
            || self.coins.len() > Self::MAX_COINS
            || any_twice(&self.coins, same_chain)
            || !self.coins.iter().all(CoinAddress::is_good)
        {
            return Err(CardError::Malformed);
        }
        Ok(())
    }
}

fn any_twice<T>(all: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    all.iter().enumerate().any(|(place, one)| all.iter().skip(place + 1).any(|other| same(one, other)))
}

impl fmt::Debug for PaySheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pay_key, network: _, counter, valid_until, addresses, coins } = self;
        write!(f, "PaySheet({pay_key:?}, {counter}, {valid_until:?}, ")?;
        write!(f, "{} addresses, {} other chains)", addresses.len(), coins.len())
    }
}
