use super::cipher::CipherState;
use super::kdf::{noise_hkdf, truncate};
use super::{HASH_LEN, SessionError, TAG_LEN};
use crate::secret::Secret;
use sha2::{Digest, Sha512};

/// Noise's SymmetricState before the first MixKey: what is hashed is still sent in clear.
pub(super) struct Unkeyed {
    hash: [u8; HASH_LEN],
    chaining_key: Secret<HASH_LEN>,
}

impl Unkeyed {
    /// Starts with a protocol name of at most one hash length, padded with zeros.
    pub(super) fn new(name: &'static str) -> Self {
        let mut hash = [0; HASH_LEN];
        hash.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
        Self { hash, chaining_key: Secret::init_with(|out| *out = hash) }
    }

    pub(super) fn mix_hash(&mut self, data: &[u8]) {
        self.hash = chained(&self.hash, data);
    }

    pub(super) fn mix_key(self, input: &[u8]) -> Symmetric {
        let (chaining_key, key, _) = noise_hkdf(&self.chaining_key, input);
        Symmetric { hash: self.hash, chaining_key, cipher: CipherState::new(truncate(&key)) }
    }
}

/// Noise's SymmetricState with a key: what is written from here on is encrypted.
pub(super) struct Symmetric {
    hash: [u8; HASH_LEN],
    chaining_key: Secret<HASH_LEN>,
    cipher: CipherState,
}

impl Symmetric {
    pub(super) fn mix_hash(&mut self, data: &[u8]) {
        self.hash = chained(&self.hash, data);
    }

    pub(super) fn mix_key(&mut self, input: &[u8]) {
        let (chaining_key, key, _) = noise_hkdf(&self.chaining_key, input);
        self.chaining_key = chaining_key;
        self.cipher = CipherState::new(truncate(&key));
    }

    /// EncryptAndHash: appends ciphertext and tag to `message`, whose capacity is best reserved before.
    pub(super) fn write(&mut self, plaintext: &[u8], message: &mut Vec<u8>) -> Result<(), SessionError> {
        let start = message.len();
        message.reserve(plaintext.len().saturating_add(TAG_LEN));
        message.extend_from_slice(plaintext);
        let (_, buffer) = message.split_at_mut(start);
        let tag = self.cipher.seal(&self.hash, buffer)?;
        message.extend_from_slice(&tag);
        let (_, sealed) = message.split_at(start);
        self.hash = chained(&self.hash, sealed);
        Ok(())
    }

    /// DecryptAndHash: the plaintext of `sealed`, which ends in its tag.
    pub(super) fn read(&mut self, sealed: &[u8]) -> Result<Vec<u8>, SessionError> {
        let (ciphertext, tag) = sealed.split_last_chunk::<TAG_LEN>().ok_or(SessionError::Length)?;
        let mut plaintext = ciphertext.to_vec();
        self.cipher.open(&self.hash, &mut plaintext, tag)?;
        self.hash = chained(&self.hash, sealed);
        Ok(plaintext)
    }

    /// Split with a third output: the initiator's key, the responder's key, the session exporter.
    pub(super) fn split(self) -> Split {
        let (first, second, exporter) = noise_hkdf(&self.chaining_key, &[]);
        Split {
            hash: self.hash,
            initiator: CipherState::new(truncate(&first)),
            responder: CipherState::new(truncate(&second)),
            exporter,
        }
    }
}

/// What a finished handshake leaves.
pub(super) struct Split {
    pub(super) hash: [u8; HASH_LEN],
    /// Encrypts what the initiator sends.
    pub(super) initiator: CipherState,
    /// Encrypts what the responder sends.
    pub(super) responder: CipherState,
    pub(super) exporter: Secret<HASH_LEN>,
}

fn chained(hash: &[u8; HASH_LEN], data: &[u8]) -> [u8; HASH_LEN] {
    Sha512::new().chain_update(hash).chain_update(data).finalize().into()
}
