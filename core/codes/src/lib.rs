//! What a screen, link or QR carries.
//!
//! [`QrCode`] is a text as a QR code (ISO/IEC 18004), to be drawn as a PNG, an SVG or lines for a terminal. The
//! text stands in it as it is: no link is put around an address, so that every wallet's scanner understands it.

mod png;
mod qr;
mod svg;
mod terminal;

pub use qr::{LONGEST_TEXT, QUIET_ZONE, QrCode, QrError, WIDEST_PICTURE};
