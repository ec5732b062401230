//! What the live connection tells of spaces, for every page that shows one.

use leptos::prelude::*;
use std::{collections::HashMap, sync::Arc};
use types::{MyPlace, RoomState, SpaceId, live::ServerMessage};

/// A room as it was told last, with the place that the viewer has in it.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomNews {
    pub room: Arc<RoomState>,
    pub mine: MyPlace,
}

/// In context of every page.
#[derive(Clone, Copy)]
pub struct SpaceEvents {
    /// The rooms that the viewer is in; one, as a rule.
    pub rooms: RwSignal<HashMap<SpaceId, RoomNews>>,
    /// The space of which `SpaceChanged` was told last, with a number that goes up each time.
    pub changed: RwSignal<Option<(SpaceId, u32)>>,
    /// Everything about rooms as it comes: voices, reactions and what else has no lasting state here.
    listener: StoredValue<Option<Callback<Arc<ServerMessage>>>>,
}

/// Puts [`SpaceEvents`] in context. Once, with the live connection.
pub fn provide_space_events() -> SpaceEvents {
    let events = SpaceEvents {
        rooms: RwSignal::default(),
        changed: RwSignal::new(None),
        listener: StoredValue::new(None),
    };
    provide_context(events);
    events
}

pub fn use_space_events() -> SpaceEvents {
    use_context().unwrap_or_else(provide_space_events)
}

impl SpaceEvents {
    /// Who hears everything; the page's voice, alone.
    pub fn listen(self, listener: Callback<Arc<ServerMessage>>) {
        self.listener.set_value(Some(listener));
    }

    pub fn change(self, space: SpaceId) {
        self.changed
            .update(|changed| *changed = Some((space, changed.map_or(0, |(_, count)| count + 1))));
    }

    /// Takes one message of the live connection.
    pub fn tell(self, message: &ServerMessage) {
        match message {
            ServerMessage::Room { space, room, mine } => {
                let news = RoomNews {
                    room: room.clone(),
                    mine: mine.clone(),
                };
                self.rooms.update(|rooms| {
                    rooms.insert(*space, news);
                });
            }
            ServerMessage::SpaceOut { space, .. } => self.forget(*space),
            _ => {}
        }
        if let Some(listener) = self.listener.get_value() {
            listener.run(Arc::new(message.clone()));
        }
    }

    /// The viewer is not in this room any more.
    pub fn forget(self, space: SpaceId) {
        if self.rooms.with_untracked(|rooms| rooms.contains_key(&space)) {
            self.rooms.update(|rooms| {
                rooms.remove(&space);
            });
        }
    }
}
