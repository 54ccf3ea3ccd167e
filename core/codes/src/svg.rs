use crate::{QUIET_ZONE, QrCode};
use qrcode::render::{Renderer, svg};

/// The units of a module. The picture scales; this is only how large it is where nobody says.
const UNITS: u32 = 8;

impl QrCode {
    /// The code as an SVG: black on white with its quiet zone, of any size.
    #[must_use]
    pub fn svg(&self) -> String {
        let quiet = u32::try_from(QUIET_ZONE).unwrap_or_default();
        let mut picture = Renderer::<svg::Color<'_>>::new(self.modules(), self.side(), quiet);
        picture.module_dimensions(UNITS, UNITS).build()
    }
}
