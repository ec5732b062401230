//! PNG at 8 bits a channel from the start: unpacked at 16, a picture would take twice the memory and more while it is
//! brought to 8.

use crate::{
    picture::{Picture, check_size, refusal_of_size, refuse},
    weight::Weight,
};
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage, metadata::Orientation};
use png::{ColorType, Decoder, DecodingError, Limits, Reader, Transformations};
use std::io::Cursor;
use types::{Error, Rule};

/// Most bytes for what is not pixels: colour profile, EXIF data, tables.
const MAX_BESIDE: usize = 16 * 1024 * 1024;

pub fn weigh(bytes: &[u8]) -> types::Result<Weight> {
    let reader = open(bytes)?;
    let (width, height) = reader.info().size();
    let channels = match reader.output_color_type().0 {
        ColorType::Grayscale | ColorType::Indexed => 1.0,
        ColorType::GrayscaleAlpha => 2.0,
        ColorType::Rgb => 3.0,
        ColorType::Rgba => 4.0,
    };
    Ok(Weight::new(width, height, channels, channels))
}

pub fn decode(bytes: &[u8]) -> types::Result<Picture> {
    let mut reader = open(bytes)?;
    let (width, height) = reader.info().size();
    let size = reader.output_buffer_size().ok_or(refuse(Rule::MediaBroken))?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(|error| refusal_of(&error))?;
    let image = match frame.color_type {
        ColorType::Grayscale => GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
        ColorType::GrayscaleAlpha => GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::ImageLumaA8),
        ColorType::Rgb => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
        ColorType::Rgba => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
        ColorType::Indexed => None,
    };
    let image = image.ok_or(refuse(Rule::MediaBroken))?;
    let info = reader.info();
    let orientation = info
        .exif_metadata
        .as_ref()
        .and_then(|exif| Orientation::from_exif_chunk(exif));
    // A grey picture's profile describes grey alone, which sRGB serves well enough.
    let profile = info.icc_profile.as_ref().filter(|_| image.color().has_color());
    let profile = profile.map(|profile| profile.to_vec());
    Ok(Picture::new(
        image,
        orientation.unwrap_or(Orientation::NoTransforms),
        profile,
    ))
}

fn open(bytes: &[u8]) -> types::Result<Reader<Cursor<&[u8]>>> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_BESIDE });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let info = decoder.read_header_info().map_err(|error| refusal_of(&error))?;
    let (width, height) = info.size();
    check_size(width, height)?;
    decoder.read_info().map_err(|error| refusal_of(&error))
}

fn refusal_of(error: &DecodingError) -> Error {
    tracing::debug!(%error, "upload not decoded");
    match error {
        DecodingError::LimitsExceeded => refusal_of_size(),
        _ => refuse(Rule::MediaBroken),
    }
}
