//! A code is what another hand reads: each drawing is read back by a reader that is not ours.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test, its parts outside of the test functions too"
)]

use png::{Decoder, Transformations};
use proptest::prelude::*;
use resvg::{tiny_skia, usvg};
use rxing::helpers::detect_in_luma;
use rxing::{BarcodeFormat, RXingResult, RXingResultMetadataType, RXingResultMetadataValue};
use std::collections::BTreeSet;
use std::io::Cursor;
use tongtong_codes::{LONGEST_TEXT, QUIET_ZONE, QrCode, QrError, WIDEST_PICTURE};

/// A square picture, a byte a pixel, 255 for white.
#[derive(Debug, PartialEq, Eq)]
struct Luma {
    side: usize,
    pixels: Vec<u8>,
}

impl Luma {
    fn of_png(picture: &[u8]) -> Self {
        let mut decoder = Decoder::new(Cursor::new(picture));
        decoder.set_transformations(Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::Eight));
        assert_eq!(info.width, info.height);
        Self { side: info.width as usize, pixels }
    }

    /// As large as the picture says that it is.
    fn of_svg(picture: &str) -> Self {
        let tree = usvg::Tree::from_str(picture, &usvg::Options::default()).unwrap();
        assert_eq!(tree.size().width(), tree.size().height());
        let side = tree.size().to_int_size().width();
        let mut canvas = tiny_skia::Pixmap::new(side, side).unwrap();
        resvg::render(&tree, tiny_skia::Transform::identity(), &mut canvas.as_mut());
        let pixels = canvas.pixels().iter().map(|pixel| {
            assert_eq!(pixel.alpha(), 255, "every pixel is painted");
            pixel.red()
        });
        Self { side: side as usize, pixels: pixels.collect() }
    }

    /// As a terminal shows it: each column of a line is two pixels, one above the other.
    fn of_terminal(lines: &[String]) -> Self {
        let mut rows = Vec::new();
        for line in lines {
            let halves = line.strip_prefix("\u{1b}[38;5;16;48;5;231m").expect("black on white");
            let halves = halves.strip_suffix("\u{1b}[0m").expect("the terminal's own colours again");
            let (upper, lower): (Vec<u8>, Vec<u8>) = halves
                .chars()
                .map(|block| match block {
                    ' ' => (255, 255),
                    '▀' => (0, 255),
                    '▄' => (255, 0),
                    '█' => (0, 0),
                    other => panic!("{other:?} is no block"),
                })
                .unzip();
            rows.extend([upper, lower]);
        }
        let side = rows[0].len();
        assert!(rows.iter().all(|row| row.len() == side));
        // An odd row is half a line; the other half is light.
        assert_eq!(rows.len(), side.next_multiple_of(2));
        assert!(rows.drain(side..).flatten().all(|pixel| pixel == 255));
        Self { side, pixels: rows.concat() }
    }

    /// Each pixel as a square of them.
    fn enlarged(&self, times: usize) -> Self {
        let side = self.side * times;
        let at = |x: usize, y: usize| self.pixels[y / times * self.side + x / times];
        let pixels = (0..side).flat_map(|y| (0..side).map(move |x| at(x, y))).collect();
        Self { side, pixels }
    }

    /// What the reader finds, or none.
    fn found(self) -> Option<RXingResult> {
        let side = u32::try_from(self.side).unwrap();
        detect_in_luma(self.pixels, side, side, Some(BarcodeFormat::QR_CODE)).ok()
    }

    /// The text that it reads, or none.
    fn read(self) -> Option<String> {
        let found = self.found()?;
        let level = RXingResultMetadataValue::ErrorCorrectionLevel("M".to_owned());
        let told = found.getRXingResultMetadata().get(&RXingResultMetadataType::ERROR_CORRECTION_LEVEL);
        assert_eq!(told, Some(&level));
        Some(found.getText().to_owned())
    }
}

/// Draws a text in every way, and demands that each is read back.
fn is_read_back(text: &str) {
    let code = QrCode::of(text).unwrap();
    let png = Luma::of_png(&code.png(4).unwrap());
    assert_eq!(png.side, (code.side() + 2 * QUIET_ZONE) * 4);
    assert_eq!(png.read().as_deref(), Some(text), "the PNG");
    assert_eq!(Luma::of_svg(&code.svg()).read().as_deref(), Some(text), "the SVG");
    let shown = Luma::of_terminal(&code.terminal());
    assert_eq!(shown.enlarged(4).read().as_deref(), Some(text), "the terminal");
}

