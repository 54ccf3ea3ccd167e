use super::cipher::CipherState;
use super::frame::{Carried, HEADER_LEN, Limit, MAX_BODY, padded};
use super::{SessionError, TAG_LEN};
use core::fmt;

/// The sending direction of a session. The key steps forward after every frame and is wiped on drop.
pub struct Sealer {
    cipher: CipherState,
    carried: Carried,
}

impl Sealer {
    pub(super) fn new(cipher: CipherState) -> Self {
        Self { cipher, carried: Carried::default() }
    }

    /// One frame as it is written to the stream: `u16 length || ciphertext`. Frames are sent in the order sealed.
    ///
    /// # Errors
    /// [`SessionError::TooLarge`] if `body` has more than [`MAX_BODY`] bytes, and [`SessionError::LimitReached`]
    /// at the hard limit. Neither changes the state.
    pub fn seal(&mut self, kind: u8, body: &[u8]) -> Result<Vec<u8>, SessionError> {
        if self.limit() == Limit::Hard {
            return Err(SessionError::LimitReached);
        }
        if body.len() > MAX_BODY {
            return Err(SessionError::TooLarge);
        }
        let size = padded(HEADER_LEN + body.len()).ok_or(SessionError::TooLarge)?;
        let sealed = size + TAG_LEN;
        let length = u16::try_from(sealed).map_err(|_| SessionError::TooLarge)?;
        let body_length = u16::try_from(body.len()).map_err(|_| SessionError::TooLarge)?;

        // One allocation: the plaintext is never moved, and is encrypted where it lies.
        let mut bytes = Vec::with_capacity(size_of::<u16>() + sealed);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.push(kind);
        bytes.extend_from_slice(&body_length.to_be_bytes());
        bytes.extend_from_slice(body);
        bytes.resize(size_of::<u16>() + size, 0);
        let (_, plaintext) = bytes.split_at_mut(size_of::<u16>());
        let tag = self.cipher.seal_frame(plaintext)?;
        bytes.extend_from_slice(&tag);
        self.carried.add(sealed);
        Ok(bytes)
    }

    /// How much of its allowance this direction has used.
    #[must_use]
    pub fn limit(&self) -> Limit {
        self.carried.limit()
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cipher: _, carried: _ } = self;
        f.write_str("Sealer(..)")
    }
}
