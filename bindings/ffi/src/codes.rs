//! What a screen shows for another's camera.

use crate::TongTongError;
use crate::runtime::guard;
use tongtong_codes::QrCode;

/// A text as a QR code, as a PNG: black on white with its quiet zone, each module so many pixels wide.
///
/// # Errors
/// `qr_empty`; `qr_too_long` with the fact `max`, the most bytes of UTF-8; `qr_module_size` with the fact `max`,
/// the most pixels of a module of this code.
#[uniffi::export]
pub fn qr_png(text: String, module_pixels: u32) -> Result<Vec<u8>, TongTongError> {
    guard(|| Ok(QrCode::of(&text)?.png(module_pixels)?))
}

/// A text as a QR code, as an SVG: black on white with its quiet zone, of any size.
///
/// # Errors
/// `qr_empty`; `qr_too_long` with the fact `max`, the most bytes of UTF-8.
#[uniffi::export]
pub fn qr_svg(text: String) -> Result<String, TongTongError> {
    guard(|| Ok(QrCode::of(&text)?.svg()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn what_cannot_be_drawn_is_malformed_input_and_says_how_much_could_be() {
        let code = QrCode::of("a").unwrap();
        assert_eq!(qr_svg("a".to_owned()), Ok(code.svg()));
        assert_eq!(qr_png("a".to_owned(), 2), Ok(code.png(2).unwrap()));
        for (refused, code, max) in [
            (qr_svg(String::new()).unwrap_err(), "qr_empty", None),
            (qr_svg("a".repeat(2_049)).unwrap_err(), "qr_too_long", Some("2048")),
            (qr_png("a".repeat(2_049), 1).unwrap_err(), "qr_too_long", Some("2048")),
            // 21 modules and two quiet zones of 4 are 29; 141 times that is the most below 4,096.
            (qr_png("a".to_owned(), 142).unwrap_err(), "qr_module_size", Some("141")),
        ] {
            let TongTongError::Failed { kind, code: told, retryable, facts } = refused;
            assert_eq!((kind, told.as_str(), retryable), (ErrorKind::Input, code, false));
            assert_eq!(facts.get("max").map(String::as_str), max, "{code}");
        }
    }
}
