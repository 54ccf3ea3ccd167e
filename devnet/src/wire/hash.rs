//! The hashes of the chain: 20-byte addresses, balance ids and transaction ids.

use ripemd::Ripemd160;
use sha2::{Digest, Sha256, Sha512};

/// An address, a balance id, a contract id or a transaction id: 20 bytes each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(crate) struct Hash20(pub(crate) [u8; 20]);

/// A compressed secp256k1 public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct PublicKey(pub(crate) [u8; 33]);

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub(crate) fn ripemd160(bytes: &[u8]) -> [u8; 20] {
    Ripemd160::digest(bytes).into()
}

/// ripemd160(sha512(bytes)): the address of a key, the id of a condition, a transaction, a block.
pub(crate) fn hash20(bytes: &[u8]) -> Hash20 {
    Hash20(ripemd160(&Sha512::digest(bytes)))
}

/// First four bytes of ripemd160: the checksum of every text form.
pub(crate) fn checksum(bytes: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = ripemd160(bytes);
    [a, b, c, d]
}

/// The five owners that one signing key satisfies: its address and the four coin-style hashes of
/// it (uncompressed and compressed, version 56 and 0).
pub(crate) fn owners_of(compressed: &[u8], uncompressed: &[u8]) -> [Hash20; 5] {
    [
        hash20(compressed),
        coin_style(uncompressed, 56),
        coin_style(compressed, 56),
        coin_style(uncompressed, 0),
        coin_style(compressed, 0),
    ]
}

fn coin_style(key: &[u8], version: u8) -> Hash20 {
    let mut record = [0_u8; 25];
    let (body, sum) = record.split_at_mut(21);
    if let Some((first, hash)) = body.split_first_mut() {
        *first = version;
        hash.copy_from_slice(&ripemd160(&sha256(key)));
    }
    let double = sha256(&sha256(body));
    for (to, from) in sum.iter_mut().zip(double) {
        *to = from;
    }
    Hash20(ripemd160(&record))
}
