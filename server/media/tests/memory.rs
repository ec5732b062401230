//! What pictures take of memory, read from the process itself: alone in its program, so that nothing else counts.

use image::{DynamicImage, ImageFormat, RgbImage};
use media::{MAX_WORKING_MEMORY, Media, MediaKind};
use object_store::memory::InMemory;
use std::{io::Cursor, sync::Arc};

const SIDE: u32 = 7071;

/// The most that this process has held, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// 50 megapixels in 16 bits a channel, line by line; 400 MB unpacked, and less than one packed.
fn sixteen_bits() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Sixteen);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    let line = vec![0xff; SIDE as usize * 8];
    for _ in 0..SIDE {
        std::io::Write::write_all(&mut stream, &line).unwrap();
    }
    stream.finish().unwrap();
    drop(writer);
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_pictures_share_one_room_of_memory() {
    let media = Media::new(Arc::new(InMemory::new()));
    let large = sixteen_bits();
    assert!(large.len() < 5 * 1024 * 1024);
    let before = peak();
    let jobs = (0..3).map(|_| {
        let (media, bytes) = (media.clone(), large.clone().into());
        tokio::spawn(async move { media.process(bytes, MediaKind::Photo, None).await })
    });
    for job in jobs.collect::<Vec<_>>() {
        let done = job.await.unwrap().expect("a picture in its sizes");
        assert_eq!((done.width, done.height, done.mime), (2048, 2048, "image/jpeg"));
    }
    let taken = peak() - before;
    assert!(
        taken < MAX_WORKING_MEMORY + 32 * 1024 * 1024,
        "{} MB",
        taken / 1_000_000
    );
    // A picture that is small is none the worse for it.
    let mut small = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::new(8, 4))
        .write_to(&mut small, ImageFormat::Png)
        .unwrap();
    let done = media
        .process(small.into_inner().into(), MediaKind::Photo, None)
        .await
        .unwrap();
    assert_eq!((done.width, done.height), (8, 4));
}
