//! Uploads as people and as attackers send them.

use super::*;
use image::{
    DynamicImage, ExtendedColorType, GenericImageView, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::png::PngEncoder,
};
use object_store::memory::InMemory;
use std::io::Cursor;
use types::Field;

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255, 255, 255];

fn media() -> Media {
    Media::new(Arc::new(InMemory::new()))
}

/// 64 × 40: red and green above, blue and white below.
fn quarters() -> RgbImage {
    RgbImage::from_fn(64, 40, |x, y| {
        Rgb(match (x < 32, y < 20) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A TIFF block as cameras write it: orientation, a description, and a place.
fn exif_block(orientation: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut bytes = Vec::new();
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value);
        bytes
    };
    let description = b"canary-of-the-camera\0";
    let gps_at = 8 + 2 + 3 * 12 + 4;
    let description_at = gps_at + 2 + 12 + 4;
    let [low, high] = orientation.to_le_bytes();
    let entries = [
        entry(
            0x010e,
            2,
            description.len() as u32,
            (description_at as u32).to_le_bytes(),
        ),
        entry(0x0112, 3, 1, [low, high, 0, 0]),
        entry(0x8825, 4, 1, (gps_at as u32).to_le_bytes()),
    ];
    tiff.extend(3u16.to_le_bytes());
    tiff.extend(entries.concat());
    tiff.extend([0; 4]);
    tiff.extend(1u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend([0; 4]);
    tiff.extend(description);
    tiff
}

fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let mut block = b"Exif\0\0".to_vec();
    block.extend(exif_block(orientation));
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
    out.extend((block.len() as u16 + 2).to_be_bytes());
    out.extend(block);
    out.extend(&jpeg[2..]);
    out
}

/// A PNG that claims a size and holds next to nothing.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 6, 0, 0, 0]);
    for (kind, data) in [(b"IHDR", header), (b"IDAT", vec![0x78, 0x9c]), (b"IEND", vec![])] {
        out.extend((data.len() as u32).to_be_bytes());
        let chunk = [kind.as_slice(), &data].concat();
        out.extend(&chunk);
        out.extend(crc32(&chunk).to_be_bytes());
    }
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

async fn processed(bytes: impl Into<Bytes>) -> Processed {
    media().process(bytes.into(), MediaKind::Photo, None).await.unwrap()
}

async fn refusal(bytes: impl Into<Bytes>) -> Rule {
    match media().process(bytes.into(), MediaKind::Photo, None).await {
        Err(Error::Invalid {
            field: Field::Media,
            rule,
        }) => rule,
        other => panic!("not refused: {:?}", other.map(|done| (done.width, done.height))),
    }
}

fn variant(processed: &Processed, wanted: Variant) -> DynamicImage {
    let (_, bytes) = processed
        .variants
        .iter()
        .find(|(variant, _)| *variant == wanted)
        .unwrap();
    image::load_from_memory(bytes).unwrap()
}

/// Colours in the middle of the four quarters, from upper left to lower right.
fn corners(image: &DynamicImage) -> [[u8; 3]; 4] {
    let (width, height) = image.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| {
        let Rgba([red, green, blue, _]) = image.get_pixel(width * x / 4, height * y / 4);
        // To the next of black or full, since JPEG is not exact.
        [red, green, blue].map(|value| if value < 128 { 0 } else { 255 })
    })
}

/// What the eight EXIF orientations make of [`quarters`] (first row is at …, first column is at …).
const TURNED: [[[u8; 3]; 4]; 8] = [
    [RED, GREEN, BLUE, WHITE],
    [GREEN, RED, WHITE, BLUE],
    [WHITE, BLUE, GREEN, RED],
    [BLUE, WHITE, RED, GREEN],
    [RED, BLUE, GREEN, WHITE],
    [BLUE, RED, WHITE, GREEN],
    [WHITE, GREEN, BLUE, RED],
    [GREEN, WHITE, RED, BLUE],
];

#[tokio::test]
async fn photos_stand_upright_and_carry_no_metadata() {
    let jpeg = encoded(quarters(), ImageFormat::Jpeg);
    for (at, turned) in TURNED.iter().enumerate() {
        let upload = with_exif(&jpeg, at as u16 + 1);
        let witness = exif::Reader::new()
            .read_from_container(&mut Cursor::new(&upload))
            .unwrap();
        assert!(
            witness
                .get_field(exif::Tag::GPSLatitudeRef, exif::In::PRIMARY)
                .is_some()
        );

        let done = processed(upload).await;
        assert_eq!((done.width, done.height), if at < 4 { (64, 40) } else { (40, 64) });
        assert_eq!(
            corners(&variant(&done, Variant::Large)),
            *turned,
            "orientation {}",
            at + 1
        );
        for (_, bytes) in &done.variants {
            assert!(
                exif::Reader::new()
                    .read_from_container(&mut Cursor::new(bytes))
                    .is_err()
            );
            assert!(
                !bytes
                    .windows(6)
                    .any(|window| window == b"canary" || window == b"Exif\0\0")
            );
        }
    }
}

#[tokio::test]
async fn avif_is_turned_by_its_container() {
    let files: [&[u8]; 8] = [
        include_bytes!("../fixtures/orientation-1.avif"),
        include_bytes!("../fixtures/orientation-2.avif"),
        include_bytes!("../fixtures/orientation-3.avif"),
        include_bytes!("../fixtures/orientation-4.avif"),
        include_bytes!("../fixtures/orientation-5.avif"),
        include_bytes!("../fixtures/orientation-6.avif"),
        include_bytes!("../fixtures/orientation-7.avif"),
        include_bytes!("../fixtures/orientation-8.avif"),
    ];
    for (at, (file, turned)) in files.into_iter().zip(TURNED).enumerate() {
        let done = processed(file).await;
        assert_eq!(done.mime, "image/jpeg");
        assert_eq!(
            corners(&variant(&done, Variant::Large)),
            turned,
            "orientation {}",
            at + 1
        );
    }
    let see_through = processed(include_bytes!("../fixtures/transparent.avif").as_slice()).await;
    assert_eq!(see_through.mime, "image/webp");
    assert_eq!(variant(&see_through, Variant::Large).get_pixel(10, 10).0[3], 0);
}

#[tokio::test]
async fn animations_keep_their_first_frame() {
    let files: [&[u8]; 2] = [
        include_bytes!("../fixtures/animated.webp"),
        include_bytes!("../fixtures/animated.avif"),
    ];
    for file in files {
        assert_eq!(corners(&variant(&processed(file).await, Variant::Large)), TURNED[0]);
    }
}

#[tokio::test]
async fn every_format_is_told_by_its_content() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let done = processed(encoded(quarters(), format)).await;
        assert_eq!((done.mime, done.width, done.height), ("image/jpeg", 64, 40));
        assert_eq!(done.blurhash.len(), 28);
    }
    let gif = encoded(DynamicImage::ImageRgb8(quarters()).into_rgba8(), ImageFormat::Gif);
    let others: [&[u8]; 7] = [
        &gif,
        b"GIF89a/*<html><script>alert(1)</script>*/=1;",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"BM",
        b"",
    ];
    for other in others {
        assert_eq!(refusal(other.to_vec()).await, Rule::MediaWrongKind);
    }
}

