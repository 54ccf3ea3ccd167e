//! Commitment: what a message header says about its body without showing it.

use crate::kdf::hmac_sha512_256;
use subtle::ConstantTimeEq;

/// HMAC-SHA-512/256 of a body under its random salt.
///
/// Salt and body travel beside the header and are erased on delete or expiry; the commitment stays and,
/// without the salt, does not let a guess at the body be checked.
#[must_use]
pub fn commit(salt: &[u8; 32], body: &[u8]) -> [u8; 32] {
    hmac_sha512_256(salt, &[body])
}

/// Whether salt and body are those that were committed to.
#[must_use]
pub fn opens(commitment: &[u8; 32], salt: &[u8; 32], body: &[u8]) -> bool {
    commit(salt, body).ct_eq(commitment).into()
}

#[cfg(test)]
mod tests;
