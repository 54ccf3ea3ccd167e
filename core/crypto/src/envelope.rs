//! Envelope: a root, sealed under what the user knows and what the device cannot give away.
//!
//! Bytes: `TTV` || u8 version 1 || u8 tier || u32 m || u32 t || u32 p || salt 32 || nonce 12 || ciphertext
//! || tag 16; integers little endian. Everything before the ciphertext is authenticated with it.
//!
//! 1. `a`, 32 bytes: Argon2id(pass phrase, salt; m KiB, t passes, p lanes). Without a pass phrase (always
//!    in the background tier, in the reading tier if there is no app lock) m, t and p are 0 and `a` is the
//!    constant HKDF-SHA-512(salt, nothing, `tongtong vault v1 open`), which everybody can compute.
//! 2. `prf(a)`: the device's key store answers; 32 bytes, a longer answer is brought to 32 by
//!    HKDF-SHA-512(salt, answer, `tongtong vault v1 prf`).
//! 3. KEK = HKDF-SHA-512(salt, a || prf(a), `tongtong vault v1` || 0x00 || u8 tier || u32 m || u32 t || u32 p).
//! 4. AES-256-GCM under the KEK.
//!
//! The steps are apart because step 2 belongs to the port `KeyVault`.

mod stretch;

pub use stretch::{Argon2Params, open_input, stretch};

use crate::kdf::hkdf_sha512;
use crate::keys::Tier;
use crate::secret::{Secret, SecretBytes};
use crate::stack::wiped;
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use thiserror::Error;
use zeroize::Zeroizing;

/// The version that is written and the only one that is read.
pub const VERSION: u8 = 1;
/// The longest root that is sealed, in bytes.
pub const MAX_ROOT: usize = 1_024;

const MAGIC: &[u8; 3] = b"TTV";
const TAG: usize = 16;
const HEADER: usize = 61;

/// Why an envelope was not opened or sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// Not an envelope, or cut short, or too long.
    #[error("not an envelope")]
    Malformed,
    /// Written by another version: update the app.
    #[error("an envelope of version {0}")]
    Version(u8),
    /// A tier that does not exist, or one that this step is not for.
    #[error("an envelope of another tier")]
    Tier,
    /// Work factors outside of floor and ceiling, or where none may be. Nothing was computed.
    #[error("work factors out of range")]
    Params,
    /// The key store's answer is shorter than 32 bytes.
    #[error("the key store's answer is too short")]
    Prf,
    /// The pass phrase is wrong, the device is another one, or the envelope was altered: nobody can tell
    /// which.
    #[error("the envelope does not open")]
    Refused,
    /// The device cannot spare the memory that the work factors ask for: close other apps and try again.
    #[error("not enough memory")]
    Memory,
}

impl EnvelopeError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "envelope_malformed",
            Self::Version(_) => "envelope_version",
            Self::Tier => "envelope_tier",
            Self::Params => "envelope_params",
            Self::Prf => "envelope_prf",
            Self::Refused => "envelope_refused",
            Self::Memory => "envelope_memory",
        }
    }
}

/// The clear beginning of an envelope: what is needed to compute its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    tier: Tier,
    params: Option<Argon2Params>,
    salt: [u8; 32],
    nonce: [u8; 12],
}

impl Header {
    /// The header of a new envelope. Salt and nonce are fresh random bytes at every sealing; `params` is
    /// `None` where no pass phrase is asked.
    ///
    /// # Errors
    /// [`EnvelopeError::Params`] for a spending root without a pass phrase or a background root with one.
    pub fn new(
        tier: Tier,
        params: Option<Argon2Params>,
        salt: [u8; 32],
        nonce: [u8; 12],
    ) -> Result<Self, EnvelopeError> {
        match (tier, params) {
            (Tier::Background, Some(_)) | (Tier::Spending, None) => Err(EnvelopeError::Params),
            _ => Ok(Self { tier, params, salt, nonce }),
        }
    }

    /// Reads the header of an envelope. Foreign input: nothing is computed with work factors out of range.
    ///
    /// # Errors
    /// [`EnvelopeError`] by the field that is wrong.
    pub fn parse(envelope: &[u8]) -> Result<Self, EnvelopeError> {
        split(envelope).and_then(|(header, _)| read(header))
    }

