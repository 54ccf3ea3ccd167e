//! The second implementation: `snow`, with ML-KEM-1024 in the place of its round-3 Kyber.

use super::*;
use ml_kem::kem::{Decapsulate, KeyExport};
use ml_kem::ml_kem_1024::{Ciphertext, DecapsulationKey, EncapsulationKey};
use snow::params::{CipherChoice, DHChoice, HashChoice, KemChoice, NoiseParams};
use snow::resolvers::{CryptoResolver, DefaultResolver};
use snow::types::{Cipher, Dh, Hash, Kem, Random};
use snow::{Builder, Error, HandshakeState, TransportState};
use std::sync::{Arc, Mutex};

/// A third output of the HKDF of Split, which snow itself does not make.
type ThirdOutput = Arc<Mutex<Option<[u8; 64]>>>;

/// One side played by snow.
pub(super) struct SnowPeer {
    handshake: HandshakeState,
    third: ThirdOutput,
}

/// What snow has after the handshake.
pub(super) struct SnowSession {
    pub(super) transport: TransportState,
    pub(super) handshake_hash: [u8; 64],
    pub(super) remote_static: [u8; 32],
    pub(super) exporter: [u8; 64],
}

impl SnowPeer {
    pub(super) fn initiator(seed: [u8; 32], own: &[u8; 32], peer: &[u8; 32], prologue: &[u8]) -> Self {
        Self::build(seed, own, Some(peer), prologue)
    }

    pub(super) fn responder(seed: [u8; 32], own: &[u8; 32], prologue: &[u8]) -> Self {
        Self::build(seed, own, None, prologue)
    }

    fn build(seed: [u8; 32], own: &[u8; 32], peer: Option<&[u8; 32]>, prologue: &[u8]) -> Self {
        // snow parses only names it knows; the name that is hashed is set afterwards.
        let mut params: NoiseParams = "Noise_XKhfs_25519+Kyber1024_AESGCM_SHA512".parse().unwrap();
        "Noise_XKhfs_25519+MLKEM1024_AESGCM_SHA512".clone_into(&mut params.name);
        let third = ThirdOutput::default();
        let resolver = Resolver { seed, third: Arc::clone(&third) };
        let builder = Builder::with_resolver(params, Box::new(resolver));
        let builder = builder.local_private_key(own).unwrap().prologue(prologue).unwrap();
        let handshake = match peer {
            Some(peer) => builder.remote_public_key(peer).unwrap().build_initiator(),
            None => builder.build_responder(),
        };
        Self { handshake: handshake.unwrap(), third }
    }

    pub(super) fn write(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut message = vec![0; 65_535];
        let length = self.handshake.write_message(payload, &mut message).unwrap();
        message.truncate(length);
        message
    }

    pub(super) fn read(&mut self, message: &[u8]) -> Vec<u8> {
        let mut payload = vec![0; 65_535];
        let length = self.handshake.read_message(message, &mut payload).unwrap();
        payload.truncate(length);
        payload
    }

    pub(super) fn finish(self) -> SnowSession {
        SnowSession {
            handshake_hash: self.handshake.get_handshake_hash().try_into().unwrap(),
            remote_static: self.handshake.get_remote_static().unwrap().try_into().unwrap(),
            exporter: self.third.lock().unwrap().unwrap(),
            transport: self.handshake.into_transport_mode().unwrap(),
        }
    }
}

impl SnowSession {
    /// A frame written by hand after the page, sealed and re-keyed by snow.
    pub(super) fn seal(&mut self, kind: u8, body: &[u8]) -> Vec<u8> {
        let mut plaintext = vec![kind];
        plaintext.extend_from_slice(&u16::try_from(body.len()).unwrap().to_be_bytes());
        plaintext.extend_from_slice(body);
        let padded = match plaintext.len() {
            0..=256 => 256,
            257..=1_024 => 1_024,
            1_025..=4_096 => 4_096,
            4_097..=16_384 => 16_384,
            16_385..=32_768 => 32_768,
            _ => 65_519,
        };
        plaintext.resize(padded, 0);
        let mut ciphertext = vec![0; padded + 16];
        assert_eq!(self.transport.write_message(&plaintext, &mut ciphertext), Ok(padded + 16));
        self.transport.rekey_outgoing();
        ciphertext
    }

    /// The whole plaintext of a frame, verified and re-keyed by snow.
    pub(super) fn open(&mut self, ciphertext: &[u8]) -> Vec<u8> {
        let mut plaintext = vec![0; ciphertext.len()];
        let length = self.transport.read_message(ciphertext, &mut plaintext).unwrap();
        self.transport.rekey_incoming();
        plaintext.truncate(length);
        plaintext
    }
}

