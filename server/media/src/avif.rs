//! AVIF through a decoder in safe Rust. AVIF turns pictures by properties of its container (`irot`, `imir`); an
//! orientation in EXIF data is to be ignored there (HEIF, ISO/IEC 23008-12).

use crate::{
    picture::{MAX_MEGAPIXELS, Picture, check_size, refusal_of_size, refuse},
    weight::Weight,
};
use image::{DynamicImage, RgbImage, RgbaImage, metadata::Orientation};
use types::{Error, Rule};
use zenavif::{DecoderConfig, ImageMirror, ImageRotation, ManagedAvifDecoder, PixelBuffer, Unstoppable};

/// Planes at full resolution, the output, and its copy; more than 8 bits take their double, and the output in between.
pub fn weigh(bytes: &[u8]) -> types::Result<Weight> {
    let decoder = open(bytes)?;
    let probed = decoder.probe_info().map_err(|error| refusal_of(error.error()))?;
    check_size(probed.width, probed.height)?;
    let per_pixel = if probed.bit_depth > 8 { 22.0 } else { 11.0 };
    let channels = if probed.has_alpha { 4.0 } else { 3.0 };
    Ok(Weight::new(probed.width, probed.height, per_pixel, channels))
}

fn open(bytes: &[u8]) -> types::Result<ManagedAvifDecoder> {
    // One thread: uploads of several people share the cores already.
    let config = DecoderConfig::new()
        .threads(1)
        .frame_size_limit(MAX_MEGAPIXELS * 1_000_000)
        .prefer_8bit(true);
    ManagedAvifDecoder::new(bytes, &config).map_err(|error| refusal_of(error.error()))
}

pub fn decode(bytes: &[u8]) -> types::Result<Picture> {
    let mut decoder = open(bytes)?;
    let probed = decoder.probe_info().map_err(|error| refusal_of(error.error()))?;
    check_size(probed.width, probed.height)?;
    let (pixels, info) = decoder
        .decode_full(&Unstoppable)
        .map_err(|error| refusal_of(error.error()))?;
    check_size(pixels.width(), pixels.height())?;
    let image = image_of(pixels).ok_or(refuse(Rule::MediaBroken))?;
    Ok(Picture::new(
        image,
        orientation(info.rotation, info.mirror),
        info.icc_profile,
    ))
}

fn image_of(pixels: PixelBuffer) -> Option<DynamicImage> {
    let (width, height) = (pixels.width(), pixels.height());
    let bytes = pixels.as_slice().contiguous_bytes().into_owned();
    drop(pixels);
    let count = width as usize * height as usize;
    if bytes.len() == count * 3 {
        RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8)
    } else if bytes.len() == count * 4 {
        RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8)
    } else {
        None
    }
}

/// First turned counter-clockwise, then mirrored: axis 0 swaps top and bottom, axis 1 left and right.
fn orientation(rotation: Option<ImageRotation>, mirror: Option<ImageMirror>) -> Orientation {
    let angle = rotation.map_or(0, |rotation| rotation.angle);
    match (angle, mirror.map(|mirror| mirror.axis)) {
        (90, None) => Orientation::Rotate270,
        (180, None) => Orientation::Rotate180,
        (270, None) => Orientation::Rotate90,
        (_, None) => Orientation::NoTransforms,
        (90, Some(0)) | (270, Some(1)) => Orientation::Rotate90FlipH,
        (90, Some(_)) | (270, Some(_)) => Orientation::Rotate270FlipH,
        (180, Some(0)) | (0, Some(1)) => Orientation::FlipHorizontal,
        (_, Some(_)) => Orientation::FlipVertical,
    }
}

fn refusal_of(error: &zenavif::Error) -> Error {
    tracing::debug!(%error, "upload not decoded");
    match error {
        zenavif::Error::ImageTooLarge { .. } | zenavif::Error::ResourceLimit(_) => refusal_of_size(),
        _ => refuse(Rule::MediaBroken),
    }
}
