use super::established::Established;
use super::kdf::{self, seed};
use super::kem::{Encapsulator, KEY_LEN};
use super::static_secret::KeyPair;
use super::symmetric::{Symmetric, Unkeyed};
use super::{
    DH_LEN, MAX_MESSAGE, MESSAGE1_LEN, MESSAGE2_LEN, MESSAGE3_OVERHEAD, PROTOCOL_NAME, Prologue,
    SessionError, StaticSecret, TAG_LEN,
};
use core::fmt;
use tongtong_types::StaticKey;

/// The side that was dialled, after message 2 and before message 3.
#[must_use]
pub struct Responder {
    symmetric: Symmetric,
    ephemeral: KeyPair,
    own: Vec<StaticKey>,
}

impl Responder {
    /// Reads message 1 under the first key of `own` (current, then previous) that opens it, and writes message 2.
    /// `seed` is fresh and serves this once.
    ///
    /// # Errors
    /// [`SessionError::Unauthentic`] if no key opens it: answer nothing. [`SessionError::Prologue`],
    /// [`SessionError::Length`], [`SessionError::LowOrder`], [`SessionError::KeyEncoding`], [`SessionError::KemKey`].
    pub fn answer(
        seed: &[u8; 32],
        own: &[&StaticSecret],
        prologue: &Prologue,
        message1: &[u8],
    ) -> Result<(Self, Vec<u8>), SessionError> {
        if message1.len() != MESSAGE1_LEN {
            return Err(SessionError::Length);
        }
        let (theirs, rest) = message1.split_first_chunk::<DH_LEN>().ok_or(SessionError::Length)?;
        let (kem_key, payload) = rest.split_at_checked(KEY_LEN + TAG_LEN).ok_or(SessionError::Length)?;
        let (mut symmetric, kem_key) = opened(own, &prologue.checked()?, theirs, kem_key)?;
        let kem = Encapsulator::parse(&kem_key)?;
        symmetric.read(payload)?;

        let seed = kdf::extract(seed::SALT, seed);
        let ephemeral = KeyPair::new(kdf::expand(&seed, &[seed::RESPONDER_DH]));
        let mut message = Vec::with_capacity(MESSAGE2_LEN);
        message.extend_from_slice(ephemeral.public());
        symmetric.mix_hash(ephemeral.public());
        symmetric.mix_key(ephemeral.agree(theirs)?.expose());
        let (ciphertext, shared) = kem.seal(&kdf::expand(&seed, &[seed::RESPONDER_KEM]));
        symmetric.write(&ciphertext, &mut message)?;
        symmetric.mix_key(shared.expose());
        symmetric.write(&[], &mut message)?;
        Ok((Self { symmetric, ephemeral, own: own.iter().map(|key| key.public()).collect() }, message))
    }

    /// Reads message 3: only now is the other side's static key known, and its payload given.
    ///
    /// # Errors
    /// Any of them ends the handshake: [`SessionError::Length`], [`SessionError::LowOrder`],
    /// [`SessionError::KeyEncoding`], [`SessionError::OwnKey`], [`SessionError::Unauthentic`].
    pub fn finish(self, message3: &[u8]) -> Result<(Established, Vec<u8>), SessionError> {
        let Self { mut symmetric, ephemeral, own } = self;
        if !(MESSAGE3_OVERHEAD..=MAX_MESSAGE).contains(&message3.len()) {
            return Err(SessionError::Length);
        }
        let (theirs, payload) = message3.split_at_checked(DH_LEN + TAG_LEN).ok_or(SessionError::Length)?;
        let theirs = symmetric.read(theirs)?;
        let theirs: [u8; DH_LEN] = theirs.try_into().map_err(|_| SessionError::Length)?;
        let peer = StaticKey::new(theirs);
        if own.contains(&peer) {
            return Err(SessionError::OwnKey);
        }
        symmetric.mix_key(ephemeral.agree(&theirs)?.expose());
        let payload = symmetric.read(payload)?;
        Ok((Established::of_responder(peer, symmetric.split()), payload))
    }
}

/// The state after `e, es, e1` under the first static key that fits, and the KEM key that came with it.
/// Every try starts from a fresh state, since the static key itself is hashed.
fn opened(
    own: &[&StaticSecret],
    prologue: &[u8],
    theirs: &[u8; DH_LEN],
    kem_key: &[u8],
) -> Result<(Symmetric, Vec<u8>), SessionError> {
    for key in own {
        let mut unkeyed = Unkeyed::new(PROTOCOL_NAME);
        unkeyed.mix_hash(prologue);
        unkeyed.mix_hash(key.pair().public());
        unkeyed.mix_hash(theirs);
        let mut symmetric = unkeyed.mix_key(key.pair().agree(theirs)?.expose());
        match symmetric.read(kem_key) {
            Ok(kem_key) => return Ok((symmetric, kem_key)),
            Err(SessionError::Unauthentic) => {}
            Err(other) => return Err(other),
        }
    }
    Err(SessionError::Unauthentic)
}

impl fmt::Debug for Responder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { symmetric: _, ephemeral: _, own: _ } = self;
        f.write_str("Responder(..)")
    }
}
