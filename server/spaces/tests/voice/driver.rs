//! What a room decides, heard by real clients.

use super::client::{Client, until};
use super::{SPACE, event, leg, people, start, talk};
use spaces::driver::{Denied, Driver};
use spaces::room::{Action, Actor, MaySpeak, Refusal, Role, Room};
use spaces::voice::{Direction, Event, Forwarder};
use std::time::{Duration, Instant};
use types::AccountId;

fn actor(person: i64) -> Actor {
    Actor {
        person: AccountId(person),
        admitted: true,
        followed: false,
    }
}

fn live(engine: Forwarder) -> Driver<Forwarder> {
    let driver = Driver::new(engine);
    driver.keep(SPACE, Room::open(AccountId(1), MaySpeak::Everyone, false, 0), &[]);
    driver
}

fn act(driver: &Driver<Forwarder>, person: i64, action: Action) {
    assert_eq!(driver.act(1000, SPACE, actor(person), action).refused, None);
}

fn join(driver: &Driver<Forwarder>, person: i64, direction: Direction) -> Client {
    let offer = |offer: &str| driver.offer(1000, SPACE, actor(person), direction, offer).0.unwrap();
    match direction {
        Direction::Listen => Client::listener_by(offer),
        Direction::Speak => Client::speaker_by(offer),
    }
}

#[test]
fn a_speaker_is_approved_heard_muted_and_removed() {
    let (engine, mut events) = start();
    let driver = live(engine);
    let (mut host, mut bob) = (join(&driver, 1, Direction::Listen), join(&driver, 2, Direction::Listen));
    let (refused, _) = driver.offer(1000, SPACE, actor(2), Direction::Speak, "");
    assert_eq!(refused.unwrap_err(), Denied::Room(Refusal::NoMicrophone));
    act(&driver, 2, Action::Request);
    act(&driver, 1, Action::Approve(AccountId(2)));
    let mut voice = join(&driver, 2, Direction::Speak);
    let spoken = Event::Connected(leg(2, Direction::Speak));
    event(&mut events, &mut [&mut host, &mut bob, &mut voice], |event| {
        *event == spoken
    });
    until("all connected", &mut [&mut host, &mut bob, &mut voice], |all| {
        all.iter().all(|one| one.connected)
    });

    talk(&mut voice, &mut [&mut host], 0, &["muted at first"]);
    until("dropped", &mut [&mut host, &mut voice], |_| {
        driver.engine().stats().muted == 1
    });
    act(&driver, 2, Action::Unmute);
    talk(&mut voice, &mut [&mut host], 1, &["heard"]);
    until("heard", &mut [&mut host], |clients| clients[0].heard.len() == 1);
    act(&driver, 1, Action::MuteOne(AccountId(2)));
    talk(&mut voice, &mut [&mut host], 2, &["muted"]);
    until("dropped", &mut [&mut host, &mut voice], |_| {
        driver.engine().stats().muted == 2
    });
    act(&driver, 2, Action::Unmute);

    let start = Instant::now();
    act(&driver, 1, Action::Remove(AccountId(2)));
    until("silenced", &mut [&mut bob, &mut voice], |clients| {
        clients.iter().all(|client| client.was_told())
    });
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(host.words(), [b"heard".to_vec()]);
    assert_eq!(driver.engine().legs(), 1);

    let (refused, _) = driver.offer(1000, SPACE, actor(2), Direction::Listen, "");
    assert_eq!(refused.unwrap_err(), Denied::Room(Refusal::Barred));
    act(&driver, 1, Action::End);
    until("closed", &mut [&mut host], |clients| clients[0].was_told());
    assert_eq!(driver.engine().legs(), 0);
    assert_eq!(driver.read(SPACE, Room::is_live), Some(false));
    driver.forget(SPACE);
    assert_eq!(driver.read(SPACE, Room::is_live), None);
}

#[test]
fn who_hangs_up_is_away_and_a_cohost_takes_over() {
    let (engine, mut events) = start();
    let driver = live(engine);
    let (mut host, mut bob) = (join(&driver, 1, Direction::Listen), join(&driver, 2, Direction::Listen));
    act(&driver, 1, Action::Invite(AccountId(2), Role::Cohost));
    act(&driver, 2, Action::Accept);
    until("connected", &mut [&mut host, &mut bob], |all| {
        all.iter().all(|one| one.connected)
    });
    let again = Event::Connected(leg(1, Direction::Listen));
    driver.act(4000, SPACE, actor(1), Action::Drop);
    driver.hear(4500, &again);
    let due = || driver.read(SPACE, Room::due).flatten();
    assert_eq!(due(), None, "back in time");
    host.hang_up();
    let gone = event(&mut events, &mut [&mut bob], |event| matches!(event, Event::Gone(..)));
    driver.hear(5000, &gone);
    assert_eq!(due(), Some(65_000));
    driver.tick(65_000);
    assert_eq!(driver.read(SPACE, Room::host), Some(AccountId(2)));
    assert_eq!(driver.read(SPACE, Room::stage), Some(people(&[2, 1])));
}
