use super::{MAX_MESSAGE, TAG_LEN};
use core::fmt;

/// The largest body of one frame.
pub const MAX_BODY: usize = MAX_PLAINTEXT - HEADER_LEN;

/// Kind and length of the body.
pub(super) const HEADER_LEN: usize = 3;
const MAX_PLAINTEXT: usize = MAX_MESSAGE - TAG_LEN;
/// The sizes a plaintext is padded to.
const SIZES: [usize; 6] = [256, 1_024, 4_096, 16_384, 32_768, MAX_PLAINTEXT];
const SOFT_FRAMES: u64 = 1_000;
const SOFT_BYTES: u64 = 64 << 20;

/// One verified frame.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// What the body is; the engine's numbers.
    pub kind: u8,
    /// The body without its padding.
    pub body: Vec<u8>,
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, body } = self;
        write!(f, "Frame(kind {kind}, {} bytes)", body.len())
    }
}

/// How much of its allowance one direction has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Go on.
    Fresh,
    /// 1,000 frames or 64 MiB: replace the session soon.
    Soft,
    /// Twice that: nothing more is sealed or opened.
    Hard,
}

/// The smallest padded size that holds `length` bytes.
pub(super) fn padded(length: usize) -> Option<usize> {
    SIZES.into_iter().find(|size| length <= *size)
}

/// Whether a ciphertext of this length can be a frame.
pub(super) fn is_sealed_length(length: usize) -> bool {
    length.checked_sub(TAG_LEN).is_some_and(|length| SIZES.contains(&length))
}

/// Reads a verified plaintext; `None` if it is not padded exactly as [`padded`] says, with zeros.
pub(super) fn unpad(plaintext: &[u8]) -> Option<Frame> {
    let ([kind, high, low], rest) = plaintext.split_first_chunk::<HEADER_LEN>()?;
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let (body, zeros) = rest.split_at_checked(length)?;
    let right_size = padded(HEADER_LEN.checked_add(length)?)? == plaintext.len();
    let all_zero = zeros.iter().all(|byte| *byte == 0);
    (right_size && all_zero).then(|| Frame { kind: *kind, body: body.to_vec() })
}

/// What one direction has carried.
#[derive(Default)]
pub(super) struct Carried {
    frames: u64,
    bytes: u64,
}

impl Carried {
    pub(super) fn add(&mut self, ciphertext: usize) {
        self.frames = self.frames.saturating_add(1);
        self.bytes = self.bytes.saturating_add(u64::try_from(ciphertext).unwrap_or(u64::MAX));
    }

    pub(super) fn limit(&self) -> Limit {
        match (self.frames / SOFT_FRAMES).max(self.bytes / SOFT_BYTES) {
            0 => Limit::Fresh,
            1 => Limit::Soft,
            _ => Limit::Hard,
        }
    }
}
