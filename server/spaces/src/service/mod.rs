//! The rooms of this server at work: actions, offers and time come in, what they change is kept in the database, and then
//! told to those in the room.
//!
//! An action changes the room and the voices at once. A task of that room then keeps it and tells everybody how it stands
//! as a whole, so that what people have seen outlives the server; several changes that come together are told once.
//! What happens before the start is kept first: the database decides whether somebody is live already.

mod captions;
mod clock;
mod event_loop;
mod offers;
mod presence;
mod rate_limits;
mod revoke;
mod room_store;
mod snapshot;
mod sockets;

pub use clock::Clock;
pub use offers::{Caller, Connection};
pub use rate_limits::{ACTIONS, CAPTIONS, OFFERS};

use crate::SpaceId;
use crate::driver::{Driver, Outcome};
use crate::recording::Recorder;
use crate::room::{Action, Actor, Effect, News, OutBy, Phase, Refusal, Room, To};
use crate::voice::{Config, Direction, Event, Forwarder, Leg, StartError};
use live::{Hub, Listener};
use offers::Hold;
use rate_limits::RateLimits;
use room_store::{RoomStore, shown};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use store::{SpaceAdmission, SpaceNews, Store};
use tokio::sync::mpsc;
use types::live::ServerMessage;
use types::{AccountId, Caption, Error, Field, Result, Rule, SpaceDraft};

/// How long a page waits for its change to be kept.
const KEPT_WITHIN: Duration = Duration::from_secs(5);

/// Cheap to clone; all clones are the same rooms.
#[derive(Clone)]
pub struct Spaces(Arc<Service>);

pub(crate) struct Service {
    store: Store,
    hub: Hub,
    driver: Driver<Forwarder>,
    recorder: Arc<Recorder>,
    clock: Clock,
    /// TappedPacket by [`Spaces::run`].
    events: Mutex<Option<mpsc::Receiver<Event>>>,
    room_stores: Mutex<HashMap<SpaceId, Arc<RoomStore>>>,
    holds: Mutex<HashMap<Leg, Hold>>,
    rate_limits: Mutex<RateLimits>,
    /// TappedPacket while open pages are counted and noted: what was counted later is noted later.
    pages: Mutex<()>,
    /// One room is fetched at a time, so that none is fetched twice.
    fetching: tokio::sync::Mutex<()>,
}

impl Spaces {
    /// Opens the port for voices and takes a place behind the sockets; `captions` come from the recogniser of this
    /// server. Rooms that were open come back with
    /// [`Spaces::run`], or when somebody asks for one.
    ///
    /// # Errors
    /// When the port cannot be opened.
    pub fn start(
        store: Store,
        hub: Hub,
        voice: Config,
        recorder: Arc<Recorder>,
        captions: mpsc::Receiver<(SpaceId, Caption)>,
    ) -> Result<Self, StartError> {
        let (engine, events) = Forwarder::start(voice)?;
        let service = Arc::new(Service {
            store,
            hub: hub.clone(),
            driver: Driver::new(engine).with_recorder(recorder.clone()),
            recorder,
            clock: Clock::default(),
            events: Mutex::new(Some(events)),
            room_stores: Mutex::default(),
            holds: Mutex::default(),
            rate_limits: Mutex::default(),
            pages: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
        });
        let rooms: Weak<Service> = Arc::downgrade(&service);
        tokio::spawn(captions::tell_recognised(rooms.clone(), captions));
        hub.attach(rooms as Weak<dyn Listener>);
        Ok(Self(service))
    }

    /// What the rooms take for the time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The engine's own figures.
    pub fn stats(&self) -> crate::voice::Stats {
        self.0.driver.engine().stats()
    }

    /// Starts a space, or plans one where the draft names a time. The founder is in a live one, muted.
    pub async fn open(&self, founder: AccountId, draft: &SpaceDraft) -> Result<SpaceId> {
        let draft = draft.checked()?;
        let now = self.now();
        let room = match draft.at {
            None => {
                let mut room = Room::open(founder, draft.may_speak, draft.recording, now);
                room.arrive(now, founder, self.0.hub.has_page(founder));
                room
            }
            Some(at) => u64::try_from(at)
                .ok()
                .and_then(|at| Room::schedule(founder, draft.may_speak, draft.recording, at, now).ok())
                .ok_or(Error::invalid(Field::SpaceTime, Rule::SpaceTimeForm))?,
        };
        let space = self.0.store.next_space_id();
        let snapshot = snapshot::snapshot(&room);
        let made = self.0.store.create_space(space, founder, &draft, &snapshot).await?;
        // Another one was made before, for the same request.
        if made == space {
            self.keep(space, room).await;
        }
        Ok(made)
    }

