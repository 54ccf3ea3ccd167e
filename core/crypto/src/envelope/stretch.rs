use super::{EnvelopeError, Header};
use crate::kdf::hkdf_sha512;
use crate::secret::{PassPhrase, Secret};
use crate::stack::wiped;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use core::fmt;
use zeroize::Zeroize;

/// The work that one guess at a pass phrase costs (Argon2id, RFC 9106).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Argon2Params {
    m: u32,
    t: u32,
    p: u32,
}

impl Argon2Params {
    /// What a new envelope has: 64 MiB, 3 passes, 1 lane.
    pub const DEFAULT: Self = Self { m: 64 * 1024, t: 3, p: 1 };
    /// The least that is accepted: 19 MiB, 2 passes. Also the profile of tests and the devnet.
    pub const FLOOR: Self = Self { m: 19 * 1024, t: 2, p: 1 };
    /// The most that is accepted, as a backup is foreign input: 1 GiB, 16 passes, 4 lanes.
    pub const CEILING: Self = Self { m: 1024 * 1024, t: 16, p: 4 };

    /// Work factors: `m` KiB, `t` passes, `p` lanes.
    ///
    /// # Errors
    /// [`EnvelopeError::Params`] below [`Self::FLOOR`] or above [`Self::CEILING`].
    pub fn new(m: u32, t: u32, p: u32) -> Result<Self, EnvelopeError> {
        let (low, high) = (Self::FLOOR, Self::CEILING);
        let within =
            (low.m..=high.m).contains(&m) && (low.t..=high.t).contains(&t) && (low.p..=high.p).contains(&p);
        if within { Ok(Self { m, t, p }) } else { Err(EnvelopeError::Params) }
    }

    /// m in KiB, t, p.
    #[must_use]
    pub fn factors(&self) -> (u32, u32, u32) {
        (self.m, self.t, self.p)
    }
}

impl Default for Argon2Params {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Debug for Argon2Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { m, t, p } = self;
        write!(f, "Argon2Params({m} KiB, t={t}, p={p})")
    }
}

/// Step 1 with a pass phrase: `a`, at the cost of the header's work factors.
///
/// # Errors
/// [`EnvelopeError::Params`] if the header asks for no pass phrase, [`EnvelopeError::Memory`].
pub fn stretch(passphrase: &PassPhrase, header: &Header) -> Result<Secret<32>, EnvelopeError> {
    let params = header.params.ok_or(EnvelopeError::Params)?;
    argon2id(passphrase.expose().as_bytes(), &header.salt, params)
}

/// Step 1 without a pass phrase: the constant `a`.
///
/// # Errors
/// [`EnvelopeError::Params`] if the header asks for a pass phrase.
pub fn open_input(header: &Header) -> Result<Secret<32>, EnvelopeError> {
    match header.params {
        None => Ok(hkdf_sha512(&header.salt, &[], &[b"tongtong vault v1 open"])),
        Some(_) => Err(EnvelopeError::Params),
    }
}

pub(super) fn argon2id(
    secret: &[u8],
    salt: &[u8],
    factors: Argon2Params,
) -> Result<Secret<32>, EnvelopeError> {
    let params = Params::new(factors.m, factors.t, factors.p, Some(32)).map_err(|_| EnvelopeError::Params)?;
    let mut memory = Memory::of(params.block_count())?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Secret::try_init_with(|out| {
        wiped(|| argon2.hash_password_into_with_memory(secret, salt, out, memory.0.as_mut_slice()))
            .map_err(|_| EnvelopeError::Params)
    })
}

/// Argon2's blocks: refused with a typed error if there is no room, wiped after.
struct Memory(Vec<Block>);

impl Memory {
    fn of(blocks: usize) -> Result<Self, EnvelopeError> {
        let mut memory = Vec::new();
        memory.try_reserve_exact(blocks).map_err(|_| EnvelopeError::Memory)?;
        memory.resize(blocks, Block::default());
        Ok(Self(memory))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        for block in &mut self.0 {
            block.zeroize();
        }
    }
}
