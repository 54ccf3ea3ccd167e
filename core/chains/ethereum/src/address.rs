//! Addresses: 20 bytes, shown with the checksum of EIP-55 in their capitals.

use crate::CHAIN;
use alloy_primitives::Address as Bytes20;
use tongtong_chain::{AddressFault, Kind, Reading};
use tongtong_types::{Address, KeyPath, SecpPublicKey};

/// The account of the wallet: `m/44'/60'/0'` (BIP-44). Its one address is `0/0` below.
#[must_use]
pub fn account_path() -> KeyPath {
    KeyPath::new(&[44 | KeyPath::HARDENED, 60 | KeyPath::HARDENED, KeyPath::HARDENED])
}

/// The path of the one key.
pub(crate) fn key_path() -> KeyPath {
    account_path().child(0).child(0)
}

/// The address of a key, in the form of EIP-55.
#[must_use]
pub fn address_of(key: &SecpPublicKey) -> String {
    bytes_of(key).to_checksum(None)
}

/// The last 20 bytes of the hash of the key's two coordinates.
pub(crate) fn bytes_of(key: &SecpPublicKey) -> Bytes20 {
    let [_, coordinates @ ..] = &key.uncompressed;
    Bytes20::from_raw_public_key(coordinates)
}

/// The one form in which an address is shown.
pub(crate) fn shown(bytes: &Bytes20) -> Address {
    Address::checked(CHAIN, bytes.to_checksum(None))
}

/// What a text means to Ethereum. 40 digits without `0x` are nobody's in particular: a TTChain hash looks so.
pub(crate) fn read(text: &str) -> Reading {
    if text.starts_with("0X") {
        return AddressFault::Character.into();
    }
    if !text.starts_with("0x") {
        return Reading::Foreign;
    }
    match parse(text) {
        Ok(bytes) if is_nobodys(&bytes) => AddressFault::Nobody.into(),
        Ok(bytes) => Reading::Is(Kind::Address, shown(&bytes)),
        Err(fault) => fault.into(),
    }
}

/// Somebody that can be paid.
pub(crate) fn payee(text: &str) -> Result<Bytes20, AddressFault> {
    match parse(text)? {
        bytes if is_nobodys(&bytes) => Err(AddressFault::Nobody),
        bytes => Ok(bytes),
    }
}

/// Reads `0x` and 40 digits. All small or all capital carry no checksum; a mixture must be EIP-55's.
pub(crate) fn parse(text: &str) -> Result<Bytes20, AddressFault> {
    let digits = text.strip_prefix("0x").ok_or(AddressFault::Character)?;
    if digits.chars().count() != 40 {
        return Err(AddressFault::Length);
    }
    let mut bytes = [0; 20];
    hex::decode_to_slice(digits, &mut bytes).map_err(|_| AddressFault::Character)?;
    let bytes = Bytes20::from(bytes);
    let mixed =
        digits.bytes().any(|b| b.is_ascii_lowercase()) && digits.bytes().any(|b| b.is_ascii_uppercase());
    if mixed && bytes.to_checksum(None) != text {
        return Err(AddressFault::Capitals);
    }
    Ok(bytes)
}

/// Zero and the 65,535 after it: kept for what is built into the chain (EIP-1352). What is paid there is lost.
pub(crate) fn is_nobodys(bytes: &Bytes20) -> bool {
    bytes.iter().take(18).all(|byte| *byte == 0)
}