    /// Which root is inside.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// The work factors; none where no pass phrase is asked.
    #[must_use]
    pub fn params(&self) -> Option<Argon2Params> {
        self.params
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&[VERSION, self.tier.tag()]);
        out.extend_from_slice(&self.factors());
        out.extend_from_slice(&self.salt);
        out.extend_from_slice(&self.nonce);
        out
    }

    fn factors(&self) -> [u8; 12] {
        let (m, t, p) = self.params.map_or((0, 0, 0), |params| params.factors());
        let mut out = [0; 12];
        for (place, factor) in out.chunks_mut(4).zip([m, t, p]) {
            place.copy_from_slice(&factor.to_le_bytes());
        }
        out
    }

    fn key(&self, a: &Secret<32>, prf: &[u8]) -> Result<Secret<32>, EnvelopeError> {
        let longer: Secret<32>;
        let prf: &[u8] = match prf.len() {
            0..32 => return Err(EnvelopeError::Prf),
            32 => prf,
            _ => {
                longer = hkdf_sha512(&self.salt, &[prf], &[b"tongtong vault v1 prf"]);
                longer.expose()
            }
        };
        let info: &[&[u8]] = &[b"tongtong vault v1", &[0, self.tier.tag()], &self.factors()];
        Ok(hkdf_sha512(&self.salt, &[a.expose(), prf], info))
    }
}

/// Seals a root.
///
/// # Errors
/// [`EnvelopeError::Malformed`] for a root over [`MAX_ROOT`], [`EnvelopeError::Prf`].
pub fn seal(
    header: &Header,
    root: &SecretBytes,
    a: &Secret<32>,
    prf: &[u8],
) -> Result<Vec<u8>, EnvelopeError> {
    if root.expose().len() > MAX_ROOT {
        return Err(EnvelopeError::Malformed);
    }
    let mut out = header.bytes();
    let key = header.key(a, prf)?;
    let payload = Payload { msg: root.expose(), aad: &out };
    let sealed = wiped(|| Aes256Gcm::new(key.expose().into()).encrypt((&header.nonce).into(), payload))
        .map_err(|_| EnvelopeError::Malformed)?;
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens an envelope.
///
/// # Errors
/// [`EnvelopeError`]; [`EnvelopeError::Refused`] counts as a wrong pass phrase.
pub fn open(envelope: &[u8], a: &Secret<32>, prf: &[u8]) -> Result<SecretBytes, EnvelopeError> {
    let (aad, msg) = split(envelope)?;
    let header = read(aad)?;
    let key = header.key(a, prf)?;
    let payload = Payload { msg, aad };
    let root = wiped(|| Aes256Gcm::new(key.expose().into()).decrypt((&header.nonce).into(), payload))
        .map_err(|_| EnvelopeError::Refused)?;
    Ok(SecretBytes::new(Zeroizing::new(root)))
}

fn split(envelope: &[u8]) -> Result<(&[u8; HEADER], &[u8]), EnvelopeError> {
    match envelope.split_first_chunk() {
        Some((header, sealed)) if (TAG..=MAX_ROOT + TAG).contains(&sealed.len()) => Ok((header, sealed)),
        _ => Err(EnvelopeError::Malformed),
    }
}

fn read(header: &[u8; HEADER]) -> Result<Header, EnvelopeError> {
    let mut rest: &[u8] = header;
    if &take::<3>(&mut rest)? != MAGIC {
        return Err(EnvelopeError::Malformed);
    }
    let [version, tier] = take(&mut rest)?;
    if version != VERSION {
        return Err(EnvelopeError::Version(version));
    }
    let tier = Tier::from_tag(tier).ok_or(EnvelopeError::Tier)?;
    let mut factor = || take(&mut rest).map(u32::from_le_bytes);
    let params = match (factor()?, factor()?, factor()?) {
        (0, 0, 0) => None,
        (m, t, p) => Some(Argon2Params::new(m, t, p)?),
    };
    Header::new(tier, params, take(&mut rest)?, take(&mut rest)?)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], EnvelopeError> {
    let (head, tail) = rest.split_first_chunk().ok_or(EnvelopeError::Malformed)?;
    *rest = tail;
    Ok(*head)
}

#[cfg(test)]
mod tests;
