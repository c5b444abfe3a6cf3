//! Logos: recognised by content, measured before they are decoded, drawn anew. What comes out was never in anybody's file.

mod raster;
mod svg;

use image::{DynamicImage, ImageFormat, RgbaImage};
use std::io::Cursor;
use std::sync::Mutex;
use usecases::theme::{Images, Picture};

/// Largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;
/// A logo is drawn at most this wide and high: three times what the largest screen shows.
const MAX_SIZE: (u32, u32) = (640, 320);
/// Quality of photographs.
const JPEG_QUALITY: u8 = 88;

/// Why a file is no logo; the texts are `field.<reason>`.
mod reason {
    pub const EMPTY: &str = "logo_empty";
    pub const TOO_LARGE: &str = "logo_too_large";
    pub const FORMAT: &str = "logo_format";
    pub const DAMAGED: &str = "logo_damaged";
    pub const TOO_MANY_PIXELS: &str = "logo_too_many_pixels";
    pub const SVG_DAMAGED: &str = "logo_svg_damaged";
    pub const SVG_SCRIPT: &str = "logo_svg_script";
    pub const SVG_EXTERNAL: &str = "logo_svg_external";
    pub const SVG_EMBEDDED: &str = "logo_svg_embedded";
    pub const SVG_ENTITIES: &str = "logo_svg_entities";
    pub const SVG_TEXT: &str = "logo_svg_text";
    pub const SVG_COMPLEX: &str = "logo_svg_complex";
}

/// Reads one picture at a time: a large one takes much memory for a moment.
#[derive(Debug, Default)]
pub struct LogoReader {
    turn: Mutex<()>,
}

impl Images for LogoReader {
    fn read_logo(&self, file: &[u8]) -> Result<Picture, &'static str> {
        // Whoever panicked here left nothing behind.
        let _turn = self.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        read(file)
    }
}

fn read(file: &[u8]) -> Result<Picture, &'static str> {
    if file.is_empty() {
        return Err(reason::EMPTY);
    }
    if file.len() > MAX_FILE_BYTES {
        return Err(reason::TOO_LARGE);
    }
    match kind(file) {
        Some(Kind::Raster(ImageFormat::Jpeg)) => write_jpeg(&raster::read(file, ImageFormat::Jpeg)?),
        Some(Kind::Raster(format)) => write_png(&raster::read(file, format)?.into_rgba8()),
        Some(Kind::Svg(text)) => write_png(&svg::draw(text)?),
        None => Err(reason::FORMAT),
    }
}

enum Kind<'a> {
    Raster(ImageFormat),
    Svg(&'a str),
}

/// What a file is, by its first bytes; its name and what the browser says about it are not asked.
fn kind(file: &[u8]) -> Option<Kind<'_>> {
    if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Kind::Raster(ImageFormat::Png));
    }
    if file.starts_with(b"\xff\xd8\xff") {
        return Some(Kind::Raster(ImageFormat::Jpeg));
    }
    if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        return Some(Kind::Raster(ImageFormat::WebP));
    }
    let text = std::str::from_utf8(file).ok()?.trim_start_matches('\u{feff}');
    svg::is_svg(text).then_some(Kind::Svg(text))
}

/// The size of a picture that has to fit into [`MAX_SIZE`]: smaller in proportion, or as it is.
fn fitted(width: f32, height: f32, may_grow: bool) -> (u32, u32) {
    let (most_wide, most_high) = MAX_SIZE;
    #[expect(clippy::cast_precision_loss, reason = "hundreds of pixels")]
    let scale = (most_wide as f32 / width).min(most_high as f32 / height);
    let scale = if may_grow { scale } else { scale.min(1.0) };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number of at most hundreds; a cast from float saturates"
    )]
    let pixels = |length: f32, most: u32| ((length * scale).round() as u32).clamp(1, most);
    (pixels(width, most_wide), pixels(height, most_high))
}

fn write_png(image: &RgbaImage) -> Result<Picture, &'static str> {
    use image::codecs::png::{CompressionType, FilterType, PngEncoder};
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
    image.write_with_encoder(encoder).map_err(|_| reason::DAMAGED)?;
    Ok(Picture {
        bytes,
        media_type: "image/png",
        extension: "png",
        width: image.width(),
        height: image.height(),
    })
}

fn write_jpeg(image: &DynamicImage) -> Result<Picture, &'static str> {
    let image = image.to_rgb8();
    let mut bytes = Cursor::new(Vec::new());
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    image.write_with_encoder(encoder).map_err(|_| reason::DAMAGED)?;
    Ok(Picture {
        bytes: bytes.into_inner(),
        media_type: "image/jpeg",
        extension: "jpg",
        width: image.width(),
        height: image.height(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_content_says_what_a_file_is() {
        for (file, expected) in [
            (&b""[..], reason::EMPTY),
            (b"<!DOCTYPE html><html><body><svg></svg></body></html>", reason::FORMAT),
            (b"GIF89a", reason::FORMAT),
            (b"RIFF\0\0\0\0WAVE", reason::FORMAT),
            (b"%PDF-1.7", reason::FORMAT),
            (b"\x89PNG\r\n\x1a\n", reason::DAMAGED),
            (b"\xff\xd8\xff\xe0", reason::DAMAGED),
            (b"RIFF\x04\0\0\0WEBP", reason::DAMAGED),
        ] {
            assert_eq!(read(file), Err(expected), "{file:?}");
        }
        assert_eq!(read(&vec![0; MAX_FILE_BYTES + 1]), Err(reason::TOO_LARGE));
    }

    #[test]
    fn pictures_fit_the_box_and_keep_their_shape() {
        assert_eq!(fitted(4000.0, 1000.0, false), (640, 160));
        assert_eq!(fitted(100.0, 50.0, false), (100, 50));
        assert_eq!(fitted(100.0, 50.0, true), (640, 320));
        assert_eq!(fitted(1.0, 10_000.0, false), (1, 320));
    }
}
