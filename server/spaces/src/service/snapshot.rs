//! How a room looks: to the database, to everybody in it, to one person.

use super::Spaces;
use crate::SpaceId;
use crate::room::{Phase, Present, Role, Room};
use std::collections::HashMap;
use std::sync::Arc;
use store::{SpaceFace, SpaceSnapshot};
use types::live::ServerMessage;
use types::{AccountCard, AccountId, MyPlace, OnStage, Result, RoomState, SpacePage, SpacePhase};

/// Faces of listeners that everybody sees, and how many are looked at for them.
const FACES: usize = 24;
const LOOKED_AT: usize = 60;
/// Listeners whom hosts see.
const LISTED: usize = 200;

pub(super) fn snapshot(room: &Room) -> SpaceSnapshot {
    let over = matches!(room.phase(), Phase::Ended { .. });
    let stage = room.stage().into_iter();
    SpaceSnapshot {
        host: room.host(),
        phase: phase(room),
        may_speak: room.may_speak(),
        recording: room.recording(),
        listeners: u32::try_from(room.listeners()).unwrap_or(u32::MAX),
        stage: stage.filter_map(|person| Some((person, room.role(person)?))).collect(),
        barred: room.barred().collect(),
        // A room is made of numbers and lists of them: writing it cannot fail.
        room: (!over).then(|| serde_json::to_string(room).unwrap_or_default()),
    }
}

fn phase(room: &Room) -> SpacePhase {
    let time = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
    match room.phase() {
        Phase::Scheduled { at } => SpacePhase::Upcoming { at: time(at) },
        Phase::Live { since } => SpacePhase::Live { since: time(since) },
        Phase::Ended { at, .. } => SpacePhase::Ended { at: time(at) },
    }
}

/// A room with the faces that belong to it.
struct View<'a> {
    room: &'a Room,
    faces: HashMap<AccountId, SpaceFace>,
    listeners: Vec<AccountId>,
}

impl View<'_> {
    fn state(&self) -> RoomState {
        let on_stage = |person| {
            let present = self.room.present(person)?;
            Some(OnStage {
                card: self.card(person)?,
                role: present.role,
                muted: present.muted,
                captions: present.captions,
                away: present.is_away(),
            })
        };
        let seen = self.listeners.iter().take(LOOKED_AT);
        let seen = seen.filter_map(|person| self.faces.get(person).filter(|face| !face.hides_listening));
        RoomState {
            phase: phase(self.room),
            may_speak: self.room.may_speak(),
            recording: self.room.recording(),
            stage: self.room.stage().into_iter().filter_map(on_stage).collect(),
            listeners: u32::try_from(self.room.listeners()).unwrap_or(u32::MAX),
            faces: seen.take(FACES).map(|face| face.card.clone()).collect(),
            pins: self.room.pins().iter().map(|pin| pin.post).collect(),
        }
    }

    fn place(&self, person: AccountId) -> MyPlace {
        let Some(present) = self.room.present(person) else {
            return MyPlace::default();
        };
        let cards = |people: &[AccountId]| people.iter().filter_map(|person| self.card(*person)).collect();
        let hosts = present.role >= Role::Cohost;
        MyPlace {
            role: Some(present.role),
            muted: present.muted,
            listens: self.room.listens(person),
            requested: self.room.requests().contains(&person),
            invitation: self.room.invitation(person),
            requests: if hosts { cards(self.room.requests()) } else { Vec::new() },
            listeners: if hosts { cards(&self.listeners) } else { Vec::new() },
        }
    }

    fn card(&self, person: AccountId) -> Option<AccountCard> {
        self.faces.get(&person).map(|face| face.card.clone())
    }
}

impl Spaces {
    async fn view<'a>(&self, room: &'a Room) -> Result<View<'a>> {
        let listens = |present: &Present| present.role == Role::Listener && present.away_since.is_none();
        let listening = room.people().filter(|(_, present)| listens(present));
        let listeners: Vec<AccountId> = listening.map(|(person, _)| person).take(LISTED).collect();
        let mut wanted = room.stage();
        wanted.extend(&listeners);
        wanted.extend(room.requests());
        let faces = self.0.store.space_faces(&wanted).await?;
        Ok(View { room, faces, listeners })
    }

    /// A space's page; what only the room knows is for those who are in it.
    pub async fn page(&self, viewer: AccountId, space: SpaceId) -> Result<SpacePage> {
        let mut page = self.0.store.space_page(viewer, space).await?;
        page.writes_captions = self.0.recorder.recognises();
        if let SpacePhase::Live { .. } = page.card.phase
            && self.fetch(space).await.is_ok()
            && let Some(room) = self.0.driver.read(space, Room::clone)
            && room.role(viewer).is_some()
        {
            let view = self.view(&room).await?;
            page.room = Some(view.state());
            page.mine = view.place(viewer);
        }
        Ok(page)
    }

    /// Tells everybody in the room how it stands, and those who are out that they are.
    pub(super) async fn tell(&self, space: SpaceId, room: &Room, out: &[(AccountId, bool)]) {
        let out_of = |removed| ServerMessage::SpaceOut { space, removed };
        let was_removed = |person| out.iter().any(|(other, removed)| *other == person && *removed);
        let gone = out.iter().map(|(person, _)| *person);
        let gone = gone.filter(|person| room.role(*person).is_none());
        let mut messages: HashMap<_, _> = gone.map(|person| (person, out_of(was_removed(person)))).collect();
        if let Phase::Ended { .. } = room.phase() {
            messages.extend(room.people().map(|(person, _)| (person, out_of(false))));
        } else if room.is_live() {
            match self.view(room).await {
                Ok(view) => {
                    let state = Arc::new(view.state());
                    messages.extend(room.people().map(|(person, _)| {
                        let room = ServerMessage::Room {
                            space,
                            room: state.clone(),
                            mine: view.place(person),
                        };
                        (person, room)
                    }));
                }
                Err(error) => tracing::warn!(%space, %error, "a room was not told"),
            }
        }
        self.0.hub.tell_each(&messages);
    }

    /// How the rooms stand in which somebody is.
    pub(super) async fn rooms_of(&self, account: AccountId) -> Vec<ServerMessage> {
        let mut messages = Vec::new();
        for space in self
            .0
            .driver
            .find(|room| room.is_live() && room.role(account).is_some())
        {
            let Some(room) = self.0.driver.read(space, Room::clone) else {
                continue;
            };
            if let Ok(view) = self.view(&room).await {
                messages.push(ServerMessage::Room {
                    space,
                    room: Arc::new(view.state()),
                    mine: view.place(account),
                });
            }
            if let Some(room_store) = self.room_store(space) {
                messages.extend(room_store.sound(space));
            }
        }
        messages
    }
}
