use crate::bytes::fixed_bytes;
use crate::hash::short_hash;
use crate::network::Network;
use crate::text::{self, AddressError};
use crate::{BalanceId, ContractId};
use core::fmt;
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use tongtong_types::{Address, Chain, SecpPublicKey};

fixed_bytes!(
    /// Who owns money: the 20 bytes of an address, ripemd160(sha512(compressed public key)).
    ///
    /// The same key has the same owner bytes on every chain of the family.
    Owner, 20
);

impl Owner {
    /// Wraps the bytes of an address.
    #[must_use]
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    fn read(bytes: [u8; 20]) -> Option<Self> {
        Some(Self(bytes))
    }

    /// The owner that `key` signs for.
    #[must_use]
    pub fn of(key: &SecpPublicKey) -> Self {
        Self(short_hash(&key.compressed))
    }

    /// The four older owner forms that the node also lets `key` sign for: hashes in the style of PTS
    /// (version 56) and Bitcoin (version 0), of the uncompressed and the compressed key, in the order
    /// uncompressed 56, compressed 56, uncompressed 0, compressed 0.
    #[must_use]
    pub fn older_forms(key: &SecpPublicKey) -> [Self; 4] {
        let form = |version: u8, key: &[u8]| {
            let hash: [u8; 20] = Ripemd160::digest(Sha256::digest(key)).into();
            let mut bytes = vec![version];
            bytes.extend_from_slice(&hash);
            let sum = Sha256::digest(Sha256::digest(&bytes));
            bytes.extend(sum.iter().take(4));
            Self(Ripemd160::digest(&bytes).into())
        };
        [
            form(56, &key.uncompressed),
            form(56, &key.compressed),
            form(0, &key.uncompressed),
            form(0, &key.compressed),
        ]
    }
}

fixed_bytes!(
    /// A compressed secp256k1 public key as it stands in operations: 33 bytes, first 2 or 3.
    PublicKey, 33
);

impl PublicKey {
    /// Wraps the bytes of a compressed key. Whether the point is on the curve is not looked at.
    #[must_use]
    pub fn read(bytes: [u8; 33]) -> Option<Self> {
        matches!(bytes.first(), Some(2 | 3)).then_some(Self(bytes))
    }

    /// The owner that this key signs for.
    #[must_use]
    pub fn owner(&self) -> Owner {
        Owner(short_hash(&self.0))
    }
}

impl From<&SecpPublicKey> for PublicKey {
    fn from(key: &SecpPublicKey) -> Self {
        Self(key.compressed)
    }
}

/// Where a payment goes: an owner and, for services that share one address, a sub-address.
#[derive(Clone, PartialEq, Eq)]
pub struct Payee {
    /// Who is paid.
    pub owner: Owner,
    /// The whole text, address and sub-address, as it goes into `alp_account`; `None` where there is no
    /// sub-address or where it is 32 times `f`, which means none.
    pub sub_address: Option<String>,
}

impl fmt::Debug for Payee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, sub_address } = self;
        write!(f, "Payee({owner:?}, sub-address: {})", sub_address.is_some())
    }
}

/// Characters of a sub-address.
const SUB_ADDRESS: usize = 32;
/// A text with fewer characters behind its prefix has no sub-address: 66 with a prefix of three letters.
const WITH_SUB_ADDRESS: usize = 63;

impl Network {
    /// The address of `owner`.
    #[must_use]
    pub fn address(&self, owner: &Owner) -> Address {
        Address::checked(Chain::TTCHAIN, text::encode(&self.prefix, &owner.0))
    }

    /// Reads an address of this chain. A balance id has the same form and cannot be told apart here.
    ///
    /// # Errors
    /// [`AddressError`] by the fault of the text.
    pub fn parse_address(&self, text: &str) -> Result<Owner, AddressError> {
        match self.parse_payee(text)? {
            Payee { owner, sub_address: None } if self.has_plain_length(text) => Ok(owner),
            _ => Err(AddressError::SubAddress),
        }
    }

    /// Reads an address of this chain, with or without a sub-address.
    ///
    /// # Errors
    /// [`AddressError`] by the fault of the text.
    pub fn parse_payee(&self, text: &str) -> Result<Payee, AddressError> {
        text::strip(&self.prefix, text)?;
        if self.has_plain_length(text) {
            return text::decode(&self.prefix, text)
                .map(|bytes| Payee { owner: Owner(bytes), sub_address: None });
        }
        let at = text.len().saturating_sub(SUB_ADDRESS);
        let (base, sub) = text.split_at_checked(at).ok_or(AddressError::NotBase58)?;
        let owner = text::decode(&self.prefix, base).map(Owner)?;
        if !sub.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(AddressError::SubAddressForm);
        }
        let none = sub.bytes().all(|b| b == b'f');
        Ok(Payee { owner, sub_address: (!none).then(|| text.to_owned()) })
    }

    fn has_plain_length(&self, text: &str) -> bool {
        text.len().saturating_sub(self.prefix.len()) < WITH_SUB_ADDRESS
    }

    /// The text of a public key.
    #[must_use]
    pub fn public_key_text(&self, key: &PublicKey) -> String {
        text::encode(&self.prefix, &key.0)
    }

    /// Reads the text of a public key.
    ///
    /// # Errors
    /// [`AddressError`] by the fault of the text.
    pub fn parse_public_key(&self, text: &str) -> Result<PublicKey, AddressError> {
        PublicKey::read(text::decode(&self.prefix, text)?).ok_or(AddressError::PublicKeyForm)
    }

    /// The text of a balance id, which looks exactly like an address. Never show it as one.
    #[must_use]
    pub fn balance_id_text(&self, id: &BalanceId) -> String {
        text::encode(&self.prefix, id.bytes())
    }

    /// Reads the text of a balance id.
    ///
    /// # Errors
    /// [`AddressError`] by the fault of the text.
    pub fn parse_balance_id(&self, text: &str) -> Result<BalanceId, AddressError> {
        text::decode(&self.prefix, text).map(BalanceId::new)
    }

    /// The text of a contract id inside operations: with the chain's prefix, not `CON`.
    #[must_use]
    pub fn contract_id_text(&self, id: &ContractId) -> String {
        text::encode(&self.prefix, id.bytes())
    }

    /// Reads the text of a contract id inside operations.
    ///
    /// # Errors
    /// [`AddressError`] by the fault of the text.
    pub fn parse_contract_id(&self, text: &str) -> Result<ContractId, AddressError> {
        text::decode(&self.prefix, text).map(ContractId::new)
    }
}