#[tokio::test]
async fn bombs_are_refused_by_their_header() {
    let too_many = Rule::MediaTooManyPixels {
        megapixels: MAX_MEGAPIXELS,
    };
    for (width, height) in [
        (50_000, 50_000),
        (16_385, 1),
        (1, 16_385),
        (10_000, 5_001),
        (u32::MAX >> 1, 1),
    ] {
        assert_eq!(refusal(png_header(width, height)).await, too_many, "{width} × {height}");
    }
    // The same in a JPEG: its frame header says 65,000 × 65,000.
    let mut jpeg = encoded(quarters(), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|window| window == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xfd, 0xe8, 0xfd, 0xe8]);
    assert_eq!(refusal(jpeg).await, too_many);
}

#[tokio::test]
async fn broken_and_too_large_files_are_refused() {
    assert_eq!(refusal(png_header(100, 100)).await, Rule::MediaBroken);
    let png = encoded(quarters(), ImageFormat::Png);
    assert_eq!(refusal(png[..png.len() / 2].to_vec()).await, Rule::MediaBroken);
    for start in [
        b"\xff\xd8\xff\xe0 nothing".as_slice(),
        b"RIFF....WEBPVP8 ",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    ] {
        assert_eq!(refusal(start.to_vec()).await, Rule::MediaBroken, "{start:?}");
    }
    assert_eq!(
        refusal(vec![0; MAX_PHOTO_BYTES + 1]).await,
        Rule::MediaTooLarge { megabytes: 5 }
    );
}

