//! Rules of a room, case by case.

use super::*;

const HOST: AccountId = AccountId(1);
const SECOND: u64 = 1000;

fn actor(person: i64) -> Actor {
    Actor {
        person: AccountId(person),
        admitted: true,
        followed: false,
    }
}

fn open() -> Room {
    Room::open(HOST, MaySpeak::Everyone, false, 0)
}

#[track_caller]
fn act(room: &mut Room, now: u64, person: i64, action: Action) -> Vec<Effect> {
    room.act(now, actor(person), action).unwrap()
}

#[track_caller]
fn seated(room: &mut Room, now: u64, person: i64, role: Role) {
    act(room, now, person, Action::Enter);
    let host = room.host().0;
    act(room, now, host, Action::Invite(AccountId(person), role));
    act(room, now, person, Action::Accept);
}

fn told(effects: &[Effect], news: &News) -> bool {
    effects.iter().any(|effect| effect.news == *news)
}

#[test]
fn the_host_starts_muted_and_is_heard_after_unmuting() {
    let mut room = open();
    assert_eq!(room.heard(), []);
    act(&mut room, 1, 1, Action::Unmute);
    assert_eq!(room.heard(), [HOST]);
    assert_eq!(
        act(&mut room, 2, 1, Action::Unmute),
        [],
        "nothing to tell a second time"
    );
}

#[test]
fn a_request_is_approved_and_the_speaker_goes_back_to_listening() {
    let mut room = open();
    act(&mut room, 1, 2, Action::Enter);
    act(&mut room, 1, 2, Action::Request);
    assert_eq!(room.act(1, actor(2), Action::Request), Err(Refusal::AskedAlready));
    let effects = act(&mut room, 2, 1, Action::Approve(AccountId(2)));
    assert!(told(&effects, &News::Role(AccountId(2), Role::Speaker)));
    assert!(room.present(AccountId(2)).unwrap().muted);
    assert!(room.requests().is_empty());
    act(&mut room, 3, 2, Action::Unmute);
    act(&mut room, 4, 2, Action::StepDown);
    assert_eq!(room.heard(), []);
    assert_eq!(room.role(AccountId(2)), Some(Role::Listener));
}

#[test]
fn who_may_ask_follows_the_rule_and_changes_while_live() {
    let mut room = open();
    act(&mut room, 1, 2, Action::Enter);
    act(&mut room, 1, 2, Action::Request);
    let effects = act(&mut room, 2, 1, Action::SetMaySpeak(MaySpeak::Followed));
    assert!(told(&effects, &News::RequestGone(AccountId(2))));
    assert_eq!(room.act(3, actor(2), Action::Request), Err(Refusal::OnlyFollowed));
    let followed = Actor {
        followed: true,
        ..actor(2)
    };
    assert!(room.clone().act(3, followed, Action::Request).is_ok());
    act(&mut room, 4, 1, Action::SetMaySpeak(MaySpeak::Invited));
    assert_eq!(room.act(5, followed, Action::Request), Err(Refusal::OnlyInvited));
    act(&mut room, 6, 1, Action::Invite(AccountId(2), Role::Speaker));
    act(&mut room, 7, 2, Action::Accept);
    assert_eq!(room.role(AccountId(2)), Some(Role::Speaker));
}

#[test]
fn there_are_thirteen_microphones() {
    let mut room = open();
    for person in 2..=3 {
        seated(&mut room, 1, person, Role::Cohost);
    }
    for person in 11..=20 {
        seated(&mut room, 1, person, Role::Speaker);
    }
    assert_eq!(room.stage().len(), 13);
    act(&mut room, 2, 30, Action::Enter);
    act(&mut room, 2, 30, Action::Request);
    assert_eq!(
        room.act(2, actor(1), Action::Approve(AccountId(30))),
        Err(Refusal::MicrophonesTaken)
    );
    assert_eq!(
        room.requests(),
        [AccountId(30)],
        "the request waits for a free microphone"
    );
    act(&mut room, 3, 11, Action::StepDown);
    act(&mut room, 4, 2, Action::Approve(AccountId(30)));
    assert_eq!(room.stage().len(), 13);
}

