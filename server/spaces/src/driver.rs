//! Rooms and voices together: what a room decides happens to connections at once. Effects come back to the caller, who
//! tells them and keeps snapshots.

use crate::SpaceId;
use crate::recording::Recorder;
use crate::room::{Action, Actor, Effect, News, Phase, Refusal, Role, Room};
use crate::voice::{Engine, Event, Leg, Refused, Side};
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
    /// What happened when an action was refused; told with the next tick.
    overdue: Vec<Effect>,
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

    /// Takes care of a room: a new one, or a snapshot after [`Room::resume`].
    pub fn keep(&self, space: SpaceId, room: Room) {
        let mut held = Held {
            room,
            heard: Vec::new(),
            overdue: Vec::new(),
        };
        self.record(space, &held.room);
        self.follow(space, &mut held, &[]);
        self.rooms().insert(space, held);
    }

    /// The room as it is now, for reading and for a snapshot.
    pub fn room(&self, space: SpaceId) -> Option<Room> {
        self.rooms().get(&space).map(|held| held.room.clone())
    }

    /// Hands one action to the room and follows what it decides.
    ///
    /// # Errors
    /// The room's refusal; [`Refusal::Ended`] for a space that is not kept here.
    pub fn act(&self, now: u64, space: SpaceId, actor: Actor, action: Action) -> Result<Vec<Effect>, Refusal> {
        let mut rooms = self.rooms();
        let held = rooms.get_mut(&space).ok_or(Refusal::Ended)?;
        self.act_on(held, now, space, actor, action)
    }

    fn act_on(
        &self,
        held: &mut Held,
        now: u64,
        space: SpaceId,
        actor: Actor,
        action: Action,
    ) -> Result<Vec<Effect>, Refusal> {
        // Whatever is overdue comes first: who acts may not be who they were.
        let mut effects = held.room.tick(now);
        let answer = held.room.act(now, actor, action);
        let refused = answer.as_ref().err().copied();
        effects.extend(answer.unwrap_or_default());
        self.follow(space, held, &effects);
        match refused {
            None => Ok(effects),
            Some(refusal) => {
                held.overdue.extend(effects);
                Err(refusal)
            }
        }
    }

    /// Takes an SDP offer of a person and gives the answer. Who listens enters thereby, or comes back.
    ///
    /// # Errors
    /// When the person may not enter, has no microphone to speak with, or the engine refuses the offer.
    pub fn offer(
        &self,
        now: u64,
        space: SpaceId,
        actor: Actor,
        side: Side,
        offer: &str,
    ) -> Result<(String, Vec<Effect>), Denied> {
        // Held until the engine has the offer: whoever is removed meanwhile is removed after it.
        let mut rooms = self.rooms();
        let held = rooms.get_mut(&space).ok_or(Refusal::Ended)?;
        let effects = match side {
            Side::Listen => self.act_on(held, now, space, actor, Action::Enter)?,
            Side::Speak => Vec::new(),
        };
        let role = held
            .room
            .role(actor.person)
            .filter(|_| held.room.is_live())
            .ok_or(Refusal::NotPresent)?;
        if side == Side::Speak && role == Role::Listener {
            return Err(Refusal::NoMicrophone.into());
        }
        match self.engine.accept(
            Leg {
                space,
                person: actor.person,
                side,
            },
            offer,
        ) {
            Ok(answer) => Ok((answer, effects)),
            Err(refused) => {
                held.overdue.extend(effects);
                Err(refused.into())
            }
        }
    }

    /// What an event of the engine means for the room: whose listening connection is lost is away, and is back when
    /// there is one again. An end that is told late, when a new connection is being made, is thereby made up for.
    pub fn hear(&self, now: u64, event: &Event) -> Vec<Effect> {
        let (leg, action) = match event {
            Event::Gone(leg, _) => (leg, Action::Drop),
            Event::Connected(leg) => (leg, Action::Enter),
            Event::Speaking(..) | Event::Slots(..) => return Vec::new(),
        };
        let mut rooms = self.rooms();
        let Some(held) = rooms.get_mut(&leg.space).filter(|_| leg.side == Side::Listen) else {
            return Vec::new();
        };
        if held.room.role(leg.person).is_none() {
            return Vec::new();
        }
        let actor = Actor {
            person: leg.person,
            admitted: false,
            followed: false,
        };
        // Refused only when the room has ended.
        self.act_on(held, now, leg.space, actor, action).unwrap_or_default()
    }

    /// Does what is due in all rooms, and forgets those that have ended.
    pub fn tick(&self, now: u64) -> Vec<(SpaceId, Vec<Effect>)> {
        let mut rooms = self.rooms();
        let mut told = Vec::new();
        for (space, held) in rooms.iter_mut() {
            let due = held.room.tick(now);
            self.follow(*space, held, &due);
            let mut effects = std::mem::take(&mut held.overdue);
            effects.extend(due);
            if !effects.is_empty() {
                told.push((*space, effects));
            }
        }
        rooms.retain(|_, held| !matches!(held.room.phase(), Phase::Ended { .. }));
        told
    }

    /// When [`Driver::tick`] is next of use.
    pub fn due(&self) -> Option<u64> {
        let due = |held: &Held| match held.room.phase() {
            Phase::Ended { .. } => Some(0),
            _ if !held.overdue.is_empty() => Some(0),
            _ => held.room.due(),
        };
        self.rooms().values().filter_map(due).min()
    }

    fn follow(&self, space: SpaceId, held: &mut Held, effects: &[Effect]) {
        for effect in effects {
            match effect.news {
                News::Out(person, _) => {
                    for side in [Side::Speak, Side::Listen] {
                        self.engine.close(Leg { space, person, side });
                    }
                }
                News::Role(person, Role::Listener) => self.engine.close(Leg {
                    space,
                    person,
                    side: Side::Speak,
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
