//! The engine against clients that share no code with it, over loopback with real DTLS and SRTP.

mod client;
mod driver;
mod recording;

use client::{Client, until};
use rand::{Rng, SeedableRng, rngs::StdRng};
use spaces::SpaceId;
use spaces::voice::{Config, Direction, Engine, Event, Forwarder, Identity, Leg, Loss, Refused};
use std::net::UdpSocket;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Receiver;
use types::AccountId;

const SPACE: SpaceId = SpaceId(7);

fn start() -> (Forwarder, Receiver<Event>) {
    start_with(10)
}

fn start_with(most_legs: usize) -> (Forwarder, Receiver<Event>) {
    let identity = Identity::generate().unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    Forwarder::start(Config {
        listen,
        announce: vec![],
        identity,
        most_legs,
    })
    .unwrap()
}

fn leg(person: i64, direction: Direction) -> Leg {
    Leg {
        space: SPACE,
        person: AccountId(person),
        direction,
    }
}

fn people(people: &[i64]) -> Vec<AccountId> {
    people.iter().map(|person| AccountId(*person)).collect()
}

fn speaker(engine: &Forwarder, person: i64) -> Client {
    Client::speaker(engine, leg(person, Direction::Speak))
}

fn listener(engine: &Forwarder, person: i64) -> Client {
    Client::listener(engine, leg(person, Direction::Listen))
}

/// Until both ends have their keys.
fn connected(events: &mut Receiver<Event>, clients: &mut [&mut Client]) {
    let mut made = 0;
    let all = clients.len();
    until("connected", clients, |clients| {
        while let Ok(event) = events.try_recv() {
            made += usize::from(matches!(event, Event::Connected(_)));
        }
        made == all && clients.iter().all(|client| client.connected)
    });
}

fn event(events: &mut Receiver<Event>, clients: &mut [&mut Client], wanted: impl Fn(&Event) -> bool) -> Event {
    let mut found = None;
    until("event", clients, |_| {
        found = std::iter::from_fn(|| events.try_recv().ok()).find(|event| wanted(event));
        found.is_some()
    });
    found.unwrap()
}

