//! SHA-512/256 (FIPS 180-4) under a domain string: the one hash of our own records.

use sha2::{Digest, Sha512_256};

/// Hashes `parts` under `domain`: SHA-512/256(u32 length of the domain || domain || for each part:
/// u32 length || part), lengths big endian, so that no two lists of parts read alike.
#[must_use]
pub fn domain_hash(domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha512_256::new();
    for part in core::iter::once(domain.as_bytes()).chain(parts.iter().copied()) {
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
