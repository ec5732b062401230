//! Pages and connections that come and go.

use super::*;

const HOST: AccountId = AccountId(1);
const BOB: AccountId = AccountId(2);
const SECOND: u64 = 1000;

fn actor(person: AccountId) -> Actor {
    Actor {
        person,
        admitted: true,
        followed: false,
    }
}

fn open() -> Room {
    Room::open(HOST, MaySpeak::Everyone, false, 0)
}

#[track_caller]
fn act(room: &mut Room, now: u64, person: AccountId, action: Action) {
    room.act(now, actor(person), action).unwrap();
}

fn seated(room: &mut Room, person: AccountId, role: Role) {
    act(room, 0, person, Action::Enter);
    act(room, 0, HOST, Action::Invite(person, role));
    act(room, 0, person, Action::Accept);
}

fn told(effects: &[Effect], news: &News) -> bool {
    effects.iter().any(|effect| effect.news == *news)
}

fn muted(room: &Room, person: AccountId) -> bool {
    room.present(person).unwrap().muted
}

#[test]
fn a_host_who_has_just_started_is_in_and_the_space_stays_while_the_page_is_open() {
    let mut room = open();
    room.arrive(0, HOST, true);
    assert_eq!((room.due(), room.tick(60 * 60 * SECOND)), (None, vec![]));
    assert!(room.is_live() && !room.present(HOST).unwrap().is_away() && muted(&room, HOST));
}

#[test]
fn a_host_whose_page_is_being_loaded_is_not_called_lost() {
    let mut room = open();
    room.arrive(0, HOST, false);
    assert_eq!(room.tick(ARRIVAL - 1), []);
    let mut arrived = room.clone();
    assert_eq!(arrived.connected(5 * SECOND, HOST, Way::Page), [], "nobody missed them");
    assert_eq!(arrived.tick(10 * 60 * SECOND), []);
    assert!(told(&room.tick(ARRIVAL), &News::Away(HOST)));
    assert!(told(&room.tick(END_AFTER), &News::Ended(EndedBy::Absence)));
}

#[test]
fn a_reload_is_no_loss_and_what_lasts_longer_is_told() {
    let mut room = open();
    seated(&mut room, BOB, Role::Cohost);
    assert_eq!(room.disconnected(SECOND, HOST, Way::Page, End::Closed), []);
    assert_eq!(room.tick(SECOND + GRACE - 1), []);
    assert_eq!(room.connected(3 * SECOND, HOST, Way::Page), []);
    room.disconnected(10 * SECOND, HOST, Way::Page, End::Closed);
    assert!(told(&room.tick(10 * SECOND + GRACE), &News::Away(HOST)));
    assert!(room.present(HOST).unwrap().is_away());
    assert!(told(&room.connected(20 * SECOND, HOST, Way::Page), &News::Back(HOST)));
    // The minute counts from when the last page was gone.
    room.disconnected(30 * SECOND, HOST, Way::Page, End::Closed);
    room.tick(90 * SECOND - 1);
    assert_eq!(room.host(), HOST);
    room.tick(90 * SECOND);
    assert_eq!(room.host(), BOB);
}

#[test]
fn any_way_that_is_left_keeps_a_person_on_the_stage() {
    let mut room = open();
    seated(&mut room, BOB, Role::Speaker);
    room.connected(0, BOB, Way::Speak);
    room.disconnected(SECOND, BOB, Way::Listen, End::Broken);
    assert!(
        room.present(BOB).unwrap().away_since.is_none(),
        "another program speaks"
    );
    room.connected(SECOND, BOB, Way::Page);
    room.disconnected(SECOND, BOB, Way::Speak, End::Closed);
    assert!(room.present(BOB).unwrap().away_since.is_none(), "a page is open");
    room.disconnected(2 * SECOND, BOB, Way::Page, End::Broken);
    assert!(room.present(BOB).unwrap().is_away());
    room.tick(2 * SECOND + PLACE_KEPT);
    assert_eq!(room.role(BOB), None);
}