#[test]
fn two_invitations_to_the_last_seat_seat_one() {
    let mut room = open();
    for person in 2..=10 {
        seated(&mut room, 1, person, Role::Speaker);
    }
    for person in [20, 21] {
        act(&mut room, 2, person, Action::Enter);
        act(&mut room, 2, 1, Action::Invite(AccountId(person), Role::Speaker));
    }
    act(&mut room, 3, 20, Action::Accept);
    assert_eq!(room.act(3, actor(21), Action::Accept), Err(Refusal::MicrophonesTaken));
}

#[test]
fn neither_the_removed_nor_the_blocked_return() {
    let mut room = open();
    seated(&mut room, 1, 2, Role::Speaker);
    act(&mut room, 1, 2, Action::Unmute);
    let effects = act(&mut room, 2, 1, Action::Remove(AccountId(2)));
    assert!(effects.contains(&Effect {
        to: To::One(AccountId(2)),
        news: News::Out(AccountId(2), OutBy::Removal)
    }));
    assert_eq!(room.heard(), []);
    assert!(!effects.iter().any(|effect| matches!(effect.news, News::Blocks { .. })));
    seated(&mut room, 3, 3, Role::Speaker);
    let effects = act(&mut room, 4, 1, Action::Block(AccountId(3)));
    assert!(told(
        &effects,
        &News::Blocks {
            by: HOST,
            person: AccountId(3)
        }
    ));
    for person in [2, 3] {
        assert_eq!(room.act(5, actor(person), Action::Enter), Err(Refusal::Barred));
        assert_eq!(
            room.act(5, actor(1), Action::Invite(AccountId(person), Role::Speaker)),
            Err(Refusal::Barred)
        );
    }
}

#[test]
fn the_founder_is_put_out_by_the_host_alone() {
    let mut room = open();
    for person in [2, 3] {
        seated(&mut room, 0, person, Role::Cohost);
    }
    act(&mut room, 0, 1, Action::Drop);
    room.tick(60 * SECOND);
    room.tick(120 * SECOND);
    act(&mut room, 121 * SECOND, 1, Action::Enter);
    assert_eq!(room.role(HOST), Some(Role::Cohost), "a place is free");
    act(&mut room, 121 * SECOND, 1, Action::StepDown);
    let removal = Action::Remove(HOST);
    assert_eq!(
        room.act(122 * SECOND, actor(3), removal.clone()),
        Err(Refusal::NotAllowed)
    );
    assert!(room.act(122 * SECOND, actor(2), removal).is_ok());
}

#[test]
fn nobody_enters_whom_the_audience_leaves_out() {
    let mut room = open();
    assert_eq!(
        room.act(
            1,
            Actor {
                admitted: false,
                ..actor(2)
            },
            Action::Enter
        ),
        Err(Refusal::NotAdmitted)
    );
}

#[test]
fn a_cohost_takes_over_after_a_minute_and_the_founder_returns_as_cohost() {
    let mut room = open();
    seated(&mut room, 0, 2, Role::Cohost);
    seated(&mut room, 0, 3, Role::Cohost);
    room.connected(0, AccountId(2), Way::Speak);
    act(&mut room, 0, 2, Action::Unmute);
    act(&mut room, SECOND, 1, Action::Drop);
    assert_eq!(room.due(), Some(61 * SECOND));
    assert_eq!(room.tick(61 * SECOND - 1), []);
    let effects = room.tick(61 * SECOND);
    assert!(told(&effects, &News::Role(AccountId(2), Role::Host)));
    assert_eq!(
        (room.host(), room.heard()),
        (AccountId(2), vec![AccountId(2)]),
        "the new host's microphone stays open"
    );
    room.tick(121 * SECOND);
    assert_eq!(
        room.role(HOST),
        None,
        "the old host's place was kept for another minute"
    );
    act(&mut room, 122 * SECOND, 1, Action::Enter);
    assert_eq!(room.role(HOST), Some(Role::Cohost));
    assert_eq!(room.act(123 * SECOND, actor(1), Action::End), Err(Refusal::NotAllowed));
}

#[test]
fn without_a_cohost_the_space_ends_after_five_minutes() {
    let mut room = open();
    seated(&mut room, 0, 2, Role::Speaker);
    act(&mut room, 0, 1, Action::Leave);
    assert_eq!(room.tick(5 * 60 * SECOND - 1), []);
    assert!(told(&room.tick(5 * 60 * SECOND), &News::Ended(EndedBy::Absence)));
    assert_eq!(room.act(6 * 60 * SECOND, actor(1), Action::Enter), Err(Refusal::Ended));
    assert_eq!(room.heard(), []);
}

