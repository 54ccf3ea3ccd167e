use super::{CardError, PaySheet};
use core::fmt;
use tongtong_types::Chain;
use tongtong_types::cbor::Value;

/// Where a contact is paid on a chain besides TTChain. It may be paid again and again.
///
/// `Debug` hides the address.
#[derive(Clone, PartialEq, Eq)]
pub struct CoinAddress {
    /// Which chain; never TTChain.
    pub chain: Chain,
    /// The network's id, as the chain counts it: 1 to [`PaySheet::MAX_NETWORK`] bytes.
    pub network: Vec<u8>,
    /// The address; a chain's parser has not seen it yet.
    pub address: String,
}

impl CoinAddress {
    pub(super) fn to_value(&self) -> Value {
        Value::map([
            (1, Value::text(self.chain.name())),
            (2, Value::bytes(&self.network)),
            (3, Value::text(&self.address)),
        ])
    }

    pub(super) fn from_value(value: Value) -> Result<Self, CardError> {
        let mut fields = value.into_fields()?;
        Ok(Self {
            chain: fields.text(1)?.parse().map_err(|_| CardError::Malformed)?,
            network: fields.bytes(2)?,
            address: fields.text(3)?,
        })
    }

    pub(super) fn is_good(&self) -> bool {
        self.chain != Chain::TTCHAIN
            && PaySheet::is_network(&self.network)
            && PaySheet::is_address(&self.address)
    }
}

impl fmt::Debug for CoinAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chain, network: _, address: _ } = self;
        write!(f, "CoinAddress({chain:?}, ..)")
    }
}
