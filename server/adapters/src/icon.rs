//! The icons of the installed application, drawn from the clinic's colours or its logo.

use domain::theme::Color;
use image::imageops::{FilterType, overlay};
use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbaImage};
use resvg::{tiny_skia, usvg};
use std::io::Cursor;

/// Changes whenever the drawing does, so that browsers fetch the icons anew.
pub const DRAWING: u8 = 1;
/// The mark of the product, on a field of 32 units: a door in a heart.
const MARK: &str = "M16 28C8.1 22.4 4.4 18 4.4 13 4.4 9.3 7.1 6.5 10.6 6.5 12.8 6.5 14.8 7.6 16 9.5 17.2 7.6 19.2 6.5 \
    21.4 6.5 24.9 6.5 27.6 9.3 27.6 13 27.6 18 23.9 22.4 16 28ZM16 13.2A3.7 3.7 0 0 0 12.3 16.9V21.7C13.4 22.7 14.7 \
    23.7 16 24.7 17.3 23.7 18.6 22.7 19.7 21.7V16.9A3.7 3.7 0 0 0 16 13.2Z";
/// A logo more than this much wider than high, or higher than wide, is no icon.
const LONGEST_SIDE: f32 = 1.6;
/// The most memory that a logo may take while it is read, in bytes.
const LOGO_MEMORY: u64 = 64 * 1024 * 1024;

/// What an icon is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Shown as it is: rounded corners of its own.
    Any,
    /// Cut by the system: colour to the edges, everything that matters within 80 % of the width.
    Maskable,
}

/// What an icon is drawn from.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The field.
    pub ground: Color,
    /// The mark on it.
    pub mark: Color,
    /// The field behind a logo.
    pub paper: Color,
    /// The clinic's logo as an encoded picture.
    pub logo: Option<Vec<u8>>,
}

/// The icon as SVG. A logo is put in as a picture.
#[must_use]
pub fn svg(drawing: &Drawing) -> String {
    match png(drawing, Shape::Any, 192).filter(|_| logo_of(drawing).is_some()) {
        Some(picture) => format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
             <image width=\"32\" height=\"32\" href=\"data:image/png;base64,{}\"/></svg>",
            base64(&picture)
        ),
        None => marked(drawing, Shape::Any, true),
    }
}

/// The icon as PNG with sides of `size` pixels; nothing when it cannot be drawn.
#[must_use]
pub fn png(drawing: &Drawing, shape: Shape, size: u32) -> Option<Vec<u8>> {
    let picture = match logo_of(drawing) {
        Some(logo) => with_logo(drawing, shape, size, &logo)?,
        None => raster(&marked(drawing, shape, true), size)?,
    };
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).ok()?;
    Some(bytes)
}

/// Field and mark; without the mark it is the ground of a logo.
fn marked(drawing: &Drawing, shape: Shape, has_mark: bool) -> String {
    let (corner, scale) = match shape {
        Shape::Any => (7, 0.82),
        Shape::Maskable => (0, 0.7),
    };
    let ground = if has_mark { drawing.ground } else { drawing.paper };
    let mark = if has_mark {
        format!(
            "<path transform=\"translate(16 16) scale({scale}) translate(-16 -17)\" fill=\"{}\" \
             fill-rule=\"evenodd\" d=\"{MARK}\"/>",
            drawing.mark
        )
    } else {
        String::new()
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
         <rect width=\"32\" height=\"32\" rx=\"{corner}\" fill=\"{ground}\"/>{mark}</svg>"
    )
}

fn raster(svg: &str, size: u32) -> Option<RgbaImage> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).ok()?;
    let mut pixels = tiny_skia::Pixmap::new(size, size)?;
    let scale = tiny_skia::Transform::from_scale(
        to_f32(size) / tree.size().width(),
        to_f32(size) / tree.size().height(),
    );
    resvg::render(&tree, scale, &mut pixels.as_mut());
    RgbaImage::from_raw(size, size, pixels.take_demultiplied())
}

fn with_logo(drawing: &Drawing, shape: Shape, size: u32, logo: &DynamicImage) -> Option<RgbaImage> {
    let mut picture = raster(&marked(drawing, shape, false), size)?;
    // A square with this side lies within the circle that every system leaves.
    let side = match shape {
        Shape::Any => size * 13 / 16,
        Shape::Maskable => size * 9 / 16,
    };
    let logo = logo.resize(side, side, FilterType::Lanczos3).to_rgba8();
    let place = |length: u32| i64::from(size.saturating_sub(length) / 2);
    let (left, top) = (place(logo.width()), place(logo.height()));
    overlay(&mut picture, &logo, left, top);
    Some(picture)
}

/// The logo, if there is one that can be read and is about as wide as high.
fn logo_of(drawing: &Drawing) -> Option<DynamicImage> {
    let bytes = drawing.logo.as_deref()?;
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(LOGO_MEMORY);
    reader.limits(limits);
    let logo = reader.decode().ok()?;
    let (width, height) = (to_f32(logo.width()), to_f32(logo.height()));
    (width <= height * LONGEST_SIDE && height <= width * LONGEST_SIDE).then_some(logo)
}

fn to_f32(pixels: u32) -> f32 {
    f32::from(u16::try_from(pixels).unwrap_or(u16::MAX))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    fn drawing(logo: Option<Vec<u8>>) -> Drawing {
        Drawing { ground: Color::hex(0x2A_6B_3F), mark: Color::WHITE, paper: Color::hex(0xFF_FF_FF), logo }
    }

    fn read(bytes: &[u8]) -> RgbaImage {
        image::load_from_memory(bytes).expect("a picture").to_rgba8()
    }

    fn red_square(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        RgbaImage::from_pixel(width, height, Rgba([255, 0, 0, 255]))
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .expect("a picture");
        bytes
    }

    #[test]
    fn an_icon_has_its_size_the_clinics_colour_and_round_corners() {
        let icon = read(&png(&drawing(None), Shape::Any, 192).expect("an icon"));
        assert_eq!(icon.dimensions(), (192, 192));
        assert_eq!(icon.get_pixel(0, 0).0, [0, 0, 0, 0]);
        assert_eq!(icon.get_pixel(96, 4).0, [0x2A, 0x6B, 0x3F, 255]);
    }

    #[test]
    fn a_maskable_icon_fills_its_square_and_keeps_the_mark_within_the_safe_circle() {
        for logo in [None, Some(red_square(100, 100))] {
            let icon = read(&png(&drawing(logo), Shape::Maskable, 512).expect("an icon"));
            let ground = icon.get_pixel(0, 0).0;
            for (x, y, pixel) in icon.enumerate_pixels() {
                let from_centre = f32::hypot(to_f32(x) - 255.5, to_f32(y) - 255.5);
                assert!(from_centre <= 0.4 * 512.0 || pixel.0 == ground, "{x} {y} {pixel:?}");
            }
        }
    }

    #[test]
    fn a_square_logo_becomes_the_icon_and_a_long_or_broken_one_does_not() {
        let centre = |logo: Vec<u8>| {
            read(&png(&drawing(Some(logo)), Shape::Any, 64).expect("an icon")).get_pixel(32, 32).0
        };
        assert_eq!(centre(red_square(100, 100)), [255, 0, 0, 255]);
        assert_ne!(centre(red_square(400, 100)), [255, 0, 0, 255]);
        assert_ne!(centre(b"no picture".to_vec()), [255, 0, 0, 255]);
        assert!(svg(&drawing(Some(red_square(9, 9)))).contains("data:image/png;base64,"));
        assert!(svg(&drawing(None)).contains("#2a6b3f"));
    }
}
