//! The chain's two hashes of packed bytes.

use ripemd::Ripemd160;
use sha2::{Digest, Sha512};

/// ripemd160(sha512(bytes)): addresses, balance ids, contract ids, transaction ids.
pub(crate) fn short_hash(bytes: &[u8]) -> [u8; 20] {
    Ripemd160::digest(Sha512::digest(bytes)).into()
}

/// The first four bytes of ripemd160(bytes): the checksum of every text but WIF.
pub(crate) fn checksum(bytes: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..]: [u8; 20] = Ripemd160::digest(bytes).into();
    [a, b, c, d]
}
