//! Entropy: the one door to the operating system's random numbers.
//!
//! Everything else in this crate takes random bytes as an argument. Weak entropy has emptied real
//! wallets (CVE-2023-31290, CVE-2024-23660), so the door is tried before it is used.

use thiserror::Error;
use zeroize::Zeroize;

/// Why random bytes could not be had. Nothing may be made without them: stop and tell the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EntropyError {
    /// The operating system refused to give random bytes.
    #[error("the system gives no random bytes")]
    Unavailable,
    /// The source gave constant or repeated bytes when it was tried.
    #[error("the system's random bytes are not random")]
    Weak,
}

impl EntropyError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable => "entropy_unavailable",
            Self::Weak => "entropy_weak",
        }
    }
}

/// A source of random bytes fit for keys.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer.
    ///
    /// # Errors
    /// [`EntropyError`]; the buffer then holds nothing that may be used.
    fn fill(&self, buf: &mut [u8]) -> Result<(), EntropyError>;

    /// Draws an array, for salts, nonces and ids. Keys are drawn with
    /// [`Secret::try_init_with`](crate::secret::Secret::try_init_with), which leaves no copy.
    ///
    /// # Errors
    /// [`EntropyError`] of the source.
    fn array<const N: usize>(&self) -> Result<[u8; N], EntropyError>
    where
        Self: Sized,
    {
        array(self)
    }
}

/// Draws an array from a source behind a reference: [`Entropy::array`] for `&dyn Entropy`.
///
/// # Errors
/// [`EntropyError`] of the source.
pub fn array<const N: usize>(source: &dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    source.fill(&mut bytes)?;
    Ok(bytes)
}

/// The operating system's source, tried once when it is made.
#[derive(Debug)]
pub struct OsEntropy {
    _tried: (),
}

impl OsEntropy {
    /// Opens the door: two draws of 32 bytes must differ and neither may be constant.
    ///
    /// # Errors
    /// [`EntropyError`] if the system refuses or the draws are not random.
    pub fn new() -> Result<Self, EntropyError> {
        let source = Self { _tried: () };
        try_out(&source)?;
        Ok(source)
    }
}

impl Entropy for OsEntropy {
    fn fill(&self, buf: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buf).map_err(|_| EntropyError::Unavailable)
    }
}

/// The start-up test. It catches a source that is stuck, not one that is merely predictable.
fn try_out(source: &dyn Entropy) -> Result<(), EntropyError> {
    let mut first: [u8; 32] = array(source)?;
    let mut second: [u8; 32] = array(source)?;
    let constant = |draw: &[u8; 32]| draw.iter().all(|b| *b == draw[0]);
    let weak = first == second || constant(&first) || constant(&second);
    first.zeroize();
    second.zeroize();
    if weak { Err(EntropyError::Weak) } else { Ok(()) }
}

#[cfg(any(test, feature = "contract"))]
pub use seeded::SeededEntropy;

#[cfg(any(test, feature = "contract"))]
mod seeded {
    use super::{Entropy, EntropyError};
    use sha2::{Digest, Sha512};
    use std::sync::{Mutex, PoisonError};

    /// A source that repeats itself for the same seed, for tests and simulations only.
    ///
    /// Draw `n` is the stream SHA-512(label || seed || n || block) for block 0, 1, ..
    #[derive(Debug)]
    pub struct SeededEntropy {
        seed: u64,
        draws: Mutex<u64>,
    }

    impl SeededEntropy {
        /// The source of one seed.
        #[must_use]
        pub fn new(seed: u64) -> Self {
            Self { seed, draws: Mutex::new(0) }
        }
    }

    impl Entropy for SeededEntropy {
        fn fill(&self, buf: &mut [u8]) -> Result<(), EntropyError> {
            let mut draws = self.draws.lock().unwrap_or_else(PoisonError::into_inner);
            *draws += 1;
            for (block, chunk) in buf.chunks_mut(64).enumerate() {
                let mut hash = Sha512::new();
                hash.update(b"tongtong/v1/seeded entropy");
                hash.update(self.seed.to_be_bytes());
                hash.update(draws.to_be_bytes());
                hash.update((block as u64).to_be_bytes());
                chunk.copy_from_slice(&hash.finalize()[..chunk.len()]);
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
