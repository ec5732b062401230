//! Random actions are given to the room and to the model; they must agree on what is taken and on what the room is
//! afterwards.

use super::model::{HOST, LISTENER, Model};
use super::*;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::HashMap;

fn any_action(random: &mut StdRng) -> Action {
    let who = AccountId(random.random_range(1..=17));
    let post = PostId(random.random_range(1..=5));
    let rules = [
        MaySpeak::Everyone,
        MaySpeak::Everyone,
        MaySpeak::Followed,
        MaySpeak::Invited,
    ];
    match random.random_range(0..44) {
        0..=7 => Action::Enter,
        8 => Action::Leave,
        9 => Action::Drop,
        10..=13 => Action::Request,
        14 => Action::WithdrawRequest,
        15..=17 => Action::Approve(who),
        18 => Action::Decline(who),
        19..=21 => Action::Invite(who, Role::Speaker),
        22..=23 => Action::Invite(who, Role::Cohost),
        24..=27 => Action::Accept,
        28 => Action::DeclineInvitation,
        29 => Action::StepDown,
        30 => Action::Demote(who),
        31 => Action::Mute,
        32..=33 => Action::Unmute,
        34 => Action::MuteOne(who),
        35 => Action::MuteAll,
        36 => Action::Remove(who),
        37 if random.random_bool(0.2) => Action::Block(who),
        38 => Action::SetMaySpeak(rules[random.random_range(0..4)]),
        39 => Action::React("👏".to_owned()),
        40 => Action::Pin(post),
        41 => Action::Unpin(post),
        42 => Action::Captions(true),
        43 if random.random_bool(0.02) => Action::End,
        _ => Action::Start,
    }
}

fn compare(room: &Room, model: &Model) {
    assert_eq!(room.is_live(), !model.over);
    if model.over {
        assert!(room.heard().is_empty() && room.requests().is_empty());
        return;
    }
    let roles = [Role::Listener, Role::Speaker, Role::Cohost, Role::Host];
    let found: HashMap<i64, (Role, bool, Option<u64>)> = room
        .people()
        .map(|(who, present)| (who.0, (present.role, present.muted, present.away_since)))
        .collect();
    let expected = model
        .people
        .iter()
        .map(|(who, person)| (*who, (roles[person.rank], person.muted, person.away)));
    assert_eq!(found, expected.collect::<HashMap<_, _>>());
    let mut stage: Vec<_> = model
        .people
        .iter()
        .filter(|(_, person)| person.rank > LISTENER)
        .collect();
    stage.sort_by_key(|(_, person)| (person.rank != HOST, person.turn));
    assert_eq!(
        room.stage(),
        stage.iter().map(|(who, _)| AccountId(**who)).collect::<Vec<_>>()
    );
    let open = stage
        .iter()
        .filter(|(_, person)| !person.muted)
        .map(|(who, _)| AccountId(**who));
    assert_eq!(room.heard(), open.collect::<Vec<_>>());
    assert!(room.stage().len() <= 13);
    assert_eq!(
        room.requests(),
        model.asking.iter().map(|who| AccountId(*who)).collect::<Vec<_>>()
    );
    assert_eq!(
        room.pins().iter().map(|pin| (pin.post.0, pin.by.0)).collect::<Vec<_>>(),
        model.pins
    );
    for who in 1..=17 {
        let offer = model.offers.get(&who).map(|rank| roles[*rank]);
        assert_eq!(room.invitation(AccountId(who)), offer, "invitation of {who}");
        assert_eq!(room.is_barred(AccountId(who)), model.banned.contains(&who));
    }
}

#[test]
fn a_thousand_random_rooms_agree_with_the_model() {
    let (mut taken, mut refused, mut takeovers) = (0, 0, 0);
    for seed in 0..1000 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut room = Room::open(AccountId(1), MaySpeak::Everyone, false, 0);
        let mut model = Model::new();
        let mut now = 1000;
        for _ in 0..200 {
            now += if random.random_bool(0.1) {
                40_000
            } else {
                random.random_range(0..500)
            };
            let host = room.host();
            room.tick(now);
            model.wait(now);
            takeovers += usize::from(room.host() != host);
            compare(&room, &model);
            // The host and the first few act more often, so that the stage fills.
            let me = if random.random_bool(0.3) {
                room.host().0
            } else {
                random.random_range(1..=17)
            };
            let action = any_action(&mut random);
            let before = room.clone();
            let actor = Actor {
                person: AccountId(me),
                admitted: true,
                followed: false,
            };
            let answer = room.act(now, actor, action.clone());
            assert_eq!(
                answer.is_ok(),
                model.step(now, me, &action),
                "seed {seed}: {me} {action:?}: {answer:?}"
            );
            if answer.is_err() {
                assert_eq!(room, before, "seed {seed}: a refused {action:?} changed the room");
                refused += 1;
            } else {
                taken += 1;
            }
            compare(&room, &model);
        }
    }
    assert!(
        taken > 50_000 && refused > 50_000 && takeovers > 50,
        "{taken} taken, {refused} refused, {takeovers}"
    );
}