    /// What somebody does who may not be in the room; answers once it is kept. `NotFound` for spaces of which they may
    /// not know.
    pub async fn act(&self, account: AccountId, space: SpaceId, action: Action) -> Result<()> {
        if !self.rate_limits().action(account, self.now()) {
            return Err(Error::RateLimited { retry_after: 1 });
        }
        let admission = self
            .0
            .store
            .space_admission(space, account)
            .await?
            .ok_or(Error::NotFound)?;
        let room_store = self.fetch(space).await.map_err(ended_if_missing)?;
        let version = self.take(space, &room_store, account, admission, action).await?;
        match tokio::time::timeout(KEPT_WITHIN, room_store.kept(version)).await {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::Unavailable),
        }
    }

    /// Hands an action on; answers the version of the room that has to be kept.
    async fn take(
        &self,
        space: SpaceId,
        room_store: &Arc<RoomStore>,
        account: AccountId,
        admission: SpaceAdmission,
        action: Action,
    ) -> Result<u64> {
        if let Action::Enter | Action::Drop = action {
            return Err(refused(Refusal::NotAllowed));
        }
        if let Action::Pin(post) = action
            && self.0.store.readers(post, &[account.0]).await?.is_empty()
        {
            return Err(refused(Refusal::NotAllowed));
        }
        let actor = Actor {
            person: account,
            admitted: true,
            followed: admission.followed,
        };
        if let Some(version) = self.take_before(space, room_store, actor, &action).await? {
            return Ok(version);
        }
        let Outcome { effects, refused: no } = self.0.driver.act(self.now(), space, actor, action);
        self.follow(space, &effects);
        match no {
            Some(refusal) => Err(refused(refusal)),
            None => Ok(room_store.version()),
        }
    }

    /// Before the start: tried on a copy, kept, and only then done. None where it has started.
    async fn take_before(
        &self,
        space: SpaceId,
        room_store: &Arc<RoomStore>,
        actor: Actor,
        action: &Action,
    ) -> Result<Option<u64>> {
        let planned = |room: &Room| matches!(room.phase(), Phase::Scheduled { .. });
        if self.0.driver.read(space, planned) != Some(true) {
            return Ok(None);
        }
        let mut last = room_store.gate().await;
        // It may have started while this waited.
        let Some(mut room) = self.0.driver.read(space, Room::clone).filter(planned) else {
            return Ok(None);
        };
        let now = self.now();
        let mut effects = room.act(now, actor, action.clone()).map_err(refused)?;
        let started = room.is_live();
        if started {
            let host = room.host();
            effects.extend(room.arrive(now, host, self.0.hub.has_page(host)));
        }
        let snapshot = snapshot::snapshot(&room);
        let news = SpaceNews {
            changed: true,
            started,
            soon: false,
        };
        self.0
            .store
            .save_space(space, &snapshot, news)
            .await
            .map_err(ended_if_missing)?;
        *last = Some(shown(&snapshot));
        if let Phase::Ended { .. } = room.phase() {
            self.forget(space);
            return Ok(Some(0));
        }
        self.0.driver.keep(space, room, &effects);
        drop(last);
        // Told with the snapshot already.
        effects.retain(|effect| effect.to != To::Reminded);
        self.follow(space, &effects);
        Ok(Some(room_store.version()))
    }

    /// The room's room_store; fetches the room from the database where it is not here. `NotFound` where it is over.
    async fn fetch(&self, space: SpaceId) -> Result<Arc<RoomStore>> {
        if let Some(room_store) = self.room_store(space) {
            return Ok(room_store);
        }
        let _alone = self.0.fetching.lock().await;
        if let Some(room_store) = self.room_store(space) {
            return Ok(room_store);
        }
        let text = self.0.store.open_room(space).await?;
        match serde_json::from_str::<Room>(&text) {
            Ok(mut room) => {
                room.resume(self.now());
                Ok(self.keep(space, room).await)
            }
            Err(error) => {
                tracing::error!(%space, %error, "a room cannot be read and ends");
                self.0.store.end_space(space).await?;
                Err(Error::NotFound)
            }
        }
    }

    /// Takes care of a room that the database has.
    async fn keep(&self, space: SpaceId, room: Room) -> Arc<RoomStore> {
        let room_store = Arc::new(RoomStore::new(&snapshot::snapshot(&room)));
        self.0.driver.keep(space, room, &[]);
        self.room_stores().insert(space, room_store.clone());
        self.note_all_pages(space);
        room_store
    }

    /// Sees to what happened in a room: some is told at once, the rest with the room when it is kept.
    fn follow(&self, space: SpaceId, effects: &[Effect]) {
        let Some(room_store) = self.room_store(space).filter(|_| !effects.is_empty()) else {
            return;
        };
        let (mut changed, mut urgent) = (false, false);
        let (mut news, mut out) = (SpaceNews::default(), Vec::new());
        for Effect { to, news: what } in effects {
            match what {
                News::Reaction(account_id, emoji) => {
                    let reaction = ServerMessage::Reaction {
                        space,
                        account_id: *account_id,
                        emoji: emoji.clone(),
                    };
                    self.tell_room(space, &reaction);
                    continue;
                }
                News::Blocks { by, person } => self.block(*by, *person),
                News::Soon => news.soon = true,
                News::Started if *to == To::Reminded => news.started = true,
                News::Out(person, by) => {
                    if *to == To::One(*person) {
                        let removed = matches!(by, OutBy::Removal | OutBy::Block);
                        urgent |= removed;
                        out.push((*person, removed));
                        self.let_go(space, *person);
                    }
                }
                News::Listeners(_) | News::Entered(_) => {}
                _ => urgent = true,
            }
            changed = true;
        }
        if changed {
            room_store.change(urgent, news, out);
            self.keep_up(space, &room_store);
        }
    }

    /// Somebody shows themself otherwise from now on.
    pub fn face_changed(&self, account: AccountId) {
        for space in self
            .0
            .driver
            .find(|room| room.is_live() && room.role(account).is_some())
        {
            self.touch(space);
        }
    }

    /// Tells everybody in the room how it stands, soon.
    fn touch(&self, space: SpaceId) {
        if let Some(room_store) = self.room_store(space) {
            room_store.change(false, SpaceNews::default(), Vec::new());
            self.keep_up(space, &room_store);
        }
    }

    /// A host's block is one of the whole account.
    fn block(&self, by: AccountId, person: AccountId) {
        let store = self.0.store.clone();
        tokio::spawn(async move {
            for pause in [1, 5, 20] {
                match store.block(by, person).await {
                    Ok(_) => return,
                    Err(error) => tracing::warn!(%error, "a block is tried again"),
                }
                tokio::time::sleep(Duration::from_secs(pause)).await;
            }
        });
    }

    /// Forgets the connections of somebody who is out.
    fn let_go(&self, space: SpaceId, person: AccountId) {
        let mut holds = lock(&self.0.holds);
        for direction in [Direction::Speak, Direction::Listen] {
            holds.remove(&Leg {
                space,
                person,
                direction,
            });
        }
    }

    /// At once, to everybody in the room.
    fn tell_room(&self, space: SpaceId, message: &ServerMessage) {
        let people = |room: &Room| room.people().map(|(person, _)| person).collect::<Vec<_>>();
        if let Some(people) = self.0.driver.read(space, people) {
            let each = people.into_iter().map(|person| (person, message.clone())).collect();
            self.0.hub.tell_each(&each);
        }
    }

    fn now(&self) -> u64 {
        self.0.clock.now()
    }

    fn room_store(&self, space: SpaceId) -> Option<Arc<RoomStore>> {
        self.room_stores().get(&space).cloned()
    }

    fn room_stores(&self) -> MutexGuard<'_, HashMap<SpaceId, Arc<RoomStore>>> {
        lock(&self.0.room_stores)
    }

    fn rate_limits(&self) -> MutexGuard<'_, RateLimits> {
        lock(&self.0.rate_limits)
    }
}

/// Nothing that holds one of these locks can panic half way.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refused(refusal: Refusal) -> Error {
    Error::invalid(Field::Form, Rule::Space { refusal })
}

/// For those who may know of a space: it is there, and over.
fn ended_if_missing(error: Error) -> Error {
    match error {
        Error::NotFound => refused(Refusal::Ended),
        error => error,
    }
}
