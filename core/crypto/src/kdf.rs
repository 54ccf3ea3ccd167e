//! Keyed hashing and key derivation with nothing left behind: HMAC and HKDF (RFC 2104, RFC 5869) over
//! SHA-512, PBKDF2 (RFC 8018) as BIP-39 uses it.
//!
//! Written over `hmac` and not with the crate `hkdf`, which leaves its intermediate outputs unwiped.

use crate::secret::Secret;
use crate::stack::wiped;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha512, Sha512_256};
use zeroize::Zeroizing;

/// HMAC-SHA-512 over the parts, one after the other.
pub(crate) fn hmac_sha512(key: &[u8], parts: &[&[u8]]) -> Secret<64> {
    Secret::init_with(|out| {
        let mut mac = keyed(key);
        for part in parts {
            mac.update(part);
        }
        out.copy_from_slice(mac.finalize().as_bytes());
    })
}

/// HMAC-SHA-512/256 over the parts, one after the other. Its result is a tag, not a key.
pub(crate) fn hmac_sha512_256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = <Hmac<Sha512_256> as KeyInit>::new_from_slice(key) else {
        unreachable!("HMAC takes a key of any length");
    };
    for part in parts {
        mac.update(part);
    }
    let mut out = [0; 32];
    out.copy_from_slice(mac.finalize().as_bytes());
    out
}

/// HKDF-SHA-512 of at most one block, with the input key and the info given in parts.
pub(crate) fn hkdf_sha512<const N: usize>(salt: &[u8], ikm: &[&[u8]], info: &[&[u8]]) -> Secret<N> {
    const { assert!(N <= 64, "one block") };
    wiped(|| extract_and_expand(salt, ikm, info))
}

fn extract_and_expand<const N: usize>(salt: &[u8], ikm: &[&[u8]], info: &[&[u8]]) -> Secret<N> {
    let prk = hmac_sha512(salt, ikm);
    let mut mac = keyed(prk.expose());
    for part in info {
        mac.update(part);
    }
    mac.update(&[1]);
    let block = mac.finalize();
    Secret::init_with(|out| {
        let (head, _) = block.as_bytes().split_at(N);
        out.copy_from_slice(head);
    })
}

/// One block of PBKDF2-HMAC-SHA-512.
pub(crate) fn pbkdf2_sha512(password: &[u8], salt: &[&[u8]], rounds: u32) -> Secret<64> {
    let keyed = keyed(password);
    let mut mac = keyed.clone();
    for part in salt {
        mac.update(part);
    }
    mac.update(&1u32.to_be_bytes());
    let mut block = Zeroizing::new([0u8; 64]);
    block.copy_from_slice(mac.finalize().as_bytes());
    Secret::init_with(|out| {
        out.copy_from_slice(block.as_slice());
        for _ in 1..rounds {
            let mut mac = keyed.clone();
            mac.update(block.as_slice());
            block.copy_from_slice(mac.finalize().as_bytes());
            for (sum, byte) in out.iter_mut().zip(block.iter()) {
                *sum ^= byte;
            }
        }
    })
}

fn keyed(key: &[u8]) -> Hmac<Sha512> {
    match <Hmac<Sha512> as KeyInit>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes a key of any length"),
    }
}

#[cfg(test)]
mod tests;
