//! From the bytes of an upload to pixels. What the file is, its first bytes decide, never its name or the type
//! that the sender declares; how large it gets, its header decides, before anything is unpacked.

use crate::{
    picture::{MAX_SIDE, Picture, check_size, refusal_of_size, refuse},
    png,
    weight::{MAX_WORKING_MEMORY, Weight, jpeg_passes},
};
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits,
    codecs::{jpeg::JpegDecoder, webp::WebPDecoder},
    metadata::Orientation,
};
use std::io::Cursor;
use types::{Error, Rule};

/// The formats that photos come in (product contract §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Avif,
}

/// Tells the format by signature; none for everything that is not taken, GIF, SVG and HTML among it.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(Format::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Format::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Format::WebP)
    } else if is_avif(bytes) {
        Some(Format::Avif)
    } else {
        None
    }
}

/// ISO base media with `avif` (one picture) or `avis` (a sequence) among its brands.
fn is_avif(bytes: &[u8]) -> bool {
    let Some((size, rest)) = bytes.split_first_chunk::<4>() else {
        return false;
    };
    let length = (u32::from_be_bytes(*size) as usize).saturating_sub(4).min(rest.len());
    let Some(brands) = rest.get(..length).and_then(|content| content.strip_prefix(b"ftyp")) else {
        return false;
    };
    brands.chunks_exact(4).any(|brand| brand == b"avif" || brand == b"avis")
}

/// What unpacking a picture will take of memory, by its header.
pub fn weigh(bytes: &[u8]) -> types::Result<Weight> {
    let input = Cursor::new(bytes);
    match sniff(bytes).ok_or(refuse(Rule::MediaWrongKind))? {
        Format::Jpeg => {
            let decoder = JpegDecoder::new(input).map_err(refusal_of)?;
            let (width, height) = size_of(&decoder)?;
            let channels = f64::from(decoder.color_type().channel_count());
            Ok(Weight::new(width, height, channels + jpeg_passes(bytes), channels))
        }
        Format::Png => png::weigh(bytes),
        Format::WebP => {
            let decoder = WebPDecoder::new(input).map_err(refusal_of)?;
            let (width, height) = size_of(&decoder)?;
            // Beside the output: all four channels where it is lossless or moves, or planes of colour and of transparency.
            let (decoder, channels) = if decoder.color_type().has_alpha() {
                (11.0, 4.0)
            } else {
                (7.0, 3.0)
            };
            Ok(Weight::new(width, height, decoder, channels))
        }
        Format::Avif => crate::avif::weigh(bytes),
    }
}

/// Unpacks a picture; of an animation, the first frame. Data behind the picture is not read.
pub fn decode(bytes: &[u8]) -> types::Result<Picture> {
    let input = Cursor::new(bytes);
    match sniff(bytes).ok_or(refuse(Rule::MediaWrongKind))? {
        Format::Jpeg => read(JpegDecoder::new(input).map_err(refusal_of)?),
        Format::Png => png::decode(bytes),
        Format::WebP => read(WebPDecoder::new(input).map_err(refusal_of)?),
        Format::Avif => crate::avif::decode(bytes),
    }
}

fn read(mut decoder: impl ImageDecoder) -> types::Result<Picture> {
    size_of(&decoder)?;
    decoder.set_limits(limits()).map_err(refusal_of)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // A grey picture's profile describes grey alone, which sRGB serves well enough.
    let profile = if decoder.color_type().has_color() {
        decoder.icc_profile().unwrap_or_default()
    } else {
        None
    };
    let image = DynamicImage::from_decoder(decoder).map_err(refusal_of)?;
    Ok(Picture::new(image, orientation, profile))
}

fn size_of(decoder: &impl ImageDecoder) -> types::Result<(u32, u32)> {
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    Ok((width, height))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_WORKING_MEMORY);
    limits
}

fn refusal_of(error: ImageError) -> Error {
    tracing::debug!(%error, "upload not decoded");
    match error {
        ImageError::Limits(_) => refusal_of_size(),
        _ => refuse(Rule::MediaBroken),
    }
}
