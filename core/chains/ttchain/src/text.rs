//! Prefix ‖ base58(bytes ‖ ripemd160(bytes)[..4]): the text of addresses, keys and ids.
//!
//! The checksum leaves the prefix out, so one key has the same tail on every chain of the family. The
//! prefix is therefore compared strictly, and what stands in the wrong place is named.

use crate::hash::checksum;
use crate::limits;
use thiserror::Error;

/// Why a text is not what was asked for. Nothing of the text is in the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// No text.
    #[error("no text")]
    Empty,
    /// More characters than any text of this chain.
    #[error("too long")]
    TooLong,
    /// An address of another chain of the family (such as ACT). Its owner's key is the same, but money sent
    /// here would not be there.
    #[error("an address of another chain of the family")]
    SiblingChain,
    /// A contract's id (CON). Contracts are called, not paid.
    #[error("a contract's id")]
    ContractId,
    /// A script's id (SCR).
    #[error("a script's id")]
    ScriptId,
    /// No prefix of a chain that is known here.
    #[error("not a prefix of this chain")]
    UnknownPrefix,
    /// A character outside the base58 alphabet, such as `0`, `O`, `I`, `l` or a space.
    #[error("a character that these texts do not use")]
    NotBase58,
    /// A character is wrong or missing: the checksum does not fit.
    #[error("mistyped: the checksum does not fit")]
    Checksum,
    /// Another count of bytes than asked for.
    #[error("another length than asked for")]
    Length,
    /// A public key where an address is asked for.
    #[error("a public key, not an address")]
    PublicKeyText,
    /// An address where a public key is asked for.
    #[error("an address, not a public key")]
    AddressText,
    /// An address with a sub-address where a plain one is asked for.
    #[error("an address with a sub-address")]
    SubAddress,
    /// The last 32 characters are not letters and digits.
    #[error("a sub-address is 32 letters or digits")]
    SubAddressForm,
    /// Thirty-three bytes that are not a compressed public key.
    #[error("not a compressed public key")]
    PublicKeyForm,
}

impl AddressError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "address_empty",
            Self::TooLong => "address_too_long",
            Self::SiblingChain => "address_sibling_chain",
            Self::ContractId => "address_contract_id",
            Self::ScriptId => "address_script_id",
            Self::UnknownPrefix => "address_unknown_prefix",
            Self::NotBase58 => "address_not_base58",
            Self::Checksum => "address_checksum",
            Self::Length => "address_length",
            Self::PublicKeyText => "address_public_key",
            Self::AddressText => "public_key_address",
            Self::SubAddress => "address_sub_address",
            Self::SubAddressForm => "sub_address_form",
            Self::PublicKeyForm => "public_key_form",
        }
    }
}

/// The prefix of contract ids.
pub(crate) const CONTRACT: &str = "CON";
const SCRIPT: &str = "SCR";
/// Chains of the family that are known by their prefix.
const FAMILY: [&str; 2] = ["TTC", "ACT"];
const ADDRESS: usize = 20;
const KEY: usize = 33;
const CHECKSUM: usize = 4;
const LONGEST: usize = KEY + CHECKSUM;

/// Writes the text of `payload`.
pub(crate) fn encode(prefix: &str, payload: &[u8]) -> String {
    let mut bytes = payload.to_vec();
    bytes.extend_from_slice(&checksum(payload));
    format!("{prefix}{}", bs58::encode(bytes).into_string())
}

/// Reads the `N` bytes of `text`, which must start with `prefix`.
pub(crate) fn decode<const N: usize>(prefix: &str, text: &str) -> Result<[u8; N], AddressError> {
    let payload = payload(strip(prefix, text)?)?;
    payload.as_slice().try_into().map_err(|_| match (N, payload.len()) {
        (ADDRESS, KEY) => AddressError::PublicKeyText,
        (KEY, ADDRESS) => AddressError::AddressText,
        _ => AddressError::Length,
    })
}

/// Takes the prefix off, or says what the text is instead.
pub(crate) fn strip<'a>(prefix: &str, text: &'a str) -> Result<&'a str, AddressError> {
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if text.len() > limits::TYPED_TEXT {
        return Err(AddressError::TooLong);
    }
    if let Some(body) = text.strip_prefix(prefix) {
        return Ok(body);
    }
    if FAMILY.iter().any(|sibling| text.starts_with(sibling)) {
        return Err(AddressError::SiblingChain);
    }
    if text.starts_with(CONTRACT) {
        return Err(AddressError::ContractId);
    }
    if text.starts_with(SCRIPT) {
        return Err(AddressError::ScriptId);
    }
    Err(AddressError::UnknownPrefix)
}

/// Decodes base58 and takes the checksum off.
fn payload(body: &str) -> Result<Vec<u8>, AddressError> {
    let mut buffer = [0; LONGEST];
    let length = bs58::decode(body).onto(&mut buffer[..]).map_err(|error| match error {
        bs58::decode::Error::BufferTooSmall => AddressError::Length,
        _ => AddressError::NotBase58,
    })?;
    let bytes = buffer.get(..length).ok_or(AddressError::Length)?;
    let (payload, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(AddressError::Length)?;
    if payload.len() != ADDRESS && payload.len() != KEY {
        return Err(AddressError::Length);
    }
    if *sum == checksum(payload) { Ok(payload.to_vec()) } else { Err(AddressError::Checksum) }
}
