//! An initiator that keeps to the transcript but not to the rules: built from the parts, checks nothing.

use super::super::cipher::CipherState;
use super::super::kem::{CIPHERTEXT_LEN, Decapsulator};
use super::super::static_secret::KeyPair;
use super::super::symmetric::{Symmetric, Unkeyed};
use super::*;
use crate::secret::Secret;

pub(super) struct Hostile {
    symmetric: Symmetric,
    ephemeral: KeyPair,
    kem: Decapsulator,
}

impl Hostile {
    /// Message 1 with `spoil` applied to the ML-KEM key before it is encrypted.
    pub(super) fn start(spoil: impl FnOnce(&mut Vec<u8>)) -> (Self, Vec<u8>) {
        let ephemeral = KeyPair::new(Secret::init_with(|out| *out = [11; 32]));
        let kem = Decapsulator::new(&Secret::init_with(|out| *out = [12; 64]));
        let mut unkeyed = Unkeyed::new(PROTOCOL_NAME);
        unkeyed.mix_hash(&prologue().bytes());
        unkeyed.mix_hash(bob().public().bytes());
        unkeyed.mix_hash(ephemeral.public());
        let mut symmetric = unkeyed.mix_key(ephemeral.agree(bob().public().bytes()).unwrap().expose());
        let mut message = ephemeral.public().to_vec();
        let mut key = kem.key();
        spoil(&mut key);
        symmetric.write(&key, &mut message).unwrap();
        symmetric.write(&[], &mut message).unwrap();
        (Self { symmetric, ephemeral, kem }, message)
    }

    /// Message 3 that claims the static key `public`, with `se` as the result of its Diffie-Hellman, or computed
    /// with the key that `se` is; then the cipher of what the initiator sends.
    pub(super) fn finish(
        mut self,
        message2: &[u8],
        public: &[u8; 32],
        se: Result<[u8; 32], StaticSecret>,
    ) -> (Vec<u8>, CipherState) {
        let (theirs, rest) = message2.split_first_chunk::<32>().unwrap();
        self.symmetric.mix_hash(theirs);
        self.symmetric.mix_key(self.ephemeral.agree(theirs).unwrap().expose());
        let (sealed, payload) = rest.split_at(CIPHERTEXT_LEN + TAG_LEN);
        let kem = self.symmetric.read(sealed).unwrap();
        self.symmetric.mix_key(self.kem.open(&kem).unwrap().expose());
        self.symmetric.read(payload).unwrap();

        let mut message = Vec::new();
        self.symmetric.write(public, &mut message).unwrap();
        match se {
            Ok(bytes) => self.symmetric.mix_key(&bytes),
            Err(key) => self.symmetric.mix_key(key.pair().agree(theirs).unwrap().expose()),
        }
        self.symmetric.write(b"card", &mut message).unwrap();
        (message, self.symmetric.split().initiator)
    }
}

/// Bob's opener at the end of a good handshake, and the raw cipher that writes to it.
pub(super) fn raw_writer() -> (CipherState, Opener) {
    let (hostile, message1) = Hostile::start(|_| {});
    let (responder, message2) = Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1).unwrap();
    let (message3, cipher) = hostile.finish(&message2, alice().public().bytes(), Err(alice()));
    (cipher, responder.finish(&message3).unwrap().0.opener)
}

/// Any plaintext as a sealed frame's ciphertext, with the re-key that follows.
pub(super) fn raw_frame(cipher: &mut CipherState, plaintext: &[u8]) -> Vec<u8> {
    let mut sealed = plaintext.to_vec();
    let tag = cipher.seal_frame(&mut sealed).unwrap();
    sealed.extend_from_slice(&tag);
    sealed
}
