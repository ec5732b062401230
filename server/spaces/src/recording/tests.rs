//! Tracks, mixes and their files.

use super::mix::{Mixed, Source, compose, mix, trim};
use super::*;
use crate::voice::TappedPacket;
use opus_pure::{Application, OggOpusReader, OpusDecoder, OpusEncoder, Trim, packet};
use std::f32::consts::TAU;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SECOND: usize = 50;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("piaf-recording-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Packets of 20 ms with a tone, as a browser would send them.
fn tone(hertz: f32, packets: usize) -> Vec<Vec<u8>> {
    let mut encoder = OpusEncoder::new(48_000, 1, Application::Voip).unwrap();
    encoder.bitrate_bps = 32_000;
    encoder.use_inband_fec = true;
    encoder.packet_loss_perc = 10;
    let mut buffer = vec![0; 1500];
    let sample = |at: usize| 0.3 * (TAU * hertz * at as f32 / 48_000.0).sin();
    (0..packets)
        .map(|number| {
            let block: Vec<f32> = (0..960).map(|at| sample(number * 960 + at)).collect();
            let length = encoder.encode(&block, 960, &mut buffer).unwrap();
            buffer[..length].to_vec()
        })
        .collect()
}

fn taken(began: Instant, milliseconds: u64, timestamp: u32, payload: &[u8]) -> TappedPacket {
    TappedPacket {
        space: SpaceId(1),
        person: AccountId(1),
        ssrc: 7,
        timestamp,
        at: began + Duration::from_millis(milliseconds),
        payload: payload.to_vec(),
    }
}

/// A file of packets that came at these times (milliseconds) with these timestamps.
fn file(packets: impl IntoIterator<Item = (u64, u32, Vec<u8>)>) -> Vec<u8> {
    let began = Instant::now();
    let mut track: Option<Track<Vec<u8>>> = None;
    for (at, timestamp, payload) in packets {
        let taken = taken(began, at, timestamp, &payload);
        let track = track.get_or_insert_with(|| Track::begin(Vec::new(), &taken, 3).unwrap());
        track.add(taken).unwrap();
    }
    track.unwrap().finish().unwrap().0
}

fn steady(packets: Vec<Vec<u8>>) -> impl Iterator<Item = (u64, u32, Vec<u8>)> {
    let clock = u32::MAX - 9600;
    (0u32..)
        .zip(packets)
        .map(move |(number, payload)| (u64::from(number) * 20, clock.wrapping_add(number * 960), payload))
}

fn decode(file: &[u8]) -> Vec<f32> {
    let mut reader = OggOpusReader::new(file).unwrap();
    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    let mut trim = Trim::new(reader.head(), 48_000, 1).unwrap();
    let (mut sound, mut block) = (Vec::new(), vec![0.0; 5760]);
    while let Some(packet) = reader.read_packet().unwrap() {
        let length = decoder.decode(&packet.data, 5760, &mut block).unwrap();
        sound.extend_from_slice(trim.keep(&packet, &block[..length]));
    }
    sound
}

/// How much of a tone there is between these times in milliseconds: 1 for one at full scale.
fn strength(sound: &[f32], hertz: f32, from: usize, to: usize) -> f32 {
    let part = &sound[from * 48..(to * 48).min(sound.len())];
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (at, sample) in part.iter().enumerate() {
        let angle = TAU * hertz * at as f32 / 48_000.0;
        sine += sample * angle.sin();
        cosine += sample * angle.cos();
    }
    2.0 * (sine * sine + cosine * cosine).sqrt() / part.len() as f32
}

fn hears(sound: &[f32], hertz: f32, from: usize, to: usize) -> bool {
    let strength = strength(sound, hertz, from, to);
    assert!(!(0.05..0.15).contains(&strength), "{hertz} Hz: {strength}");
    strength > 0.1
}

/// Pages, read without the library: granule position, number, packets that end, flags.
fn pages(file: &[u8]) -> Vec<(i64, u32, Vec<Vec<u8>>, u8)> {
    let (mut rest, mut pages) = (file, vec![]);
    while !rest.is_empty() {
        assert_eq!(&rest[..5], b"OggS\0");
        let segments = usize::from(rest[26]);
        let lengths = &rest[27..27 + segments];
        let body: usize = lengths.iter().map(|length| usize::from(*length)).sum();
        let (page, after) = rest.split_at(27 + segments + body);
        let mut bare = page.to_vec();
        bare[22..26].fill(0);
        let mut sum = 0u32;
        for byte in bare {
            sum ^= u32::from(byte) << 24;
            for _ in 0..8 {
                sum = (sum << 1) ^ if sum >> 31 == 1 { 0x04C1_1DB7 } else { 0 };
            }
        }
        assert_eq!(sum.to_le_bytes(), page[22..26], "checksum");
        let (mut packets, mut packet, mut at) = (vec![], vec![], 27 + segments);
        for length in lengths {
            packet.extend_from_slice(&page[at..at + usize::from(*length)]);
            at += usize::from(*length);
            if *length < 255 {
                packets.push(std::mem::take(&mut packet));
            }
        }
        assert!(packet.is_empty(), "no packet goes over two pages here");
        let granule = i64::from_le_bytes(page[6..14].try_into().unwrap());
        let number = u32::from_le_bytes(page[18..22].try_into().unwrap());
        pages.push((granule, number, packets, page[5]));
        rest = after;
    }
    pages
}

#[test]
fn pages_count_what_they_hold_and_go_out_each_second() {
    let sent = tone(440.0, 10 * SECOND);
    let pages = pages(&file(steady(sent.clone())));
    assert!(pages[0].2[0].starts_with(b"OpusHead") && pages[1].2[0].starts_with(b"OpusTags"));
    assert_eq!(
        (pages[0].3, pages.last().unwrap().3),
        (2, 4),
        "first and last are marked"
    );
    let mut granule = 0;
    for (number, page) in pages.iter().enumerate() {
        assert_eq!(page.1 as usize, number);
        if number > 1 {
            let length = |packet: &Vec<u8>| packet::samples_48k(packet).unwrap() as i64;
            let held: i64 = page.2.iter().map(length).sum();
            assert!(held <= 1100 * 48);
            granule += held;
        }
        assert_eq!(page.0, granule);
    }
    let kept: Vec<_> = pages.into_iter().skip(2).flat_map(|page| page.2).collect();
    assert_eq!(kept, sent, "nothing is encoded anew");
}

#[test]
fn pauses_losses_and_disorder_leave_the_time_right() {
    let sent: Vec<_> = steady(tone(440.0, 6 * SECOND)).collect();
    let mut came: Vec<_> = sent.clone();
    // Muted from 2 to 4.5 seconds, lost at 1, late and twice at half a second.
    came.retain(|(at, ..)| !(2000..4500).contains(at) && *at != 1000);
    let late = came.remove(25);
    came.insert(29, (came[28].0, late.1, late.2.clone()));
    came.insert(33, (came[32].0, late.1, late.2));
    let whole = file(came);
    let sound = decode(&whole);
    assert_eq!(sound.len(), 6 * 48_000 - 312);
    for (from, to, heard) in [(100, 1900, true), (2200, 4400, false), (4600, 5900, true)] {
        assert_eq!(hears(&sound, 440.0, from, to), heard, "{from}");
    }
    let kept: Vec<_> = pages(&whole).into_iter().skip(2).flat_map(|page| page.2).collect();
    assert_eq!(kept[25], sent[25].2, "in its place again");
    assert_eq!(kept[50].len(), 1, "what was lost is to be concealed");
    let silent = |packet: &&Vec<u8>| packet[1..] == [0xFF, 0xFE];
    assert_eq!(kept.iter().filter(silent).count(), 125, "2.5 seconds of silence");
}

#[test]
fn a_clock_that_drifts_restarts_or_lies_is_set_right() {
    let sent = tone(440.0, SECOND);
    // Half a second by the sender's clock, 2 by ours; then another stream; then a leap of an hour.
    let first = (0..25u32).map(|n| (u64::from(n) * 20, n * 960, sent[n as usize].clone()));
    let second = (0..10u32).map(|n| (2000 + u64::from(n) * 20, 36_000 + n * 960, sent[n as usize].clone()));
    let leap = (0..10u32).map(|n| {
        (
            3000 + u64::from(n) * 20,
            200_000_000 + n * 960,
            sent[n as usize].clone(),
        )
    });
    let sound = decode(&file(first.chain(second).chain(leap)));
    assert_eq!(sound.len(), 3200 * 48 - 312);
    for (from, to, heard) in [
        (50, 450, true),
        (700, 1900, false),
        (2050, 2180, true),
        (3050, 3180, true),
    ] {
        assert_eq!(hears(&sound, 440.0, from, to), heard, "{from}");
    }
    // What is no Opus is left out.
    let began = Instant::now();
    let noise = taken(began, 0, 0, &[3, 0]);
    let mut track = Track::begin(Vec::new(), &noise, 1).unwrap();
    track.add(noise).unwrap();
    assert_eq!(track.finish().unwrap().1, 0);
}

fn keep(folder: &Path, name: &str, person: i64, starts: u32, bytes: &[u8]) -> Source {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    Source {
        person: AccountId(person),
        starts,
        path,
    }
}

#[test]
fn two_voices_become_one_file_that_can_be_cut() {
    let folder = Folder::new("mix");
    let sources = vec![
        keep(&folder.0, "b", 2, 3510, &file(steady(tone(1000.0, 4 * SECOND)))),
        keep(&folder.0, "a", 1, 1000, &file(steady(tone(440.0, 3 * SECOND)))),
    ];
    let path = folder.0.join("mix.ogg");
    let Mixed { milliseconds, voices } = mix(sources, &path, || false).unwrap().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let sound = decode(&bytes);
    assert_eq!(sound.len(), milliseconds as usize * 48);
    assert!((7500..7530).contains(&milliseconds), "{milliseconds}");
    for (hertz, from, to) in [(440.0, 1000, 4000), (1000.0, 3510, 7500)] {
        assert!(!hears(&sound, hertz, 100, from - 30), "{hertz}");
        assert!(hears(&sound, hertz, from + 30, to - 30), "{hertz}");
    }
    let near = |time: u32, goal: u32| time.abs_diff(goal) <= 40;
    assert_eq!(voices.len(), 2, "{voices:?}");
    for ((person, from, to), goal) in voices.iter().zip([(1, 1000, 4000), (2, 3510, 7500)]) {
        assert!(
            person.0 == goal.0 && near(*from, goal.1) && near(*to, goal.2),
            "{voices:?}"
        );
    }

    let mut rest = Vec::new();
    trim(bytes.as_slice(), &mut rest, 3333).unwrap();
    let kept = decode(&rest);
    assert_eq!(kept.len(), sound.len() - 3333 * 48);
    assert!(hears(&kept, 440.0, 0, 600) && !hears(&kept, 440.0, 700, 4000));
    let energy = |sound: &mut dyn Iterator<Item = f32>| sound.map(|sample| sample * sample).sum::<f32>();
    let off = energy(&mut kept.iter().zip(&sound[3333 * 48..]).map(|(a, b)| a - b));
    let all = energy(&mut kept.iter().copied());
    assert!(off < all / 100.0, "the same sound at the same time: {off} of {all}");
    assert!(trim(bytes.as_slice(), &mut Vec::new(), 3_600_000).is_err());
}

#[test]
fn what_was_written_before_a_crash_is_heard_and_silence_is_no_replay() {
    let folder = Folder::new("crash");
    let path = folder.0.join("mix.ogg");
    let whole = file(steady(tone(440.0, 8 * SECOND)));
    for lost in [1, 30, 2000, whole.len() / 2] {
        let torn = keep(&folder.0, "torn", 1, 0, &whole[..whole.len() - lost]);
        let mixed = mix(vec![torn], &path, || false).unwrap().unwrap();
        let written = (whole.len() - lost) as f32 / whole.len() as f32 * 8000.0;
        assert!(mixed.milliseconds as f32 > written - 1500.0, "{mixed:?}");
    }
    let nothing = [
        keep(&folder.0, "empty", 1, 0, b""),
        keep(&folder.0, "header", 1, 0, &whole[..60]),
        keep(
            &folder.0,
            "silent",
            1,
            0,
            &file(steady(vec![vec![0xF8, 0xFF, 0xFE]; 50])),
        ),
    ];
    assert_eq!(mix(nothing.to_vec(), &path, || false).unwrap(), None);
    assert!(!path.exists());
    let source = keep(&folder.0, "whole", 1, 0, &whole);
    assert!(mix(vec![source], &path, || true).is_err(), "stopped");
    assert!(!path.exists());
}

#[test]
fn the_shelf_gives_what_was_cut_and_forgets_all() {
    let folder = Folder::new("storage");
    let (storage, space) = (RecordingStorage::new(folder.0.join("recordings")), SpaceId(9));
    assert!(storage.tracks(space).unwrap().is_empty() && storage.spaces().unwrap().is_empty());
    let (first, ..) = storage.new_track(space, AccountId(5), 100).unwrap();
    let (_, starts, name) = storage.new_track(space, AccountId(5), 100).unwrap();
    assert_eq!((starts, name.as_str()), (101, "5-101.ogg"));
    drop(first);
    assert_eq!(storage.tracks(space).unwrap().len(), 2);
    std::fs::write(storage.mix(space), file(steady(tone(440.0, 4 * SECOND)))).unwrap();
    let length = |trimmed| {
        let mut whole = Vec::new();
        std::io::Read::read_to_end(&mut storage.replay(space, trimmed).unwrap(), &mut whole).unwrap();
        decode(&whole).len() / 48
    };
    assert_eq!(
        (length(0), length(1000), length(2000), length(1000)),
        (3993, 2993, 1993, 2993)
    );
    storage.delete_tracks(space).unwrap();
    assert_eq!(storage.spaces().unwrap(), [space]);
    storage.delete(space).unwrap();
    assert!(storage.spaces().unwrap().is_empty() && storage.replay(space, 0).is_err());
}

#[test]
fn a_computed_sound_is_a_replay_like_any_other() {
    let folder = Folder::new("compose");
    let (storage, space) = (RecordingStorage::new(&folder.0), SpaceId(3));
    let length = compose(&storage.mix(space), 2000, |time| 0.3 * (TAU * 440.0 * time).sin()).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut storage.replay(space, 500).unwrap(), &mut bytes).unwrap();
    let sound = decode(&bytes);
    assert_eq!((length, sound.len()), (2000, 1500 * 48));
    assert!(hears(&sound, 440.0, 0, 1400));
}