#[tokio::test]
async fn what_hangs_behind_a_picture_is_dropped() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let mut polyglot = encoded(quarters(), format);
        polyglot.extend(b"<script>alert('canary')</script>");
        for (_, bytes) in processed(polyglot).await.variants {
            assert!(!bytes.windows(6).any(|window| window == b"canary"));
        }
    }
}

#[tokio::test]
async fn transparency_survives_and_only_where_there_is_any() {
    let opaque = RgbaImage::from_pixel(50, 50, Rgba([9, 99, 199, 255]));
    assert_eq!(
        processed(encoded(opaque.clone(), ImageFormat::Png)).await.mime,
        "image/jpeg"
    );
    let mut hole = opaque;
    for x in 0..25 {
        (0..50).for_each(|y| hole.put_pixel(x, y, Rgba([0, 0, 0, 0])));
    }
    let done = processed(encoded(hole, ImageFormat::Png)).await;
    assert_eq!(done.mime, "image/webp");
    for size in Variant::ALL {
        let image = variant(&done, size);
        let (width, height) = image.dimensions();
        assert_eq!(image.get_pixel(width / 4, height / 2).0[3], 0);
        assert_eq!(image.get_pixel(width * 3 / 4, height / 2).0, [9, 99, 199, 255]);
    }
}

#[tokio::test]
async fn sizes_are_those_of_the_contract() {
    let wide = encoded(RgbImage::from_pixel(3000, 1500, Rgb([40, 80, 120])), ImageFormat::Jpeg);
    let cases = [
        (MediaKind::Photo, [(32, 16), (680, 340), (2048, 1024)]),
        (MediaKind::Avatar, [(32, 32), (96, 96), (400, 400)]),
        (MediaKind::Banner, [(32, 11), (600, 200), (1500, 500)]),
    ];
    for (kind, sizes) in cases {
        let done = media().process(wide.clone().into(), kind, None).await.unwrap();
        assert_eq!(
            Variant::ALL.map(|size| variant(&done, size).dimensions()),
            sizes,
            "{kind:?}"
        );
        assert_eq!((done.width, done.height), sizes[2]);
        assert!(done.variants[0].1.len() < 1200, "the placeholder is light");
    }
}

#[tokio::test]
async fn the_chosen_part_becomes_the_avatar() {
    let crop = Crop {
        x: 0.5,
        y: 0.5,
        width: 0.5,
        height: 0.5,
    };
    let png = encoded(quarters(), ImageFormat::Png);
    let done = media()
        .process(png.into(), MediaKind::Avatar, Some(crop))
        .await
        .unwrap();
    assert_eq!((done.width, done.height), (20, 20));
    assert_eq!(corners(&variant(&done, Variant::Large)), [WHITE; 4]);
}

#[tokio::test]
async fn colours_of_a_wide_profile_come_to_srgb() {
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder
        .set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap())
        .unwrap();
    let pixels = RgbImage::from_pixel(20, 20, Rgb([200, 100, 50]));
    encoder.write_image(&pixels, 20, 20, ExtendedColorType::Rgb8).unwrap();
    let Rgba([red, green, ..]) = variant(&processed(png).await, Variant::Large).get_pixel(10, 10);
    assert!(red > 205 && green < 100, "{red} {green}");
}

#[tokio::test]
async fn files_are_kept_read_and_removed() {
    let media = media();
    let key = storage::create_key();
    media
        .write(&key, Variant::Small, Bytes::from_static(b"picture"))
        .await
        .unwrap();
    let object = media.open(&key, Variant::Small).await.unwrap();
    assert_eq!(object.size, 7);
    let chunks: Vec<Bytes> = futures::TryStreamExt::try_collect(object.stream).await.unwrap();
    assert_eq!(chunks.concat(), b"picture");
    assert_eq!(media.open(&key, Variant::Large).await.err(), Some(Error::NotFound));
    assert_eq!(
        media.open("../../secret", Variant::Small).await.err(),
        Some(Error::NotFound)
    );
    media.remove(&key).await.unwrap();
    assert_eq!(media.open(&key, Variant::Small).await.err(), Some(Error::NotFound));
    media.remove(&key).await.unwrap();
}
