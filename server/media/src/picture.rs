//! A picture in memory: its pixels, how large it may be, and how an upload is refused.

use image::{DynamicImage, RgbImage, metadata::Orientation};
use types::{Error, Field, Rule};

/// Most pixels of a picture, in millions, and its longest side in pixels.
pub const MAX_MEGAPIXELS: u32 = 50;
pub const MAX_SIDE: u32 = 16_384;

/// Pixels, 8 bits a channel, RGB or, only where something is transparent, RGBA.
pub struct Picture {
    pub image: DynamicImage,
    /// How they have to be turned.
    pub orientation: Orientation,
    /// ICC profile of the pixels' colours; none means sRGB.
    pub profile: Option<Vec<u8>>,
}

/// A rectangle of the source, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Picture {
    pub fn new(image: DynamicImage, orientation: Orientation, profile: Option<Vec<u8>>) -> Self {
        let image = match image {
            image if has_transparency(&image) => DynamicImage::ImageRgba8(image.into_rgba8()),
            DynamicImage::ImageRgba8(pixels) => {
                let (width, height) = pixels.dimensions();
                match RgbImage::from_raw(width, height, without_alpha(pixels.into_raw())) {
                    Some(pixels) => DynamicImage::ImageRgb8(pixels),
                    None => DynamicImage::new_rgb8(width, height),
                }
            }
            image => DynamicImage::ImageRgb8(image.into_rgb8()),
        };
        Self {
            image,
            orientation,
            profile,
        }
    }
}

/// Three channels of four, in the same memory.
fn without_alpha(mut pixels: Vec<u8>) -> Vec<u8> {
    let count = pixels.len() / 4;
    for pixel in 0..count {
        pixels.copy_within(4 * pixel..4 * pixel + 3, 3 * pixel);
    }
    pixels.truncate(3 * count);
    pixels
}

fn has_transparency(image: &DynamicImage) -> bool {
    match image {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX),
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().any(|pixel| pixel.0[1] < u8::MAX),
        DynamicImage::ImageRgba16(pixels) => pixels.pixels().any(|pixel| pixel.0[3] < u16::MAX),
        DynamicImage::ImageLumaA16(pixels) => pixels.pixels().any(|pixel| pixel.0[1] < u16::MAX),
        other => other.color().has_alpha(),
    }
}

/// Refuses what would take too much memory unpacked.
pub fn check_size(width: u32, height: u32) -> types::Result<()> {
    let pixels = u64::from(width) * u64::from(height);
    if width > MAX_SIDE || height > MAX_SIDE || pixels > u64::from(MAX_MEGAPIXELS) * 1_000_000 {
        return Err(refuse(Rule::MediaTooManyPixels {
            megapixels: MAX_MEGAPIXELS,
        }));
    }
    if pixels == 0 {
        Err(refuse(Rule::MediaBroken))
    } else {
        Ok(())
    }
}

pub fn refusal_of_size() -> Error {
    refuse(Rule::MediaTooManyPixels {
        megapixels: MAX_MEGAPIXELS,
    })
}

/// An upload is refused under this rule.
pub fn refuse(rule: Rule) -> Error {
    Error::invalid(Field::Media, rule)
}
