//! What the forwarding thread tells of. It never waits for those who fetch it.

use super::Event;
use super::forward::Worker;
use super::stats::add;
use crate::SpaceId;
use tokio::sync::mpsc::error::TrySendError;

impl Worker {
    /// Of connections: kept until it is fetched.
    pub(super) fn tell(&mut self, event: Event) {
        self.waiting.push_back(event);
        self.tell_waiting();
    }

    pub(super) fn tell_waiting(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            if let Err(TrySendError::Full(event)) = self.events.try_send(event) {
                self.waiting.push_front(event);
                return;
            }
        }
    }

    pub(super) fn tell_speaking(&mut self, now: u64) {
        for (space, room) in &mut self.rooms {
            let speaking = room.allocator.speaking(now);
            if speaking == room.speaking_told {
                continue;
            }
            match self.events.try_send(Event::Speaking(*space, speaking.clone())) {
                Ok(()) => room.speaking_told = speaking,
                Err(_) => add(&self.counters.events_lost, 1),
            }
        }
    }

    pub(super) fn tell_all_slots(&mut self) {
        let changed = self
            .rooms
            .iter()
            .filter(|(_, room)| room.allocator.holders() != room.slots_told);
        let changed: Vec<SpaceId> = changed.map(|(space, _)| *space).collect();
        changed.into_iter().for_each(|space| self.tell_slots(space));
    }

    /// At once; what finds no place is told with the next look at all rooms.
    pub(super) fn tell_slots(&mut self, space: SpaceId) {
        let Some(room) = self.rooms.get_mut(&space) else { return };
        let holders = room.allocator.holders();
        match self.events.try_send(Event::Slots(space, holders)) {
            Ok(()) => room.slots_told = holders,
            Err(_) => add(&self.counters.events_lost, 1),
        }
    }
}
