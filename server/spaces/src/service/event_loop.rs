//! Time and the engine's events.

use super::{Spaces, lock};
use crate::voice::{Direction, Event};
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;
use types::live::ServerMessage;

/// How exactly rooms keep their times.
const TICK: Duration = Duration::from_millis(250);
/// How often everything is looked at that no event tells of.
const CHECK: Duration = Duration::from_secs(60);
/// Pause after a failure, such as a database that is away.
const PAUSE: Duration = Duration::from_secs(1);

impl Spaces {
    /// Brings the open rooms back and runs them until `ended`. Once for each server.
    pub async fn run(self, ended: CancellationToken) {
        let Some(mut events) = lock(&self.0.events).take() else {
            return;
        };
        if ended.run_until_cancelled(self.resume()).await.is_none() {
            return;
        }
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut checks = interval(CHECK);
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                event = events.recv() => match event {
                    Some(event) => self.hear(&event),
                    None => return,
                },
                _ = ticks.tick() => {
                    for (space, effects) in self.0.driver.tick(self.now()) {
                        self.follow(space, &effects);
                    }
                }
                _ = checks.tick() => {
                    let spaces = self.clone();
                    tokio::spawn(async move {
                        if let Err(error) = spaces.check_all().await {
                            tracing::warn!(%error, "rooms were not looked through");
                        }
                    });
                }
                () = ended.cancelled() => return,
            }
        }
    }

    async fn resume(&self) {
        let open = loop {
            match self.0.store.open_rooms().await {
                Ok(open) => break open,
                Err(error) => tracing::warn!(%error, "the open rooms wait"),
            }
            sleep(PAUSE).await;
        };
        for space in open {
            if let Err(error) = self.fetch(space).await {
                tracing::warn!(%space, %error, "a room did not come back");
            }
        }
    }

    fn hear(&self, event: &Event) {
        match event {
            Event::Speaking(space, levels) => {
                if let Some(room_store) = self.room_store(*space) {
                    room_store.set_levels(levels);
                }
                let levels = levels.clone();
                self.tell_room(*space, &ServerMessage::Voices { space: *space, levels });
            }
            Event::Slots(space, slots) => {
                if let Some(room_store) = self.room_store(*space) {
                    room_store.set_slots(*slots);
                }
                let slots = *slots;
                self.tell_room(*space, &ServerMessage::Slots { space: *space, slots });
            }
            Event::Connected(leg) | Event::Gone(leg, _) => {
                let effects = self.0.driver.hear(self.now(), event);
                self.follow(leg.space, &effects);
                // Who has just come knows of no slots and no levels yet.
                if let (Event::Connected(_), Direction::Listen, Some(room_store)) =
                    (event, leg.direction, self.room_store(leg.space))
                {
                    for message in room_store.sound(leg.space) {
                        self.0.hub.tell(&[leg.person], &message);
                    }
                }
            }
        }
    }
}