#[test]
fn every_address_that_can_be_paid_is_read_back_from_every_drawing() {
    let vectors = include_str!("../../../tests/vectors/routing.tsv");
    let mut kinds = BTreeSet::new();
    let mut addresses = BTreeSet::new();
    for line in vectors.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [address, _, verdict, chain, ..] = fields[..] else { continue };
        if verdict == "ok" && addresses.insert(address) {
            is_read_back(address);
            // A sub-address of TTChain is an address and 32 characters more.
            kinds.insert((chain, chain == "ttchain" && address.len() > 60));
        }
    }
    let all =
        [("bitcoin", false), ("ethereum", false), ("solana", false), ("ttchain", false), ("ttchain", true)];
    assert_eq!(kinds, BTreeSet::from(all));
    assert!(addresses.len() > 50, "{} addresses", addresses.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_read_back_from_every_drawing(text in "[ -~]{1,200}|[0-9]{1,100}|[A-Z0-9:]{1,100}|[가-힣 ]{1,80}|\\PC{1,60}") {
        is_read_back(&text);
    }
}

#[test]
fn bytes_that_look_like_japanese_are_read_as_what_they_are() {
    // Cut into the shortest parts, some of these bytes of UTF-8 would go as characters of Shift JIS.
    is_read_back("쁀댁끀가");
}

#[test]
fn a_text_beyond_ascii_says_that_it_is_utf_8() {
    // ISO/IEC 18004: QR code with (Q2) and without (Q1) a number of an encoding.
    for (text, said) in [("TTC, 10", "]Q1"), ("통통", "]Q2"), ("é", "]Q2")] {
        let found = Luma::of_svg(&QrCode::of(text).unwrap().svg()).found().unwrap();
        let said = RXingResultMetadataValue::SymbologyIdentifier(said.to_owned());
        let told = found.getRXingResultMetadata().get(&RXingResultMetadataType::SYMBOLOGY_IDENTIFIER);
        assert_eq!(told, Some(&said), "{text}");
    }
}

#[test]
fn the_longest_text_of_any_kind_is_read_back() {
    for character in ["7", "A", "z", "가", "😀"] {
        let text = character.repeat(LONGEST_TEXT / character.len());
        let code = QrCode::of(&text).unwrap();
        assert_eq!(Luma::of_png(&code.png(3).unwrap()).read(), Some(text));
    }
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let refused = QrCode::of(&"7".repeat(LONGEST_TEXT + 1)).err().unwrap();
    assert_eq!((refused, refused.code()), (QrError::TooLong { max: LONGEST_TEXT }, "qr_too_long"));
    let characters = LONGEST_TEXT / "가".len() + 1;
    assert_eq!(QrCode::of(&"가".repeat(characters)).err(), Some(refused), "bytes count, not characters");
}

#[test]
fn no_text_is_refused() {
    let refused = QrCode::of("").err().unwrap();
    assert_eq!((refused, refused.code()), (QrError::Empty, "qr_empty"));
}

#[test]
fn a_module_without_a_pixel_or_beyond_the_widest_picture_is_refused() {
    for text in ["x".to_owned(), "x".repeat(LONGEST_TEXT)] {
        let code = QrCode::of(&text).unwrap();
        let refused = code.png(0).err().unwrap();
        let QrError::ModuleSize { max } = refused else { panic!("{refused}") };
        assert_eq!(refused.code(), "qr_module_size");
        for pixels in [max + 1, u32::MAX] {
            assert_eq!(code.png(pixels).err(), Some(refused));
        }
        let widest = Luma::of_png(&code.png(max).unwrap());
        assert!(widest.side <= WIDEST_PICTURE as usize);
        assert!(
            widest.side + code.side() + 2 * QUIET_ZONE > WIDEST_PICTURE as usize,
            "no wider one is refused"
        );
    }
}

#[test]
fn all_drawings_are_the_same_modules_with_a_quiet_zone_around_them() {
    let code = QrCode::of("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk").unwrap();
    let modules = Luma::of_terminal(&code.terminal());
    assert_eq!(Luma::of_png(&code.png(1).unwrap()), modules);
    assert_eq!(Luma::of_svg(&code.svg()), modules.enlarged(8));
    let edge = QUIET_ZONE..modules.side - QUIET_ZONE;
    let dark = |x: usize, y: usize| modules.pixels[y * modules.side + x] == 0;
    for y in 0..modules.side {
        for x in 0..modules.side {
            assert!(!dark(x, y) || edge.contains(&x) && edge.contains(&y), "the quiet zone is light");
        }
    }
    assert!(dark(QUIET_ZONE, QUIET_ZONE), "and ends where the code begins");
}
