//! What is said becomes files, through the real engine.

use super::client::{Client, until};
use super::{SPACE, start};
use opus_pure::{Application, OggOpusReader, OpusDecoder, OpusEncoder, Trim};
use spaces::captions;
use spaces::driver::Driver;
use spaces::recording::{Recorder, RecordingStorage, TrackFile, mix};
use spaces::room::{Action, Actor, MaySpeak, Role, Room};
use spaces::voice::{Direction, Forwarder};
use std::f32::consts::TAU;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use types::AccountId;

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}

fn actor(person: i64) -> Actor {
    Actor {
        person: AccountId(person),
        admitted: true,
        followed: false,
    }
}

fn act(driver: &Driver<Forwarder>, person: i64, action: Action) {
    let outcome = driver.act(now(), SPACE, actor(person), action);
    assert_eq!(outcome.refused, None);
}

fn join(driver: &Driver<Forwarder>, person: i64, direction: Direction) -> Client {
    let offer = |offer: &str| driver.offer(now(), SPACE, actor(person), direction, offer).0.unwrap();
    match direction {
        Direction::Listen => Client::listener_by(offer),
        Direction::Speak => Client::speaker_by(offer),
    }
}

/// Packets with a tone, endless.
fn tone(hertz: f32) -> impl FnMut() -> Vec<u8> {
    let mut encoder = OpusEncoder::new(48_000, 1, Application::Voip).unwrap();
    encoder.bitrate_bps = 32_000;
    let (mut at, mut buffer) = (0, vec![0; 1500]);
    move || {
        let block: Vec<f32> = (at..at + 960)
            .map(|at| 0.3 * (TAU * hertz * at as f32 / 48_000.0).sin())
            .collect();
        at += 960;
        let length = encoder.encode(&block, 960, &mut buffer).unwrap();
        buffer[..length].to_vec()
    }
}

fn sound(bytes: &[u8]) -> Vec<f32> {
    let mut reader = OggOpusReader::new(bytes).unwrap();
    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    let mut trim = Trim::new(reader.head(), 48_000, 1).unwrap();
    let (mut sound, mut block) = (Vec::new(), vec![0.0; 5760]);
    while let Some(packet) = reader.read_packet().unwrap() {
        let length = decoder.decode(&packet.data, 5760, &mut block).unwrap();
        sound.extend_from_slice(trim.keep(&packet, &block[..length]));
    }
    sound
}

fn strength(sound: &[f32], hertz: f32) -> f32 {
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (at, sample) in sound.iter().enumerate() {
        let angle = TAU * hertz * at as f32 / 48_000.0;
        sine += sample * angle.sin();
        cosine += sample * angle.cos();
    }
    2.0 * (sine * sine + cosine * cosine).sqrt() / sound.len().max(1) as f32
}

#[test]
fn unmuted_speakers_are_recorded_and_nobody_else() {
    let folder = std::env::temp_dir().join(format!("piaf-taps-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let storage = RecordingStorage::new(&folder);
    let (pieces, mut piece) = captions::queue();
    let (recorder, mut told) = Recorder::start(storage.clone(), Some(pieces)).unwrap();
    let recorder = Arc::new(recorder);
    let (engine, _events) = start();
    let driver = Driver::new(engine).with_recorder(recorder.clone());
    driver.keep(SPACE, Room::open(AccountId(1), MaySpeak::Everyone, true, now()), &[]);
    assert!(recorder.is_writing(SPACE));
    let (mut host, mut bob) = (join(&driver, 1, Direction::Listen), join(&driver, 2, Direction::Listen));
    act(&driver, 1, Action::Invite(AccountId(2), Role::Speaker));
    act(&driver, 2, Action::Accept);
    let (mut ada, mut ben) = (join(&driver, 1, Direction::Speak), join(&driver, 2, Direction::Speak));
    until("connected", &mut [&mut host, &mut bob, &mut ada, &mut ben], |all| {
        all.iter().all(|one| one.connected)
    });
    act(&driver, 1, Action::Unmute);
    act(&driver, 2, Action::Unmute);
    act(&driver, 1, Action::Captions(true));
    let (mut low, mut high, mut secret) = (tone(440.0), tone(1000.0), tone(2000.0));
    let begun = Instant::now();
    for packet in 0u16..125 {
        if packet == 100 {
            act(&driver, 2, Action::Mute);
        }
        if packet < 50 {
            ada.say(packet, 25, &low());
        }
        if packet >= 25 {
            ben.say(packet, 25, &if packet < 100 { high() } else { secret() });
        }
        let next = begun + Duration::from_millis(20 * (u64::from(packet) + 1));
        while Instant::now() < next {
            for client in [&mut host, &mut bob, &mut ada, &mut ben] {
                client.pump();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    until("dropped", &mut [&mut ben], |_| driver.engine().stats().muted == 25);
    act(&driver, 1, Action::End);
    until("written", &mut [], |_| !recorder.is_writing(SPACE));
    let stats = driver.engine().stats();
    assert_eq!((stats.copied, stats.uncopied), (125, 0), "{stats:?}");

    let files: Vec<TrackFile> = std::iter::from_fn(|| told.try_recv().ok()).collect();
    let finished: Vec<_> = files.iter().filter(|file| file.milliseconds > 0).collect();
    assert_eq!((files.len(), finished.len()), (4, 2), "{files:?}");
    for file in finished {
        let (length, goal) = (file.milliseconds, if file.person.0 == 1 { 1000 } else { 1500 });
        assert!(length.abs_diff(goal) <= 100, "{file:?}");
    }
    let sources = storage.tracks(SPACE).unwrap().into_iter();
    let sources: Vec<_> = sources
        .map(|(person, starts, name)| mix::Source {
            person,
            starts,
            path: storage.track(SPACE, &name),
        })
        .collect();
    let (first, last) = (sources.iter().map(|source| source.starts).min().unwrap(), 2000);
    let mixed = mix::mix(sources, &storage.mix(SPACE), || false).unwrap().unwrap();
    let spoken: Vec<_> = mixed
        .voices
        .iter()
        .map(|(person, from, to)| (person.0, from.saturating_sub(first), to.saturating_sub(first)))
        .collect();
    assert_eq!(spoken.len(), 2, "{spoken:?}");
    for ((person, from, to), goal) in spoken.iter().zip([(1, 0, 1000), (2, 500, last)]) {
        assert!(
            *person == goal.0 && from.abs_diff(goal.1) < 150 && to.abs_diff(goal.2) < 150,
            "{spoken:?}"
        );
    }
    let sound = sound(&std::fs::read(storage.mix(SPACE)).unwrap());
    let part = |from: u32, to: u32| &sound[(first + from) as usize * 48..((first + to) as usize * 48).min(sound.len())];
    assert!(strength(part(100, 400), 440.0) > 0.2 && strength(part(100, 400), 1000.0) < 0.05);
    assert!(strength(part(700, 900), 440.0) > 0.2 && strength(part(700, 900), 1000.0) > 0.2);
    assert!(strength(part(1200, 1900), 440.0) < 0.05 && strength(part(1200, 1900), 1000.0) > 0.2);
    assert!(strength(&sound, 2000.0) < 0.02, "what was said while muted is nowhere");

    let piece = piece.try_recv().unwrap();
    assert_eq!(piece.speaker, AccountId(1), "who agreed");
    assert!(piece.end - piece.start >= 900, "{} to {}", piece.start, piece.end);
    assert!(strength(&self::sound(&piece.ogg), 440.0) > 0.2);
    drop(driver);
    drop(recorder);
    let _ = std::fs::remove_dir_all(folder);
}
