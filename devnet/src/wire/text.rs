//! Text forms: prefix, then base58 of the bytes and the first four bytes of their ripemd160.

use super::hash::{Hash20, PublicKey, checksum};
use thiserror::Error;

/// The prefix of this network's texts.
pub(crate) const PREFIX: &str = "TTC";

/// Why a text is no address and no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum TextError {
    #[error("another prefix")]
    Prefix,
    #[error("not base58, another length or a wrong checksum")]
    Broken,
}

/// An address, balance id or contract id as people and JSON see it.
pub(crate) fn hash20_text(hash: &Hash20) -> String {
    write(&hash.0)
}

/// A public key as JSON sees it.
pub(crate) fn key_text(key: &PublicKey) -> String {
    write(&key.0)
}

/// Reads an address, a balance id or a contract id.
pub(crate) fn read_hash20(text: &str) -> Result<Hash20, TextError> {
    read::<20>(text).map(Hash20)
}

/// Reads a public key.
pub(crate) fn read_key(text: &str) -> Result<PublicKey, TextError> {
    read::<33>(text).map(PublicKey)
}

/// Reads 40 hex digits: the id of a transaction or a block.
pub(crate) fn read_id(text: &str) -> Option<Hash20> {
    let mut id = [0_u8; 20];
    hex::decode_to_slice(text, &mut id).ok()?;
    Some(Hash20(id))
}

fn write(bytes: &[u8]) -> String {
    let body = [bytes, &checksum(bytes)].concat();
    format!("{PREFIX}{}", bs58::encode(body).into_string())
}

fn read<const N: usize>(text: &str) -> Result<[u8; N], TextError> {
    let tail = text.strip_prefix(PREFIX).ok_or(TextError::Prefix)?;
    let body = bs58::decode(tail).into_vec().map_err(|_| TextError::Broken)?;
    let (bytes, sum) = body.split_at_checked(N).ok_or(TextError::Broken)?;
    if sum != checksum(bytes) {
        return Err(TextError::Broken);
    }
    bytes.try_into().map_err(|_| TextError::Broken)
}
