//! The sizes that pages ask for: cut, scaled, colours brought to sRGB, encoded anew. What is written here holds pixels
//! and nothing else of the upload.

use crate::{
    decode::decode,
    picture::{Picture, Window},
    upright,
};
use bytes::Bytes;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{
    DynamicImage, ExtendedColorType, Rgb, RgbImage, RgbaImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
};
use moxcms::{ColorProfile, Layout, TransformOptions};
use store::{MediaKind, internal};
use types::media::{LARGE_SIDE, SMALL_SIDE, Variant};

/// The part of a picture to keep, in fractions of its upright width and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crop {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A picture in all its sizes, ready to be kept.
#[derive(Clone, Debug)]
pub struct Processed {
    /// Of the largest size, in pixels.
    pub width: u32,
    pub height: u32,
    /// 4 × 3 components.
    pub blurhash: String,
    /// Media type of all sizes: `image/jpeg`, or `image/webp` where something is transparent.
    pub mime: &'static str,
    pub variants: Vec<(Variant, Bytes)>,
}

/// Does all the work for one upload. It takes up to seconds of processor time: for a blocking thread.
pub fn derive(bytes: &[u8], kind: MediaKind, crop: Option<Crop>) -> types::Result<Processed> {
    let Picture {
        image,
        orientation,
        profile,
    } = decode(bytes)?;
    let (width, height) = (image.width(), image.height());
    let lies = upright::lies(orientation);
    let window = match lies {
        true => window(kind, height, width, crop),
        false => window(kind, width, height, crop),
    };
    let (across, down) = fit(window, limit(kind, Variant::Large));
    let part = upright::stored(orientation, window, f64::from(width), f64::from(height));
    let mut scaled = resize(&image, part, if lies { (down, across) } else { (across, down) })?;
    drop(image);
    scaled.apply_orientation(orientation);
    let large = match profile {
        Some(profile) => to_srgb(scaled, &profile),
        None => scaled,
    };
    let whole = Window {
        left: 0.0,
        top: 0.0,
        width: f64::from(large.width()),
        height: f64::from(large.height()),
    };
    let small = resize(&large, whole, fit(whole, limit(kind, Variant::Small)))?;
    let tiny = resize(&large, whole, fit(whole, limit(kind, Variant::Tiny)))?;
    let mut variants = Vec::with_capacity(Variant::ALL.len());
    for (variant, image) in [
        (Variant::Tiny, &tiny),
        (Variant::Small, &small),
        (Variant::Large, &large),
    ] {
        variants.push((variant, encode(image, variant)?));
    }
    Ok(Processed {
        width: large.width(),
        height: large.height(),
        blurhash: blurhash_of(&tiny)?,
        mime: if large.color().has_alpha() {
            "image/webp"
        } else {
            "image/jpeg"
        },
        variants,
    })
}

/// Photos are kept whole; avatars and banners are the largest rectangle of their shape in the middle of `crop`.
fn window(kind: MediaKind, width: u32, height: u32, crop: Option<Crop>) -> Window {
    let (width, height) = (f64::from(width), f64::from(height));
    let whole = Window {
        left: 0.0,
        top: 0.0,
        width,
        height,
    };
    let ratio = match kind {
        MediaKind::Photo => return whole,
        MediaKind::Avatar => 1.0,
        MediaKind::Banner => 3.0,
    };
    let part = crop.map_or(whole, |crop| {
        let fraction = |value: f64| if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
        let (left, top) = (
            (fraction(crop.x) * width).min(width - 1.0),
            (fraction(crop.y) * height).min(height - 1.0),
        );
        Window {
            left,
            top,
            width: (fraction(crop.width) * width).max(1.0).min(width - left),
            height: (fraction(crop.height) * height).max(1.0).min(height - top),
        }
    });
    let kept_width = part.width.min(part.height * ratio);
    let kept_height = part.height.min(part.width / ratio);
    Window {
        left: part.left + (part.width - kept_width) / 2.0,
        top: part.top + (part.height - kept_height) / 2.0,
        width: kept_width,
        height: kept_height,
    }
}

/// Largest width and height of a size, in pixels (see [`Variant`]).
fn limit(kind: MediaKind, variant: Variant) -> (u32, u32) {
    match (kind, variant) {
        (_, Variant::Tiny) => (32, 32),
        (MediaKind::Photo, Variant::Small) => (SMALL_SIDE, SMALL_SIDE),
        (MediaKind::Photo, Variant::Large) => (LARGE_SIDE, LARGE_SIDE),
        (MediaKind::Avatar, Variant::Small) => (96, 96),
        (MediaKind::Avatar, Variant::Large) => (400, 400),
        (MediaKind::Banner, Variant::Small) => (600, 200),
        (MediaKind::Banner, Variant::Large) => (1500, 500),
    }
}

/// The size of `window` inside `limit`, in its shape; never enlarged, never nothing.
fn fit(window: Window, limit: (u32, u32)) -> (u32, u32) {
    let scale = (f64::from(limit.0) / window.width)
        .min(f64::from(limit.1) / window.height)
        .min(1.0);
    let side = |length: f64, most: u32| ((length * scale).round() as u32).clamp(1, most);
    (side(window.width, limit.0), side(window.height, limit.1))
}