#[test]
fn the_host_who_comes_back_in_time_stays_host() {
    let mut room = open();
    seated(&mut room, 0, 2, Role::Cohost);
    act(&mut room, 0, 1, Action::Drop);
    assert!(told(&act(&mut room, 59 * SECOND, 1, Action::Enter), &News::Back(HOST)));
    assert_eq!(room.tick(10 * 60 * SECOND), []);
    assert_eq!(room.host(), HOST);
}

#[test]
fn a_planned_space_gives_notice_starts_and_lapses() {
    let day = 24 * 60 * 60 * SECOND;
    let schedule = |at, now| Room::schedule(HOST, MaySpeak::Everyone, true, at, now);
    assert_eq!(schedule(30 * day + 1, 0), Err(Refusal::BadTime));
    assert_eq!(schedule(5, 5), Err(Refusal::BadTime));
    let mut room = schedule(30 * day, 0).unwrap();
    assert_eq!(room.due(), Some(30 * day - NOTICE_AHEAD));
    assert_eq!(room.tick(30 * day - NOTICE_AHEAD - 1), []);
    assert_eq!(
        room.tick(30 * day - NOTICE_AHEAD),
        [Effect {
            to: To::Reminded,
            news: News::Soon
        }]
    );
    assert_eq!(room.tick(30 * day - NOTICE_AHEAD + 1), [], "once");
    let mut lapsed = room.clone();
    assert!(told(&lapsed.tick(31 * day), &News::Ended(EndedBy::Lapse)));
    let effects = act(&mut room, 30 * day, 1, Action::Start);
    assert!(effects.contains(&Effect {
        to: To::Reminded,
        news: News::Started
    }));
    assert!(room.is_live() && room.recording());
    assert_eq!(
        room.act(31 * day, actor(1), Action::SetRecording(false)),
        Err(Refusal::Started)
    );
}

#[test]
fn three_posts_are_pinned_and_reactions_are_paced() {
    let mut room = open();
    for post in 1..=3 {
        act(&mut room, 0, 1, Action::Pin(PostId(post)));
    }
    assert_eq!(room.act(0, actor(1), Action::Pin(PostId(4))), Err(Refusal::PinsTaken));
    act(&mut room, 0, 1, Action::Unpin(PostId(2)));
    act(&mut room, 0, 1, Action::Pin(PostId(4)));
    assert_eq!(room.pins().iter().map(|pin| pin.post.0).collect::<Vec<_>>(), [1, 3, 4]);
    act(&mut room, SECOND, 1, Action::React("💯".to_owned()));
    let again = Action::React("💯".to_owned());
    assert_eq!(room.act(SECOND + 299, actor(1), again.clone()), Err(Refusal::TooFast));
    act(&mut room, SECOND + 300, 1, again);
    assert_eq!(
        room.act(2 * SECOND, actor(1), Action::React("<b>".to_owned())),
        Err(Refusal::NoSuchReaction)
    );
}

#[test]
fn a_snapshot_brings_back_roles_and_order() {
    let mut room = open();
    for (person, role) in [(5, Role::Speaker), (3, Role::Cohost), (4, Role::Speaker)] {
        seated(&mut room, 0, person, role);
    }
    for person in [9, 8] {
        act(&mut room, 0, person, Action::Enter);
        act(&mut room, 0, person, Action::Request);
    }
    let snapshot = serde_json::to_string(&room).unwrap();
    let mut resumed: Room = serde_json::from_str(&snapshot).unwrap();
    assert_eq!(resumed, room);
    resumed.resume(SECOND);
    for person in [1, 4, 5, 8, 9] {
        act(&mut resumed, 2 * SECOND, person, Action::Enter);
    }
    resumed.tick(SECOND + PLACE_KEPT);
    assert_eq!(
        resumed.stage(),
        [1, 5, 4].map(AccountId),
        "who did not come back lost the place"
    );
    assert_eq!(resumed.requests(), [AccountId(9), AccountId(8)]);
}