/// Says one word a packet, 20 ms apart, from `sequence` on.
fn talk(speaker: &mut Client, others: &mut [&mut Client], sequence: u16, words: &[&str]) {
    for (step, word) in words.iter().enumerate() {
        speaker.say(sequence.wrapping_add(step as u16), 25, word.as_bytes());
        let wait = Instant::now() + Duration::from_millis(20);
        while Instant::now() < wait {
            others.iter_mut().for_each(|other| other.pump());
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[test]
fn a_voice_arrives_in_a_slot_and_a_change_of_speaker_goes_on_without_a_gap() {
    let (engine, mut events) = start();
    engine.route(SPACE, &people(&[1, 2]));
    let (mut ann, mut bob, mut eve) = (speaker(&engine, 1), speaker(&engine, 2), listener(&engine, 3));
    connected(&mut events, &mut [&mut ann, &mut bob, &mut eve]);

    talk(
        &mut ann,
        &mut [&mut bob, &mut eve],
        65_534,
        &["one", "two", "three", "four"],
    );
    until("four words", &mut [&mut eve], |clients| clients[0].heard.len() == 4);
    let slots = event(&mut events, &mut [&mut eve], |event| matches!(event, Event::Slots(..)));
    assert_eq!(slots, Event::Slots(SPACE, [Some(AccountId(1)), None, None, None]));

    // Muted, the first gives her slot up at once; the second speaks in it.
    engine.route(SPACE, &people(&[2]));
    event(&mut events, &mut [], |event| *event == Event::Slots(SPACE, [None; 4]));
    talk(&mut bob, &mut [&mut ann, &mut eve], 100, &["five", "six"]);
    until("six words", &mut [&mut eve], |clients| clients[0].heard.len() == 6);
    assert_eq!(
        eve.words(),
        ["one", "two", "three", "four", "five", "six"].map(|word| word.as_bytes().to_vec())
    );
    let (track, first) = eve.heard[0].clone();
    for (step, (other, packet)) in eve.heard.iter().enumerate() {
        assert_eq!(
            (other, packet.header.ssrc),
            (&track, first.header.ssrc),
            "one slot, one stream"
        );
        assert_eq!(
            packet.header.sequence_number,
            first.header.sequence_number + step as u16
        );
        assert!(
            !packet.header.extension && packet.header.csrc.is_empty(),
            "nothing of the speaker's header"
        );
    }
    let markers: Vec<bool> = eve.heard.iter().map(|(_, packet)| packet.header.marker).collect();
    assert_eq!(markers, [true, false, false, false, true, false]);
}

#[test]
fn four_speak_at_once_in_four_slots_and_nobody_hears_themself() {
    let (engine, mut events) = start();
    engine.route(SPACE, &people(&[1, 2, 3, 4, 5]));
    let mut speakers: Vec<Client> = (1..=5).map(|person| speaker(&engine, person)).collect();
    let mut ear = listener(&engine, 1);
    let mut all: Vec<&mut Client> = speakers.iter_mut().collect();
    all.push(&mut ear);
    connected(&mut events, &mut all);
    for round in 0..5 {
        for (person, speaker) in speakers.iter_mut().enumerate() {
            speaker.say(round, 25, format!("{}", person + 1).as_bytes());
        }
        let enough = 3 * (usize::from(round) + 1);
        until("three others", &mut [&mut ear], |clients| {
            clients[0].heard.len() >= enough
        });
    }
    let said: std::collections::BTreeSet<_> = ear.words().into_iter().collect();
    assert_eq!(said, [b"2".to_vec(), b"3".to_vec(), b"4".to_vec()].into());
    let tracks: std::collections::BTreeSet<_> = ear.heard.iter().map(|(track, _)| track.clone()).collect();
    assert_eq!(tracks.len(), 3, "a slot each");
    assert_eq!(engine.stats().unheard, 5, "the fifth found no slot");
}

#[test]
fn muted_removed_and_silent_people_are_not_heard() {
    let (engine, mut events) = start();
    engine.route(SPACE, &people(&[1]));
    let (mut ann, mut eve) = (speaker(&engine, 1), listener(&engine, 2));
    connected(&mut events, &mut [&mut ann, &mut eve]);
    talk(&mut ann, &mut [&mut eve], 0, &["heard"]);
    until("the first word", &mut [&mut eve], |clients| clients[0].heard.len() == 1);

    engine.route(SPACE, &[]);
    talk(&mut ann, &mut [&mut eve], 1, &["muted"; 5]);
    until("dropped", &mut [&mut ann, &mut eve], |_| engine.stats().muted == 5);
    engine.route(SPACE, &people(&[1]));
    ann.say(6, 127, b"silence");
    until("dropped", &mut [&mut ann, &mut eve], |_| engine.stats().unheard == 1);
    talk(&mut ann, &mut [&mut eve], 7, &["again"]);
    until("the second word", &mut [&mut eve], |clients| {
        clients[0].heard.len() == 2
    });
    assert_eq!(eve.words(), [b"heard".to_vec(), b"again".to_vec()]);
    let numbers: Vec<u16> = eve
        .heard
        .iter()
        .map(|(_, packet)| packet.header.sequence_number)
        .collect();
    assert_eq!(numbers[1], numbers[0] + 1, "what was muted is no loss");

    let removed = Instant::now();
    engine.close(leg(1, Direction::Speak));
    until("closed", &mut [&mut ann], |clients| clients[0].was_told());
    assert!(removed.elapsed() < Duration::from_secs(1), "the client is told at once");
    let before = engine.stats();
    ann.send_raw(ann.last_sent(), engine.address());
    until("refused", &mut [&mut eve], |_| engine.stats().unknown > before.unknown);
    assert_eq!(eve.heard.len(), 2);
    assert_eq!(engine.legs(), 1);
}

#[test]
fn hanging_up_is_noticed_and_a_second_connection_replaces_the_first() {
    let (engine, mut events) = start();
    let mut first = listener(&engine, 1);
    connected(&mut events, &mut [&mut first]);
    let mut second = listener(&engine, 1);
    connected(&mut events, &mut [&mut second]);
    until("the first is closed", &mut [&mut first], |clients| {
        clients[0].was_told()
    });
    assert_eq!(engine.legs(), 1);
    second.hang_up();
    let gone = event(&mut events, &mut [], |event| matches!(event, Event::Gone(..)));
    assert_eq!(gone, Event::Gone(leg(1, Direction::Listen), Loss::Closed));
    assert_eq!(engine.legs(), 0);
}

#[test]
fn nobody_gets_in_without_the_password_or_with_another_certificate() {
    let (engine, mut events) = start();
    engine.route(SPACE, &people(&[1]));
    let (mut ann, mut eve) = (speaker(&engine, 1), listener(&engine, 2));
    connected(&mut events, &mut [&mut ann, &mut eve]);
    talk(&mut ann, &mut [&mut eve], 0, &["one"]);
    until("one word", &mut [&mut eve], |clients| clients[0].heard.len() == 1);
    // A stranger repeats what was sent, and a repeated packet of the right address is no voice either.
    let stranger = UdpSocket::bind("127.0.0.1:0").unwrap();
    stranger.send_to(ann.last_sent(), engine.address()).unwrap();
    until("unknown", &mut [], |_| engine.stats().unknown == 1);
    ann.send_raw(ann.last_sent(), engine.address());
    until("repeated", &mut [], |_| engine.stats().malformed >= 1);

    let mut forged = Client::forged(&engine, leg(3, Direction::Listen));
    let gone = event(&mut events, &mut [&mut forged], |event| {
        matches!(event, Event::Gone(..))
    });
    assert_eq!(gone, Event::Gone(leg(3, Direction::Listen), Loss::Failed));
    assert_eq!(eve.heard.len(), 1);
}

/// One who is in the space knows a password, their own; with it they claim the address of a speaker.
#[test]
fn nobody_takes_the_address_of_another() {
    let (engine, mut events) = start();
    engine.route(SPACE, &people(&[1]));
    let (mut ann, mut eve, mut dan) = (speaker(&engine, 1), listener(&engine, 2), listener(&engine, 3));
    connected(&mut events, &mut [&mut ann, &mut eve, &mut dan]);
    let before = engine.stats().unknown;
    ann.send_raw(&dan.check(), engine.address());
    until("refused", &mut [&mut eve], |_| engine.stats().unknown == before + 1);
    talk(&mut ann, &mut [&mut eve, &mut dan], 0, &["still", "heard"]);
    until("heard", &mut [&mut eve, &mut dan], |clients| {
        clients.iter().all(|client| client.heard.len() == 2)
    });
}

#[test]
fn addresses_of_listeners_reach_nobody() {
    let (engine, mut events) = start();
    engine.route(SPACE, &people(&[1]));
    let (mut ann, mut eve, mut dan) = (speaker(&engine, 1), listener(&engine, 2), listener(&engine, 3));
    connected(&mut events, &mut [&mut ann, &mut eve, &mut dan]);
    talk(&mut ann, &mut [&mut eve, &mut dan], 0, &["one", "two", "three"]);
    until("three words", &mut [&mut eve, &mut dan], |clients| {
        clients.iter().all(|client| client.heard.len() == 3)
    });
    for (one, other) in [(&ann, &eve), (&eve, &dan), (&dan, &ann)] {
        let port = one.address().port();
        assert!(one.offer.contains(&port.to_string()), "the offer names it");
        assert!(!other.answer.contains(&port.to_string()));
        // In an answer to a check it would be masked with the cookie.
        let masked = (port ^ 0x2112).to_be_bytes();
        let stun = other.wire.iter().filter(|datagram| datagram[0] < 4);
        assert!(stun.clone().count() > 0);
        stun.for_each(|datagram| {
            assert!(
                datagram
                    .windows(4)
                    .all(|bytes| bytes[..2] != [0, 1] || bytes[2..] != masked)
            )
        });
    }
}

#[test]
fn the_kept_certificate_is_announced_again() {
    let pem = Identity::generate().unwrap().to_pem().unwrap();
    let fingerprint = || {
        let identity = Identity::from_pem(&pem).unwrap();
        let listen = "127.0.0.1:0".parse().unwrap();
        let config = Config {
            listen,
            announce: vec!["198.51.100.4:9000".parse().unwrap()],
            identity,
            most_legs: 1,
        };
        let (engine, _events) = Forwarder::start(config).unwrap();
        let answer = engine.accept(leg(1, Direction::Listen), &Client::offer_only()).unwrap();
        assert!(answer.contains(" 198.51.100.4 9000 typ host"));
        answer
            .lines()
            .find(|line| line.starts_with("a=fingerprint"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(fingerprint(), fingerprint());
}

#[test]
fn one_socket_serves_both_families() {
    let identity = Identity::generate().unwrap();
    let announce = vec!["127.0.0.1:0".parse().unwrap(), "[::1]:0".parse().unwrap()];
    let listen = "[::]:0".parse().unwrap();
    let (engine, mut events) = Forwarder::start(Config {
        listen,
        announce,
        identity,
        most_legs: 10,
    })
    .unwrap();
    engine.route(SPACE, &people(&[1]));
    let (mut ann, mut eve) = (speaker(&engine, 1), listener(&engine, 2));
    assert!(
        eve.answer
            .contains(&format!(" ::1 {} typ host", engine.address().port()))
    );
    connected(&mut events, &mut [&mut ann, &mut eve]);
    talk(&mut ann, &mut [&mut eve], 0, &["heard"]);
    until("heard", &mut [&mut eve], |clients| clients[0].heard.len() == 1);
}

#[test]
fn places_are_limited() {
    let (engine, _events) = start_with(1);
    let offer = Client::offer_only();
    engine.accept(leg(1, Direction::Listen), &offer).unwrap();
    assert_eq!(engine.accept(leg(2, Direction::Listen), &offer), Err(Refused::Full));
    engine.close_space(SPACE);
    until("freed", &mut [], |_| engine.legs() == 0);
    engine.accept(leg(2, Direction::Listen), &offer).unwrap();
}

#[test]
fn noise_is_counted_and_harms_nobody() {
    let (engine, mut events) = start();
    engine.route(SPACE, &people(&[1]));
    let (mut ann, mut eve) = (speaker(&engine, 1), listener(&engine, 2));
    connected(&mut events, &mut [&mut ann, &mut eve]);
    let mut random = StdRng::seed_from_u64(5);
    let kinds = [0, 1, 20, 22, 23, 63, 128, 144, 160, 191, 255];
    let sent: Vec<Vec<u8>> = ann.wire.clone();
    for step in 0..4000 {
        let mut bytes = vec![0; random.random_range(0..200)];
        random.fill(bytes.as_mut_slice());
        if step % 2 == 0 {
            bytes.clone_from(&sent[random.random_range(0..sent.len())]);
            let at = random.random_range(0..bytes.len());
            bytes[at] = random.random();
        } else if let Some(first) = bytes.first_mut() {
            *first = kinds[random.random_range(0..kinds.len())];
        }
        // From addresses that checks have opened.
        let from = if random.random_bool(0.5) { &ann } else { &eve };
        from.send_raw(&bytes, engine.address());
        if step % 50 == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    until("counted", &mut [], |_| engine.stats().received > 2000);
    let stats = engine.stats();
    assert!(stats.malformed > 100 && stats.limited > 100, "{stats:?}");
    assert_eq!(stats.faults, 0, "{stats:?}");
    // Its allowance is used up; a second later the speaker is heard again.
    let mut sequence = 0;
    until("heard again", &mut [&mut ann, &mut eve], |clients| {
        clients[0].say(sequence, 25, b"still here");
        sequence += 1;
        std::thread::sleep(Duration::from_millis(10));
        !clients[1].heard.is_empty()
    });
}