struct Resolver {
    seed: [u8; 32],
    third: ThirdOutput,
}

impl CryptoResolver for Resolver {
    fn resolve_rng(&self) -> Option<Box<dyn Random>> {
        Some(Box::new(Draws::new(self.seed)))
    }

    fn resolve_dh(&self, choice: &DHChoice) -> Option<Box<dyn Dh>> {
        DefaultResolver.resolve_dh(choice)
    }

    fn resolve_hash(&self, choice: &HashChoice) -> Option<Box<dyn Hash>> {
        let inner = DefaultResolver.resolve_hash(choice)?;
        Some(Box::new(Recorder { inner, third: Arc::clone(&self.third) }))
    }

    fn resolve_cipher(&self, choice: &CipherChoice) -> Option<Box<dyn Cipher>> {
        DefaultResolver.resolve_cipher(choice)
    }

    fn resolve_kem(&self, _: &KemChoice) -> Option<Box<dyn Kem>> {
        let mut draws = Draws::new(self.seed);
        draws.count = 1 << 32;
        Some(Box::new(MlKem { m: draws.bytes(), secret: None, public: Vec::new() }))
    }
}

impl Random for Draws {
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), Error> {
        let bytes = self.many(dest.len());
        dest.copy_from_slice(&bytes);
        Ok(())
    }
}

struct MlKem {
    m: [u8; 32],
    secret: Option<DecapsulationKey>,
    public: Vec<u8>,
}

impl Kem for MlKem {
    fn name(&self) -> &'static str {
        "MLKEM1024"
    }

    fn pub_len(&self) -> usize {
        1_568
    }

    fn ciphertext_len(&self) -> usize {
        1_568
    }

    fn shared_secret_len(&self) -> usize {
        32
    }

    fn generate(&mut self, rng: &mut dyn Random) {
        let mut seed = [0; 64];
        rng.try_fill_bytes(&mut seed).unwrap();
        let secret = DecapsulationKey::from_seed(seed.into());
        self.public = secret.encapsulation_key().to_bytes().to_vec();
        self.secret = Some(secret);
    }

    fn pubkey(&self) -> &[u8] {
        &self.public
    }

    fn encapsulate(
        &self,
        pubkey: &[u8],
        shared_out: &mut [u8],
        ciphertext_out: &mut [u8],
    ) -> Result<(usize, usize), Error> {
        let key = EncapsulationKey::new(pubkey.try_into().unwrap()).map_err(|_| Error::Kem)?;
        let (ciphertext, shared) = key.encapsulate_deterministic(&self.m.into());
        shared_out.copy_from_slice(&shared);
        ciphertext_out.copy_from_slice(&ciphertext);
        Ok((shared.len(), ciphertext.len()))
    }

    fn decapsulate(&self, ciphertext: &[u8], shared_out: &mut [u8]) -> Result<usize, Error> {
        let ciphertext = Ciphertext::try_from(ciphertext).map_err(|_| Error::Kem)?;
        let shared = self.secret.as_ref().ok_or(Error::Kem)?.decapsulate(&ciphertext);
        shared_out.copy_from_slice(&shared);
        Ok(shared.len())
    }
}

/// snow's SHA-512, which on the HKDF of Split also makes the third output and keeps it.
struct Recorder {
    inner: Box<dyn Hash>,
    third: ThirdOutput,
}

impl Hash for Recorder {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn block_len(&self) -> usize {
        self.inner.block_len()
    }

    fn hash_len(&self) -> usize {
        self.inner.hash_len()
    }

    fn reset(&mut self) {
        self.inner.reset();
    }

    fn input(&mut self, data: &[u8]) {
        self.inner.input(data);
    }

    fn result(&mut self, out: &mut [u8]) {
        self.inner.result(out);
    }

    fn hkdf(
        &mut self,
        chaining_key: &[u8],
        input: &[u8],
        outputs: usize,
        out1: &mut [u8],
        out2: &mut [u8],
        out3: &mut [u8],
    ) {
        if input.is_empty() && outputs == 2 {
            let mut third = [0; 64];
            self.inner.hkdf(chaining_key, input, 3, out1, out2, &mut third);
            *self.third.lock().unwrap() = Some(third);
        } else {
            self.inner.hkdf(chaining_key, input, outputs, out1, out2, out3);
        }
    }
}