fn resize(source: &DynamicImage, window: Window, size: (u32, u32)) -> types::Result<DynamicImage> {
    let transparent = source.color().has_alpha();
    let pixel_type = if transparent { PixelType::U8x4 } else { PixelType::U8x3 };
    let input = ImageRef::new(source.width(), source.height(), source.as_bytes(), pixel_type)
        .map_err(|error| internal(&error))?;
    let mut output = Image::new(size.0, size.1, pixel_type);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(window.left, window.top, window.width, window.height);
    Resizer::new()
        .resize(&input, &mut output, &options)
        .map_err(|error| internal(&error))?;
    image_of(size, output.into_vec(), transparent)
}

fn image_of(size: (u32, u32), pixels: Vec<u8>, transparent: bool) -> types::Result<DynamicImage> {
    let image = if transparent {
        RgbaImage::from_raw(size.0, size.1, pixels).map(DynamicImage::ImageRgba8)
    } else {
        RgbImage::from_raw(size.0, size.1, pixels).map(DynamicImage::ImageRgb8)
    };
    image.ok_or_else(|| internal(&"the scaled picture has another size than asked"))
}

/// Brings colours to sRGB, since the profile is not kept; a profile that cannot be read is as good as none.
fn to_srgb(image: DynamicImage, profile: &[u8]) -> DynamicImage {
    let transparent = image.color().has_alpha();
    let layout = if transparent { Layout::Rgba } else { Layout::Rgb };
    let converted = ColorProfile::new_from_slice(profile).ok().and_then(|profile| {
        let target = ColorProfile::new_srgb();
        let transform = profile
            .create_transform_8bit(layout, &target, layout, TransformOptions::default())
            .ok()?;
        let mut pixels = vec![0; image.as_bytes().len()];
        transform.transform(image.as_bytes(), &mut pixels).ok()?;
        image_of((image.width(), image.height()), pixels, transparent).ok()
    });
    converted.unwrap_or(image)
}

fn encode(image: &DynamicImage, variant: Variant) -> types::Result<Bytes> {
    let mut out = Vec::new();
    let (pixels, width, height) = (image.as_bytes(), image.width(), image.height());
    let result = if image.color().has_alpha() {
        WebPEncoder::new_lossless(&mut out).encode(pixels, width, height, ExtendedColorType::Rgba8)
    } else {
        let quality = if variant == Variant::Tiny { 50 } else { 82 };
        JpegEncoder::new_with_quality(&mut out, quality).encode(pixels, width, height, ExtendedColorType::Rgb8)
    };
    result.map_err(|error| internal(&error))?;
    Ok(out.into())
}

/// What is transparent counts as white.
fn blurhash_of(image: &DynamicImage) -> types::Result<String> {
    let mut pixels = image.to_rgba8();
    for pixel in pixels.pixels_mut() {
        let alpha = u32::from(pixel.0[3]);
        let Rgb(over) = Rgb([0, 1, 2].map(|at| (u32::from(pixel.0[at]) * alpha + 255 * (255 - alpha)) / 255));
        pixel.0 = [over[0] as u8, over[1] as u8, over[2] as u8, 255];
    }
    blurhash::encode(4, 3, pixels.width(), pixels.height(), pixels.as_raw()).map_err(|error| internal(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_keep_their_shape_inside_the_picture() {
        let crops = [
            None,
            Some(Crop {
                x: 0.5,
                y: 0.5,
                width: 0.5,
                height: 0.5,
            }),
            Some(Crop {
                x: 0.9,
                y: -3.0,
                width: 7.0,
                height: f64::NAN,
            }),
            Some(Crop {
                x: f64::INFINITY,
                y: f64::NAN,
                width: 0.0,
                height: 0.0,
            }),
        ];
        for (kind, ratio) in [(MediaKind::Avatar, 1.0), (MediaKind::Banner, 3.0)] {
            for crop in crops {
                for (width, height) in [(4000, 3000), (3, 1000), (1000, 3), (1, 1)] {
                    let kept = window(kind, width, height, crop);
                    assert!(kept.left >= 0.0 && kept.top >= 0.0, "{kept:?}");
                    assert!(kept.left + kept.width <= f64::from(width) + 1e-6, "{kept:?}");
                    assert!(kept.top + kept.height <= f64::from(height) + 1e-6, "{kept:?}");
                    assert!((kept.width / kept.height - ratio).abs() < 1e-6, "{kept:?}");
                }
            }
        }
        let lower_right = window(MediaKind::Avatar, 200, 100, crops[1]);
        assert_eq!(
            lower_right,
            Window {
                left: 125.0,
                top: 50.0,
                width: 50.0,
                height: 50.0
            }
        );
    }

    #[test]
    fn sizes_fit_and_are_never_enlarged() {
        let whole = |width, height| Window {
            left: 0.0,
            top: 0.0,
            width,
            height,
        };
        assert_eq!(fit(whole(4000.0, 3000.0), (2048, 2048)), (2048, 1536));
        assert_eq!(fit(whole(20.0, 10.0), (680, 680)), (20, 10));
        assert_eq!(fit(whole(16384.0, 1.0), (32, 32)), (32, 1));
    }
}
