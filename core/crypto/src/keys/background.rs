use super::{CONVERSATION_ENDPOINT, RENDEZVOUS_ENDPOINT, RootError, STATIC_SESSION, Tier, derive};
use crate::entropy::{Entropy, EntropyError};
use crate::secret::{Secret, SecretBytes};
use core::fmt;

/// The root that a locked phone works with: endpoints and session keys. It reads no message and spends
/// nothing.
#[derive(Debug)]
pub struct BackgroundRoot(Secret<32>);

impl BackgroundRoot {
    /// A new root.
    ///
    /// # Errors
    /// [`EntropyError`] of the source.
    pub fn generate(source: &dyn Entropy) -> Result<Self, EntropyError> {
        Secret::try_init_with(|buf| source.fill(buf)).map(Self)
    }

    /// The root that an envelope held.
    ///
    /// # Errors
    /// [`RootError`] if it held something else.
    pub fn from_bytes(bytes: &SecretBytes) -> Result<Self, RootError> {
        super::random_root(bytes, Tier::Background).map(Self)
    }

    /// What the envelope is to hold.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        super::random_root_bytes(&self.0, Tier::Background)
    }

    /// The endpoint of the public card: first contact only.
    #[must_use]
    pub fn rendezvous_endpoint(&self, generation: u32) -> EndpointKey {
        EndpointKey(derive(self.0.expose(), &RENDEZVOUS_ENDPOINT, &generation.to_be_bytes()))
    }

    /// The endpoint that accepted contacts dial.
    #[must_use]
    pub fn conversation_endpoint(&self, generation: u32) -> EndpointKey {
        EndpointKey(derive(self.0.expose(), &CONVERSATION_ENDPOINT, &generation.to_be_bytes()))
    }

    /// The seed of the static session key of one generation. The previous generation is `generation - 1`.
    #[must_use]
    pub fn static_session(&self, generation: u32) -> Secret<32> {
        derive(self.0.expose(), &STATIC_SESSION, &generation.to_be_bytes())
    }
}

/// The Ed25519 key that the transport is dialled by. Never the identity key.
pub struct EndpointKey(Secret<32>);

impl EndpointKey {
    /// The secret seed, for the transport.
    #[must_use]
    pub fn seed(&self) -> &Secret<32> {
        &self.0
    }
}

impl fmt::Debug for EndpointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("EndpointKey(..)")
    }
}
