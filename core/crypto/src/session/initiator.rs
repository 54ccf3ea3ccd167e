use super::established::Established;
use super::kdf::{self, seed};
use super::kem::{CIPHERTEXT_LEN, Decapsulator};
use super::static_secret::KeyPair;
use super::symmetric::{Symmetric, Unkeyed};
use super::{
    DH_LEN, MAX_PAYLOAD3, MESSAGE1_LEN, MESSAGE2_LEN, MESSAGE3_OVERHEAD, PROTOCOL_NAME, Prologue,
    SessionError, StaticSecret, TAG_LEN,
};
use core::fmt;
use tongtong_types::StaticKey;

/// The side that dials, after message 1 and before message 2.
#[must_use]
pub struct Initiator {
    symmetric: Symmetric,
    own: KeyPair,
    ephemeral: KeyPair,
    kem: Decapsulator,
    peer: StaticKey,
}

impl Initiator {
    /// Writes message 1 to the device whose card names `peer`. `seed` is fresh and serves this once.
    ///
    /// # Errors
    /// [`SessionError::Prologue`], [`SessionError::OwnKey`], or [`SessionError::LowOrder`] or
    /// [`SessionError::KeyEncoding`] if `peer` is no key.
    pub fn start(
        seed: &[u8; 32],
        own: &StaticSecret,
        peer: &StaticKey,
        prologue: &Prologue,
    ) -> Result<(Self, Vec<u8>), SessionError> {
        if own.public() == *peer {
            return Err(SessionError::OwnKey);
        }
        let seed = kdf::extract(seed::SALT, seed);
        let ephemeral = KeyPair::new(kdf::expand(&seed, &[seed::INITIATOR_DH]));
        let kem = Decapsulator::new(&kdf::expand(&seed, &[seed::INITIATOR_KEM]));

        let mut unkeyed = Unkeyed::new(PROTOCOL_NAME);
        unkeyed.mix_hash(&prologue.checked()?);
        unkeyed.mix_hash(peer.bytes());
        let mut message = Vec::with_capacity(MESSAGE1_LEN);
        message.extend_from_slice(ephemeral.public());
        unkeyed.mix_hash(ephemeral.public());
        let mut symmetric = unkeyed.mix_key(ephemeral.agree(peer.bytes())?.expose());
        symmetric.write(&kem.key(), &mut message)?;
        symmetric.write(&[], &mut message)?;
        Ok((Self { symmetric, own: own.pair().duplicate(), ephemeral, kem, peer: *peer }, message))
    }

    /// Reads message 2 and writes message 3 around `payload3`.
    ///
    /// # Errors
    /// Any of them ends the handshake: [`SessionError::TooLarge`], [`SessionError::Length`],
    /// [`SessionError::LowOrder`], [`SessionError::KeyEncoding`], [`SessionError::Unauthentic`].
    pub fn finish(self, message2: &[u8], payload3: &[u8]) -> Result<(Vec<u8>, Established), SessionError> {
        let Self { mut symmetric, own, ephemeral, kem, peer } = self;
        if payload3.len() > MAX_PAYLOAD3 {
            return Err(SessionError::TooLarge);
        }
        if message2.len() != MESSAGE2_LEN {
            return Err(SessionError::Length);
        }
        let (theirs, rest) = message2.split_first_chunk::<DH_LEN>().ok_or(SessionError::Length)?;
        let (ciphertext, payload) =
            rest.split_at_checked(CIPHERTEXT_LEN + TAG_LEN).ok_or(SessionError::Length)?;
        symmetric.mix_hash(theirs);
        symmetric.mix_key(ephemeral.agree(theirs)?.expose());
        let ciphertext = symmetric.read(ciphertext)?;
        symmetric.mix_key(kem.open(&ciphertext)?.expose());
        symmetric.read(payload)?;

        let mut message = Vec::with_capacity(MESSAGE3_OVERHEAD.saturating_add(payload3.len()));
        symmetric.write(own.public(), &mut message)?;
        symmetric.mix_key(own.agree(theirs)?.expose());
        symmetric.write(payload3, &mut message)?;
        Ok((message, Established::of_initiator(peer, symmetric.split())))
    }
}

impl fmt::Debug for Initiator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { symmetric: _, own: _, ephemeral: _, kem: _, peer: _ } = self;
        f.write_str("Initiator(..)")
    }
}
