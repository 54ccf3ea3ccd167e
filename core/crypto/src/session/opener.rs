use super::cipher::CipherState;
use super::frame::{Carried, Frame, Limit, is_sealed_length, unpad};
use super::{SessionError, TAG_LEN};
use core::fmt;
use zeroize::Zeroizing;

/// The receiving direction of a session. The key steps forward after every verified frame and is wiped on drop
/// and at the first error.
pub struct Opener {
    cipher: Option<CipherState>,
    carried: Carried,
}

impl Opener {
    pub(super) fn new(cipher: CipherState) -> Self {
        Self { cipher: Some(cipher), carried: Carried::default() }
    }

    /// Opens the next frame, given without its length.
    ///
    /// # Errors
    /// [`SessionError::FrameLength`], [`SessionError::Unauthentic`], [`SessionError::Padding`] or
    /// [`SessionError::LimitReached`]: close the session. From then on it is always [`SessionError::Ended`].
    pub fn open(&mut self, ciphertext: &[u8]) -> Result<Frame, SessionError> {
        // The key is put back only after a good frame; an error drops it here.
        let mut cipher = self.cipher.take().ok_or(SessionError::Ended)?;
        if self.limit() == Limit::Hard {
            return Err(SessionError::LimitReached);
        }
        if !is_sealed_length(ciphertext.len()) {
            return Err(SessionError::FrameLength);
        }
        let (sealed, tag) = ciphertext.split_last_chunk::<TAG_LEN>().ok_or(SessionError::FrameLength)?;
        let mut plaintext = Zeroizing::new(sealed.to_vec());
        cipher.open_frame(&mut plaintext, tag)?;
        let frame = unpad(&plaintext).ok_or(SessionError::Padding)?;
        self.carried.add(ciphertext.len());
        self.cipher = Some(cipher);
        Ok(frame)
    }

    /// How much of its allowance this direction has used.
    #[must_use]
    pub fn limit(&self) -> Limit {
        self.carried.limit()
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cipher: _, carried: _ } = self;
        f.write_str("Opener(..)")
    }
}