#[test]
fn listeners_who_left_are_not_counted_and_keep_their_place_for_a_minute() {
    let mut room = open();
    act(&mut room, 0, BOB, Action::Enter);
    room.connected(0, BOB, Way::Page);
    act(&mut room, 0, BOB, Action::Request);
    assert_eq!(room.listeners(), 1);
    let effects = room.disconnected(SECOND, BOB, Way::Listen, End::Closed);
    assert!(told(&effects, &News::Listeners(0)), "{effects:?}");
    assert_eq!(room.listeners(), 0);
    act(&mut room, 30 * SECOND, BOB, Action::Enter);
    assert_eq!((room.listeners(), room.requests()), (1, [BOB].as_slice()));
    room.disconnected(40 * SECOND, BOB, Way::Listen, End::Broken);
    room.tick(40 * SECOND + PLACE_KEPT);
    assert_eq!(room.role(BOB), None);
}

#[test]
fn whose_voice_was_hung_up_is_muted() {
    let mut room = open();
    room.connected(0, HOST, Way::Speak);
    act(&mut room, 0, HOST, Action::Unmute);
    let effects = room.disconnected(SECOND, HOST, Way::Speak, End::Closed);
    assert!(told(&effects, &News::Muted(HOST, true)));
    assert_eq!(room.heard(), []);
}

#[test]
fn a_voice_that_broke_has_a_moment_to_come_back() {
    let mut room = open();
    room.connected(0, HOST, Way::Speak);
    act(&mut room, 0, HOST, Action::Unmute);
    room.disconnected(SECOND, HOST, Way::Speak, End::Broken);
    let mut back = room.clone();
    back.connected(2 * SECOND, HOST, Way::Speak);
    back.tick(60 * SECOND);
    assert!(!muted(&back, HOST));
    assert_eq!(room.due(), Some(SECOND + VOICE_KEPT));
    assert!(told(&room.tick(SECOND + VOICE_KEPT), &News::Muted(HOST, true)));
}

#[test]
fn nobody_is_unmuted_without_a_voice_for_long() {
    let mut room = open();
    act(&mut room, 0, HOST, Action::Unmute);
    assert_eq!(room.heard(), [HOST]);
    room.tick(VOICE_KEPT);
    assert!(muted(&room, HOST) && room.heard().is_empty());
    // After a restart all have to come back.
    room.connected(5 * SECOND, HOST, Way::Speak);
    act(&mut room, 5 * SECOND, HOST, Action::Unmute);
    room.resume(10 * SECOND);
    assert!(!muted(&room, HOST) && room.present(HOST).unwrap().is_away());
    room.tick(10 * SECOND + VOICE_KEPT_OVER_RESTART);
    assert!(muted(&room, HOST));
}

#[test]
fn a_host_who_leaves_does_not_come_back_by_an_open_page() {
    let mut room = open();
    room.connected(0, HOST, Way::Speak);
    act(&mut room, 0, HOST, Action::Unmute);
    act(&mut room, SECOND, HOST, Action::Leave);
    room.connected(2 * SECOND, HOST, Way::Page);
    assert!(room.present(HOST).unwrap().is_away() && muted(&room, HOST));
    act(&mut room, 3 * SECOND, HOST, Action::Enter);
    assert!(!room.present(HOST).unwrap().is_away());
}

#[test]
fn who_goes_back_to_listening_is_there_only_while_they_listen() {
    let mut room = open();
    seated(&mut room, BOB, Role::Speaker);
    room.connected(0, BOB, Way::Page);
    room.disconnected(SECOND, BOB, Way::Listen, End::Closed);
    assert!(room.present(BOB).unwrap().away_since.is_none());
    act(&mut room, 2 * SECOND, BOB, Action::StepDown);
    assert_eq!(
        (room.present(BOB).unwrap().away_since, room.listeners()),
        (Some(2 * SECOND), 0)
    );
}
