use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrResult, Version};
use thiserror::Error;

/// The longest text of a code, in bytes of UTF-8. Any text up to here fits, whatever its characters are.
pub const LONGEST_TEXT: usize = 2_048;

/// The light modules on each side of a code, as the standard demands them (ISO/IEC 18004, 9.1).
pub const QUIET_ZONE: usize = 4;

/// The widest picture in pixels, its quiet zones included.
pub const WIDEST_PICTURE: u32 = 4_096;

/// About 15 % of a code may be lost and it is still read (ISO/IEC 18004, 7.5.1).
const CORRECTION: EcLevel = EcLevel::M;

/// The number that says "UTF-8 from here on" (AIM ECI 26).
const ECI_UTF_8: u32 = 26;

/// Why a text is not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QrError {
    /// There is no text: nothing to show.
    #[error("there is no text to show")]
    Empty,
    /// The text is too long: show a shorter one.
    #[error("the text is too long for a code (at most {max} bytes)")]
    TooLong {
        /// The most bytes.
        max: usize,
    },
    /// A module has no pixel, or the picture would be too wide: ask for another size.
    #[error("a module of this code is 1 to {max} pixels wide")]
    ModuleSize {
        /// The most pixels of a module of this code.
        max: u32,
    },
}

impl QrError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "qr_empty",
            Self::TooLong { .. } => "qr_too_long",
            Self::ModuleSize { .. } => "qr_module_size",
        }
    }
}

/// A text as a QR code: a square of dark and light modules, with error correction M.
#[derive(Clone)]
pub struct QrCode {
    modules: Vec<Color>,
    side: usize,
}

impl QrCode {
    /// The smallest code of a text.
    ///
    /// # Errors
    /// [`QrError::Empty`] without a text, [`QrError::TooLong`] over [`LONGEST_TEXT`].
    pub fn of(text: &str) -> Result<Self, QrError> {
        if text.is_empty() {
            return Err(QrError::Empty);
        }
        let too_long = QrError::TooLong { max: LONGEST_TEXT };
        if text.len() > LONGEST_TEXT {
            return Err(too_long);
        }
        let code = if text.is_ascii() { plain(text) } else { in_utf_8(text) };
        let code = code.map_err(|_| too_long)?;
        Ok(Self { side: code.width(), modules: code.into_colors() })
    }

    /// The modules of a side, without the quiet zones.
    #[must_use]
    pub fn side(&self) -> usize {
        self.side
    }

    /// The modules of a side with the quiet zones.
    pub(crate) fn whole_side(&self) -> usize {
        self.side.saturating_add(2 * QUIET_ZONE)
    }

    /// The modules, row by row from the top, as the library has them.
    pub(crate) fn modules(&self) -> &[Color] {
        &self.modules
    }

    /// Whether a module is dark, counted from the corner of the quiet zone; beyond the code all is light.
    pub(crate) fn is_dark(&self, column: usize, row: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < self.side);
        let module = inside(column).zip(inside(row));
        let module = module.and_then(|(column, row)| self.modules.get(row * self.side + column));
        module == Some(&Color::Dark)
    }
}

/// Digits, capitals and bytes, each where they are shortest.
fn plain(text: &str) -> QrResult<qrcode::QrCode> {
    qrcode::QrCode::with_error_correction_level(text, CORRECTION)
}

/// Bytes that say that they are UTF-8. Cut into the shortest parts, some of them would be taken for Japanese
/// characters of another encoding.
fn in_utf_8(text: &str) -> QrResult<qrcode::QrCode> {
    let mut made = Err(qrcode::types::QrError::DataTooLong);
    for version in 1..=40 {
        made = bits(text, Version::Normal(version));
        if made.is_ok() {
            break;
        }
    }
    qrcode::QrCode::with_bits(made?, CORRECTION)
}

fn bits(text: &str, version: Version) -> QrResult<Bits> {
    let mut bits = Bits::new(version);
    bits.push_eci_designator(ECI_UTF_8)?;
    bits.push_byte_data(text.as_bytes())?;
    bits.push_terminator(CORRECTION)?;
    Ok(bits)
}
