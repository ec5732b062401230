//! Who may do what, as a table: each action tried by each role on each role.

use super::*;

const HOST: AccountId = AccountId(1);
const COHOST: AccountId = AccountId(2);
const SECOND_COHOST: AccountId = AccountId(3);
const SPEAKER: AccountId = AccountId(4);
const SECOND_SPEAKER: AccountId = AccountId(5);
const LISTENER: AccountId = AccountId(6);
const SECOND_LISTENER: AccountId = AccountId(7);
const ASKING: AccountId = AccountId(8);
const STRANGER: AccountId = AccountId(9);

fn actor(person: AccountId) -> Actor {
    Actor {
        person,
        admitted: true,
        followed: false,
    }
}

fn act(room: &mut Room, person: AccountId, action: Action) {
    room.act(1000, actor(person), action).unwrap();
}

fn seated(room: &mut Room, person: AccountId, role: Role) {
    act(room, person, Action::Enter);
    act(room, HOST, Action::Invite(person, role));
    act(room, person, Action::Accept);
}

fn full_house() -> Room {
    let mut room = Room::open(HOST, MaySpeak::Everyone, false, 0);
    seated(&mut room, COHOST, Role::Cohost);
    seated(&mut room, SPEAKER, Role::Speaker);
    seated(&mut room, SECOND_SPEAKER, Role::Speaker);
    for person in [LISTENER, SECOND_LISTENER, ASKING] {
        act(&mut room, person, Action::Enter);
    }
    act(&mut room, ASKING, Action::Request);
    act(&mut room, HOST, Action::Pin(PostId(1)));
    room
}

/// `+` stands for taken; the letters for the refusals.
fn letter(answer: Result<Vec<Effect>, Refusal>) -> char {
    match answer {
        Ok(_) => '+',
        Err(Refusal::NotAllowed) => 'x',
        Err(Refusal::NoMicrophone) => 'm',
        Err(Refusal::HasMicrophone) => 'h',
        Err(Refusal::NotPresent) => 'p',
        Err(Refusal::Started) => 's',
        Err(Refusal::NoRequest) => 'r',
        Err(Refusal::NoInvitation) => 'i',
        Err(Refusal::CohostsTaken) => 'c',
        Err(other) => panic!("{other}"),
    }
}

fn check(room: &Room, name: &str, action: &Action, expected: &str) {
    let actors = [STRANGER, LISTENER, SPEAKER, COHOST, HOST];
    let found: String = actors
        .into_iter()
        .map(|person| {
            let mut tried = room.clone();
            let answer = letter(tried.act(2000, actor(person), action.clone()));
            assert!(
                answer == '+' || tried == *room,
                "{name}: a refused action changed the room"
            );
            answer
        })
        .collect();
    assert_eq!(found, expected, "{name} by stranger, listener, speaker, co-host, host");
}

