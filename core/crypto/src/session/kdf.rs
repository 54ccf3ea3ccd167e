use super::HASH_LEN;
use crate::secret::Secret;
use hmac::digest::{FixedOutput, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha512;
use zeroize::Zeroizing;

/// Bytes of a SHA-512 block: HMAC pads a key with zeros to it.
const BLOCK_LEN: usize = 128;

/// HMAC-SHA-512 of the concatenated `parts`, written in place. `key` has at most one block.
fn hmac(key: &[u8], parts: &[&[u8]]) -> Secret<HASH_LEN> {
    let mut block = Zeroizing::new([0; BLOCK_LEN]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let block: &[u8; BLOCK_LEN] = &block;
    let mut mac = <Hmac<Sha512> as KeyInit>::new(block.into());
    for part in parts {
        mac.update(part);
    }
    Secret::init_with(|out| mac.finalize_into(out.into()))
}

/// The three outputs of Noise's HKDF(chaining key, input) (Noise 4.3), all of them at once.
pub(super) fn noise_hkdf(
    chaining_key: &Secret<HASH_LEN>,
    input: &[u8],
) -> (Secret<HASH_LEN>, Secret<HASH_LEN>, Secret<HASH_LEN>) {
    let temp = hmac(chaining_key.expose(), &[input]);
    let first = hmac(temp.expose(), &[&[1]]);
    let second = hmac(temp.expose(), &[first.expose(), &[2]]);
    let third = hmac(temp.expose(), &[second.expose(), &[3]]);
    (first, second, third)
}

/// HKDF-Extract (RFC 5869) over SHA-512, with a short label as salt.
pub(super) fn extract(salt: &'static str, seed: &[u8]) -> Secret<HASH_LEN> {
    hmac(salt.as_bytes(), &[seed])
}

/// The first `N` bytes of the first block of HKDF-Expand (RFC 5869) over SHA-512.
pub(super) fn expand<const N: usize>(key: &Secret<HASH_LEN>, info: &[&[u8]]) -> Secret<N> {
    const { assert!(N <= HASH_LEN) }
    let parts: Vec<&[u8]> = info.iter().copied().chain([&[1_u8] as &[u8]]).collect();
    truncate(&hmac(key.expose(), &parts))
}

/// The first `M` bytes as a secret of their own: Noise keys a cipher with 32 bytes of a 64-byte output.
pub(super) fn truncate<const N: usize, const M: usize>(secret: &Secret<N>) -> Secret<M> {
    const { assert!(M <= N) }
    Secret::init_with(|out| out.iter_mut().zip(secret.expose()).for_each(|(to, from)| *to = *from))
}

/// Labels of what one handshake's seed is expanded to. A seed serves one handshake on one side.
pub(super) mod seed {
    pub(in super::super) const SALT: &str = "tongtong/1 session seed";
    pub(in super::super) const INITIATOR_DH: &[u8] = b"initiator x25519";
    pub(in super::super) const INITIATOR_KEM: &[u8] = b"initiator ml-kem-1024";
    pub(in super::super) const RESPONDER_DH: &[u8] = b"responder x25519";
    pub(in super::super) const RESPONDER_KEM: &[u8] = b"responder ml-kem-1024";
}
