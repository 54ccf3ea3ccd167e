//! What a scanner in front of the terminal sees.

use rxing::BarcodeFormat;

/// The pixels of a module's side, as a camera has them.
const PIXELS: usize = 4;

/// Reads a code off a terminal, of which each column of a line is two modules, one above the other. The theme's own
/// colours show wherever a line does not set its own.
pub(crate) fn read(drawing: &str) -> Option<String> {
    let mut rows = Vec::new();
    for line in drawing.lines() {
        // Black on white, and in the end the terminal's own colours again.
        let halves = line.strip_prefix("\u{1b}[38;5;16;48;5;231m")?.strip_suffix("\u{1b}[0m")?;
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        for block in halves.chars() {
            let (above, below) = match block {
                ' ' => (255, 255),
                '▀' => (0, 255),
                '▄' => (255, 0),
                '█' => (0, 0),
                _ => return None,
            };
            upper.extend([above; PIXELS]);
            lower.extend([below; PIXELS]);
        }
        for row in [upper, lower] {
            rows.extend(std::iter::repeat_n(row, PIXELS));
        }
    }
    let (width, height) = (u32::try_from(rows.first()?.len()).ok()?, u32::try_from(rows.len()).ok()?);
    let found =
        rxing::helpers::detect_in_luma(rows.concat(), width, height, Some(BarcodeFormat::QR_CODE)).ok()?;
    Some(found.getText().to_owned())
}
