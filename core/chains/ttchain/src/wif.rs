//! Secret keys as WIF text, the one interchange form that wallets of this chain are known to use.
//!
//! Only bytes pass through; what is made here is wiped when it is dropped.

use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

/// Why a text is not a secret key. Nothing of the text is in the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WifError {
    /// A character outside the base58 alphabet.
    #[error("a character that WIF does not use")]
    NotBase58,
    /// Another count of bytes.
    #[error("another length")]
    Length,
    /// A character is wrong or missing: neither checksum fits.
    #[error("mistyped: the checksum does not fit")]
    Checksum,
    /// The first byte is another network's.
    #[error("a key text of another kind")]
    Version,
    /// The byte behind the key is not the mark of a compressed key.
    #[error("an unknown mark behind the key")]
    Mark,
}

impl WifError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotBase58 => "wif_not_base58",
            Self::Length => "wif_length",
            Self::Checksum => "wif_checksum",
            Self::Version => "wif_version",
            Self::Mark => "wif_mark",
        }
    }
}

const VERSION: u8 = 0x80;
const COMPRESSED: u8 = 1;
const SECRET: usize = 32;
const CHECKSUM: usize = 4;
const LONGEST: usize = 1 + SECRET + 1 + CHECKSUM;

/// Characters of the longest text, with room to spare.
const TEXT: usize = 64;

/// Writes the chain's WIF: no mark of compression, double sha256.
#[must_use]
pub fn encode(secret: &[u8; 32]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([VERSION; 1 + SECRET + CHECKSUM]);
    let (body, sum) = bytes.split_at_mut(1 + SECRET);
    if let Some((_, key)) = body.split_first_mut() {
        key.copy_from_slice(secret);
    }
    sum.copy_from_slice(&twice(body));
    let mut text = Zeroizing::new(String::with_capacity(TEXT));
    // Writing to a String does not fail.
    bs58::encode(bytes.as_slice()).onto(&mut *text).unwrap_or_default();
    text
}

/// Reads a secret key. As the node does, it takes the checksum of one sha256 or two, and a key with the mark
/// of compression. Whether the number is a key of the curve is for the caller to find out.
///
/// # Errors
/// [`WifError`] by the fault of the text.
pub fn decode(text: &str) -> Result<Zeroizing<[u8; 32]>, WifError> {
    if text.len() > TEXT {
        return Err(WifError::Length);
    }
    let mut buffer = Zeroizing::new([0; LONGEST]);
    let length = bs58::decode(text).onto(&mut buffer[..]).map_err(|error| match error {
        bs58::decode::Error::BufferTooSmall => WifError::Length,
        _ => WifError::NotBase58,
    })?;
    let bytes = buffer.get(..length).ok_or(WifError::Length)?;
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(WifError::Length)?;
    let ([version], rest) = body.split_first_chunk::<1>().ok_or(WifError::Length)?;
    let (secret, mark) = rest.split_first_chunk::<SECRET>().ok_or(WifError::Length)?;
    if *sum != twice(body) && *sum != once(body) {
        return Err(WifError::Checksum);
    }
    if *version != VERSION {
        return Err(WifError::Version);
    }
    match mark {
        [] | [COMPRESSED] => Ok(Zeroizing::new(*secret)),
        _ => Err(WifError::Mark),
    }
}

fn once(body: &[u8]) -> [u8; CHECKSUM] {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(body).into();
    [a, b, c, d]
}

fn twice(body: &[u8]) -> [u8; CHECKSUM] {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(Sha256::digest(body)).into();
    [a, b, c, d]
}
