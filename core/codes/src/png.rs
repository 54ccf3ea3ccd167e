use crate::{QrCode, QrError, WIDEST_PICTURE};
use png::{BitDepth, ColorType, Encoder, EncodingError};

impl QrCode {
    /// The code as a PNG, black on white with its quiet zone, each module so many pixels wide.
    ///
    /// # Errors
    /// [`QrError::ModuleSize`] for no pixel, or for more than fit into [`WIDEST_PICTURE`].
    pub fn png(&self, module_pixels: u32) -> Result<Vec<u8>, QrError> {
        let modules = u32::try_from(self.whole_side()).unwrap_or(u32::MAX);
        let max = WIDEST_PICTURE / modules;
        if module_pixels == 0 || module_pixels > max {
            return Err(QrError::ModuleSize { max });
        }
        // Writing into memory fails only for a size that cannot be.
        self.written(modules * module_pixels, module_pixels).map_err(|_| QrError::ModuleSize { max })
    }

    fn written(&self, side: u32, module_pixels: u32) -> Result<Vec<u8>, EncodingError> {
        let mut picture = Vec::new();
        let mut encoder = Encoder::new(&mut picture, side, side);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rows(module_pixels))?;
        writer.finish()?;
        Ok(picture)
    }

    /// Eight pixels a byte, the first one highest, 1 for white; each row begins a byte.
    fn rows(&self, module_pixels: u32) -> Vec<u8> {
        let mut rows = Vec::new();
        for row in 0..self.whole_side() {
            let pixels: Vec<bool> = (0..self.whole_side())
                .flat_map(|column| (0..module_pixels).map(move |_| column))
                .map(|column| !self.is_dark(column, row))
                .collect();
            let packed: Vec<u8> = pixels.chunks(8).map(packed).collect();
            for _ in 0..module_pixels {
                rows.extend_from_slice(&packed);
            }
        }
        rows
    }
}

fn packed(pixels: &[bool]) -> u8 {
    pixels.iter().zip([128, 64, 32, 16, 8, 4, 2, 1]).filter(|(white, _)| **white).map(|(_, bit)| bit).sum()
}
