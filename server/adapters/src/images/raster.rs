//! PNG, JPEG and WebP: measured first, then decoded under limits, turned as the camera says, and made small.

use super::{fitted, reason};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbaImage};
use std::io::Cursor;

/// Most pixels of a picture: 16 million. A bomb of 10,000 × 10,000 is refused by its head alone.
const MAX_PIXELS: u64 = 16_000_000;
/// Longest side, in pixels.
const MAX_SIDE: u32 = 10_000;
/// Most memory that decoding may take, in bytes.
const MAX_MEMORY: u64 = 160 * 1024 * 1024;

/// The picture, upright and no larger than a logo needs.
pub fn read(file: &[u8], format: ImageFormat) -> Result<DynamicImage, &'static str> {
    if format == ImageFormat::Jpeg && !is_whole_jpeg(file) {
        return Err(reason::DAMAGED);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| reason_of(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(reason::TOO_MANY_PIXELS);
    }
    let orientation = decoder.orientation().map_err(|error| reason_of(&error))?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| reason_of(&error))?;
    image.apply_orientation(orientation);
    Ok(shrink(image))
}

fn reason_of(error: &image::ImageError) -> &'static str {
    match error {
        image::ImageError::Limits(_) => reason::TOO_MANY_PIXELS,
        _ => reason::DAMAGED,
    }
}

/// Whether the last scan has its end: the decoder would fill what is missing with grey.
fn is_whole_jpeg(file: &[u8]) -> bool {
    let last = |marker: [u8; 2]| file.windows(2).rposition(|pair| pair == marker);
    matches!((last([0xff, 0xda]), last([0xff, 0xd9])), (Some(scan), Some(end)) if end > scan)
}

fn shrink(image: DynamicImage) -> DynamicImage {
    #[expect(clippy::cast_precision_loss, reason = "at most ten thousand pixels")]
    let (width, height) = fitted(image.width() as f32, image.height() as f32, false);
    if (width, height) == (image.width(), image.height()) {
        return image;
    }
    if !image.color().has_alpha() {
        return image.resize_exact(width, height, FilterType::Lanczos3);
    }
    // Colours of what cannot be seen must not bleed into the edges.
    let mut pixels = image.into_rgba8();
    each_pixel(&mut pixels, |channel, alpha| channel * alpha / 255);
    let mut small = image::imageops::resize(&pixels, width, height, FilterType::Lanczos3);
    each_pixel(&mut small, |channel, alpha| {
        (channel * 255).checked_div(alpha).map_or(0, |channel| channel.min(255))
    });
    DynamicImage::ImageRgba8(small)
}

fn each_pixel(image: &mut RgbaImage, change: impl Fn(u32, u32) -> u32) {
    for pixel in image.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let [red, green, blue] = [red, green, blue]
            .map(|channel| u8::try_from(change(channel.into(), alpha.into())).unwrap_or(u8::MAX));
        pixel.0 = [red, green, blue, alpha];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = RgbaImage::from_fn(width, height, |x, y| {
            Rgba([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90, 255])
        });
        let mut bytes = Cursor::new(Vec::new());
        let image = DynamicImage::ImageRgba8(image);
        let image = if format == ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn each_format_is_read_and_made_small() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let image = read(&encoded(1280, 320, format), format).unwrap();
            assert_eq!((image.width(), image.height()), (640, 160), "{format:?}");
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_damaged_wherever_the_cut_is() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let file = encoded(200, 100, format);
            for share in [3, 10, 50, 90, 99] {
                let cut = &file[..file.len() * share / 100];
                assert_eq!(read(cut, format).err(), Some(reason::DAMAGED), "{format:?} {share} %");
            }
        }
    }

    #[test]
    fn a_bomb_is_refused_by_its_head() {
        // The head of a PNG of 10,000 × 10,000, and nothing more: nothing was decoded to refuse it.
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend(10_000_u32.to_be_bytes());
        head.extend(10_000_u32.to_be_bytes());
        head.extend([8, 6, 0, 0, 0]);
        head.extend(crc32(&head[12..]).to_be_bytes());
        head.extend(b"\0\0\0\x0aIDAT\x78\x9c\x03\0\0\0\0\x01\0\0");
        assert_eq!(read(&head, ImageFormat::Png).err(), Some(reason::TOO_MANY_PIXELS));
    }

    #[test]
    fn what_cannot_be_seen_does_not_bleed_into_edges() {
        let image = RgbaImage::from_fn(1280, 640, |x, _| {
            if x < 640 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 255, 0, 0]) }
        });
        let small = shrink(image.into()).into_rgba8();
        for pixel in small.pixels().filter(|pixel| pixel.0[3] > 8) {
            assert!(pixel.0[1] < 16, "{pixel:?}");
        }
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(
                crc ^ u32::from(*byte),
                |crc, _| {
                    if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 }
                },
            )
        })
    }
}