#[test]
fn each_role_may_do_exactly_this() {
    let room = full_house();
    let table: &[(&str, Action, &str)] = &[
        ("start", Action::Start, "pssss"),
        ("reschedule", Action::Reschedule { at: 5000 }, "pssss"),
        ("record", Action::SetRecording(true), "pssss"),
        ("end", Action::End, "pxxx+"),
        ("enter", Action::Enter, "+++++"),
        ("leave", Action::Leave, "p++++"),
        ("drop", Action::Drop, "p++++"),
        ("request", Action::Request, "p+hhh"),
        ("withdraw", Action::WithdrawRequest, "prrrr"),
        ("approve", Action::Approve(ASKING), "pxx++"),
        ("approve unasked", Action::Approve(SECOND_LISTENER), "pxxrr"),
        ("decline", Action::Decline(ASKING), "pxx++"),
        (
            "invite to speak",
            Action::Invite(SECOND_LISTENER, Role::Speaker),
            "pxx++",
        ),
        (
            "invite the absent",
            Action::Invite(AccountId(50), Role::Speaker),
            "pxx++",
        ),
        (
            "invite a speaker to speak",
            Action::Invite(SECOND_SPEAKER, Role::Speaker),
            "pxxhh",
        ),
        (
            "appoint a co-host",
            Action::Invite(SECOND_SPEAKER, Role::Cohost),
            "pxxx+",
        ),
        (
            "give away the host's place",
            Action::Invite(SPEAKER, Role::Host),
            "pxxxx",
        ),
        ("accept uninvited", Action::Accept, "piiii"),
        ("decline uninvited", Action::DeclineInvitation, "piiii"),
        ("step down", Action::StepDown, "pm++x"),
        ("demote a speaker", Action::Demote(SECOND_SPEAKER), "pxx++"),
        ("demote a listener", Action::Demote(SECOND_LISTENER), "pxxmm"),
        ("demote a co-host", Action::Demote(COHOST), "pxxx+"),
        ("demote the host", Action::Demote(HOST), "pxxxx"),
        ("mute", Action::Mute, "pm+++"),
        ("unmute", Action::Unmute, "pm+++"),
        ("mute a speaker", Action::MuteOne(SECOND_SPEAKER), "pxx++"),
        ("mute a listener", Action::MuteOne(SECOND_LISTENER), "pxxmm"),
        ("mute a co-host", Action::MuteOne(COHOST), "pxxx+"),
        ("mute the host", Action::MuteOne(HOST), "pxxxx"),
        ("mute all", Action::MuteAll, "pxx++"),
        ("remove a listener", Action::Remove(SECOND_LISTENER), "pxx++"),
        ("remove a speaker", Action::Remove(SECOND_SPEAKER), "pxx++"),
        ("remove a co-host", Action::Remove(COHOST), "pxxx+"),
        ("remove the host", Action::Remove(HOST), "pxxxx"),
        ("remove the absent", Action::Remove(AccountId(50)), "pxxpp"),
        ("block a listener", Action::Block(SECOND_LISTENER), "pxx++"),
        ("block the absent", Action::Block(AccountId(50)), "pxx++"),
        ("block a co-host", Action::Block(COHOST), "pxxx+"),
        ("block the host", Action::Block(HOST), "pxxxx"),
        ("who may speak", Action::SetMaySpeak(MaySpeak::Invited), "pxxx+"),
        ("react", Action::React("👏".to_owned()), "p++++"),
        ("pin", Action::Pin(PostId(2)), "pm+++"),
        ("unpin another's", Action::Unpin(PostId(1)), "pxx++"),
        ("captions", Action::Captions(true), "pm+++"),
    ];
    for (name, action, expected) in table {
        check(&room, name, action, expected);
    }
}

#[test]
fn a_cohost_has_no_say_over_the_other() {
    let mut room = full_house();
    seated(&mut room, SECOND_COHOST, Role::Cohost);
    for action in [Action::Remove, Action::Block, Action::Demote, Action::MuteOne] {
        assert_eq!(
            room.act(2000, actor(COHOST), action(SECOND_COHOST)),
            Err(Refusal::NotAllowed)
        );
    }
    check(
        &room,
        "a third co-host",
        &Action::Invite(SECOND_SPEAKER, Role::Cohost),
        "pxxxc",
    );
}

#[test]
fn before_the_start_only_the_host_acts() {
    let room = Room::schedule(HOST, MaySpeak::Everyone, false, 100_000, 0).unwrap();
    let hosts = [
        Action::Start,
        Action::Reschedule { at: 200_000 },
        Action::SetRecording(true),
        Action::SetMaySpeak(MaySpeak::Invited),
        Action::End,
    ];
    for action in hosts {
        assert_eq!(
            room.clone().act(10, actor(SPEAKER), action.clone()),
            Err(Refusal::NotAllowed)
        );
        assert!(room.clone().act(10, actor(HOST), action).is_ok());
    }
    for action in [
        Action::Enter,
        Action::Unmute,
        Action::Request,
        Action::Invite(SPEAKER, Role::Speaker),
    ] {
        assert_eq!(room.clone().act(10, actor(HOST), action), Err(Refusal::NotStarted));
    }
}
