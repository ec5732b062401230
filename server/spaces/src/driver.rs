//! Rooms and voices together: what a room decides happens to connections at once. Effects come back to the caller, who
//! tells them and keeps snapshots.

use crate::SpaceId;
use crate::recording::Recorder;
use crate::room::{Action, Actor, Effect, End, News, Refusal, Role, Room, Way};
use crate::voice::{Direction, Engine, Event, Leg, Refused};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use types::AccountId;

/// All open rooms of this server.
pub struct Driver<E> {
    engine: E,
    recorder: Option<Arc<Recorder>>,
    rooms: Mutex<HashMap<SpaceId, Held>>,
}

struct Held {
    room: Room,
    /// What the engine was told last.
    heard: Vec<AccountId>,
}

/// What came of an action. Time may have done something before it, also when it was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub effects: Vec<Effect>,
    pub refused: Option<Refusal>,
}

impl Outcome {
    fn refused(refusal: Refusal) -> Self {
        Self {
            effects: Vec::new(),
            refused: Some(refusal),
        }
    }
}

/// Why an offer was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error(transparent)]
    Room(#[from] Refusal),
    #[error(transparent)]
    Engine(#[from] Refused),
}

impl<E: Engine> Driver<E> {
    pub fn new(engine: E) -> Self {
        Self {
            engine,
            recorder: None,
            rooms: Mutex::default(),
        }
    }

    /// What is said in recorded rooms is written down from now on.
    pub fn with_recorder(mut self, recorder: Arc<Recorder>) -> Self {
        self.recorder = Some(recorder);
        self
    }

    pub fn engine(&self) -> &E {
        &self.engine
    }

    /// Takes care of a room: a new one, a snapshot after [`Room::resume`], or one that was changed elsewhere with these
    /// effects.
    pub fn keep(&self, space: SpaceId, room: Room, effects: &[Effect]) {
        let mut rooms = self.rooms();
        let heard = rooms.remove(&space).map(|held| held.heard).unwrap_or_default();
        let mut held = Held { room, heard };
        self.record(space, &held.room);
        self.follow(space, &mut held, effects);
        rooms.insert(space, held);
    }

    /// Forgets a room, which has ended and was kept.
    pub fn forget(&self, space: SpaceId) {
        self.rooms().remove(&space);
    }

    /// Looks at the room as it is now; none where it is not kept here.
    pub fn read<T>(&self, space: SpaceId, look: impl FnOnce(&Room) -> T) -> Option<T> {
        self.rooms().get(&space).map(|held| look(&held.room))
    }

    /// The rooms for which `wanted` holds.
    pub fn find(&self, wanted: impl Fn(&Room) -> bool) -> Vec<SpaceId> {
        let rooms = self.rooms();
        let found = rooms.iter().filter(|(_, held)| wanted(&held.room));
        found.map(|(space, _)| *space).collect()
    }

    /// Hands one action to the room and follows what it decides. [`Refusal::Ended`] for a space that is not kept here.
    pub fn act(&self, now: u64, space: SpaceId, actor: Actor, action: Action) -> Outcome {
        self.change(space, |room| {
            // Whatever is overdue comes first: who acts may not be who they were.
            let mut effects = room.tick(now);
            let answer = room.act(now, actor, action);
            let refused = answer.as_ref().err().copied();
            effects.extend(answer.unwrap_or_default());
            Outcome { effects, refused }
        })
        .unwrap_or_else(|| Outcome::refused(Refusal::Ended))
    }

    /// Takes an SDP offer of a person and gives the answer. Who listens enters thereby, or comes back. Refused when the
    /// person may not enter, has no microphone to speak with, or the engine refuses the offer.
    pub fn offer(
        &self,
        now: u64,
        space: SpaceId,
        actor: Actor,
        direction: Direction,
        offer: &str,
    ) -> (Result<String, Denied>, Vec<Effect>) {
        // Held until the engine has the offer: whoever is removed meanwhile is removed after it.
        let mut rooms = self.rooms();
        let Some(held) = rooms.get_mut(&space) else {
            return (Err(Refusal::Ended.into()), Vec::new());
        };
        let mut effects = held.room.tick(now);
        let before = held.room.role(actor.person).map(|_| held.room.listens(actor.person));
        let answer = match direction {
            Direction::Listen => held
                .room
                .act(now, actor, Action::Enter)
                .map(|entered| effects.extend(entered)),
            Direction::Speak => match held.room.role(actor.person).filter(|_| held.room.is_live()) {
                None => Err(Refusal::NotPresent),
                Some(Role::Listener) => Err(Refusal::NoMicrophone),
                Some(_) => Ok(()),
            },
        };
        self.follow(space, held, &effects);
        let leg = Leg {
            space,
            person: actor.person,
            direction,
        };
        let answer = answer
            .map_err(Denied::from)
            .and_then(|()| Ok(self.engine.accept(leg, offer)?));
        if let (Direction::Speak, Ok(_)) = (direction, &answer) {
            let speaks = held.room.connected(now, actor.person, Way::Speak);
            self.follow(space, held, &speaks);
            effects.extend(speaks);
        }
        // Nobody is in a room by an offer that was not taken.
        if let (Direction::Listen, Err(Denied::Engine(_))) = (direction, &answer) {
            let lost = match before {
                None => held.room.act(now, actor, Action::Leave).unwrap_or_default(),
                Some(false) => held.room.disconnected(now, actor.person, Way::Listen, End::Broken),
                Some(true) => Vec::new(),
            };
            self.follow(space, held, &lost);
            effects.extend(lost);
        }
        (answer, effects)
    }

    /// What an event of the engine means for the room. An end that is told late, when a new connection is being made, is
    /// thereby made up for.
    pub fn hear(&self, now: u64, event: &Event) -> Vec<Effect> {
        match event {
            Event::Gone(leg, _) => self.disconnected(now, leg.space, leg.person, way(leg.direction), End::Broken),
            Event::Connected(leg) => self.connected(now, leg.space, leg.person, way(leg.direction)),
            Event::Speaking(..) | Event::Slots(..) => Vec::new(),
        }
    }

    /// Somebody in the room has a page or a connection.
    pub fn connected(&self, now: u64, space: SpaceId, person: AccountId, way: Way) -> Vec<Effect> {
        self.after_time(now, space, |room| room.connected(now, person, way))
    }

    /// One of these ended.
    pub fn disconnected(&self, now: u64, space: SpaceId, person: AccountId, way: Way, end: End) -> Vec<Effect> {
        self.after_time(now, space, |room| room.disconnected(now, person, way, end))
    }

    /// Closes the connections of somebody who may not be there any more, and takes them out. The host's place is kept
    /// for a while, as whenever a host is lost.
    pub fn put_out(&self, now: u64, space: SpaceId, person: AccountId) -> Vec<Effect> {
        let effects = self.act(now, space, known(person), Action::Leave).effects;
        for direction in [Direction::Speak, Direction::Listen] {
            self.engine.close(Leg {
                space,
                person,
                direction,
            });
        }
        effects
    }

    /// Ends a room whose founder's account is closed.
    pub fn close(&self, now: u64, space: SpaceId) -> Vec<Effect> {
        self.change(space, |room| Outcome {
            effects: room.close(now),
            refused: None,
        })
        .map_or_else(Vec::new, |outcome| outcome.effects)
    }

    /// Does what is due in all rooms; answers those in which something happened.
    pub fn tick(&self, now: u64) -> Vec<(SpaceId, Vec<Effect>)> {
        let mut told = Vec::new();
        for (space, held) in self.rooms().iter_mut() {
            if held.room.due().is_none_or(|due| due > now) {
                continue;
            }
            let effects = held.room.tick(now);
            self.follow(*space, held, &effects);
            if !effects.is_empty() {
                told.push((*space, effects));
            }
        }
        told
    }

    /// Whatever is overdue comes first.
    fn after_time(&self, now: u64, space: SpaceId, with: impl FnOnce(&mut Room) -> Vec<Effect>) -> Vec<Effect> {
        self.change(space, |room| {
            let mut effects = room.tick(now);
            effects.extend(with(room));
            Outcome { effects, refused: None }
        })
        .map_or_else(Vec::new, |outcome| outcome.effects)
    }

    fn change(&self, space: SpaceId, with: impl FnOnce(&mut Room) -> Outcome) -> Option<Outcome> {
        let mut rooms = self.rooms();
        let held = rooms.get_mut(&space)?;
        let outcome = with(&mut held.room);
        self.follow(space, held, &outcome.effects);
        Some(outcome)
    }

    fn follow(&self, space: SpaceId, held: &mut Held, effects: &[Effect]) {
        for effect in effects {
            match effect.news {
                News::Out(person, _) => {
                    for direction in [Direction::Speak, Direction::Listen] {
                        self.engine.close(Leg {
                            space,
                            person,
                            direction,
                        });
                    }
                }
                News::Role(person, Role::Listener) => self.engine.close(Leg {
                    space,
                    person,
                    direction: Direction::Speak,
                }),
                News::Started => self.record(space, &held.room),
                News::Ended(_) => self.engine.close_space(space),
                _ => {}
            }
        }
        if let Some(recorder) = &self.recorder {
            recorder.follow(space, effects);
        }
        let heard = held.room.heard();
        if heard != held.heard {
            self.engine.route(space, &heard);
            held.heard = heard;
        }
    }

    fn record(&self, space: SpaceId, room: &Room) {
        if let Some(recorder) = &self.recorder {
            recorder.begin(&self.engine, space, room);
        }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<SpaceId, Held>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By what a connection is a way into the room.
pub fn way(direction: Direction) -> Way {
    match direction {
        Direction::Speak => Way::Speak,
        Direction::Listen => Way::Listen,
    }
}

/// Somebody who is in the room already: nothing more is asked of them.
fn known(person: AccountId) -> Actor {
    Actor {
        person,
        admitted: false,
        followed: false,
    }
}
