//! Keeping one room: its changes are collected, written by one task at a time, and told when they are written.

use super::{Spaces, lock, snapshot};
use crate::SpaceId;
use crate::room::{Phase, Room};
use crate::voice::SLOTS;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{SpaceNews, SpaceSnapshot};
use tokio::sync::{MutexGuard, Notify, watch};
use tokio::time::{Instant, sleep, timeout};
use types::live::ServerMessage;
use types::{AccountId, Error, Result, SpacePhase, SpaceRole};

/// What changes all the time, such as the number of listeners, is told no more often than this.
const PACE: Duration = Duration::from_millis(500);
/// Pause after a failure, such as a database that is away.
const PAUSE: Duration = Duration::from_secs(1);

/// What lists and other pages show of a room: when it changes they are told to ask again.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    phase: SpacePhase,
    recording: bool,
    stage: Vec<(AccountId, SpaceRole)>,
    barred: Vec<AccountId>,
}

pub(super) fn shown(snapshot: &SpaceSnapshot) -> Shown {
    Shown {
        phase: snapshot.phase,
        recording: snapshot.recording,
        stage: snapshot.stage.clone(),
        barred: snapshot.barred.clone(),
    }
}

pub(super) struct RoomStore {
    /// One writes at a time. What was written last.
    last: tokio::sync::Mutex<Option<Shown>>,
    waiting: Mutex<Waiting>,
    /// Rung by what does not wait.
    urgent: Notify,
    kept: watch::Sender<u64>,
}

#[derive(Default)]
struct Waiting {
    /// Counts the changes.
    version: u64,
    urgent: bool,
    /// A task is at it.
    keeping: bool,
    news: SpaceNews,
    /// Who is out, and whether they were put out.
    out: Vec<(AccountId, bool)>,
    told_at: Option<Instant>,
    slots: [Option<AccountId>; SLOTS],
    levels: Vec<(AccountId, u8)>,
}

impl RoomStore {
    pub fn new(kept: &SpaceSnapshot) -> Self {
        Self {
            last: tokio::sync::Mutex::new(Some(shown(kept))),
            waiting: Mutex::default(),
            urgent: Notify::new(),
            kept: watch::channel(0).0,
        }
    }

    /// The right to write.
    pub async fn gate(&self) -> MutexGuard<'_, Option<Shown>> {
        self.last.lock().await
    }

    pub fn version(&self) -> u64 {
        lock(&self.waiting).version
    }

    /// Until so much is kept.
    pub async fn kept(&self, version: u64) {
        // It fails only when the room_store is gone, and then there is nothing to keep.
        let _ = self.kept.subscribe().wait_for(|kept| *kept >= version).await;
    }

    /// Notes that the room changed.
    pub fn change(&self, urgent: bool, news: SpaceNews, out: Vec<(AccountId, bool)>) {
        let mut waiting = lock(&self.waiting);
        waiting.version += 1;
        waiting.urgent |= urgent;
        waiting.collect(news, out);
        if waiting.urgent {
            self.urgent.notify_one();
        }
    }

    /// Whose voice is in each slot, and who speaks how loudly.
    pub fn sound(&self, space: SpaceId) -> [ServerMessage; 2] {
        let waiting = lock(&self.waiting);
        let (slots, levels) = (waiting.slots, waiting.levels.clone());
        [
            ServerMessage::Slots { space, slots },
            ServerMessage::Voices { space, levels },
        ]
    }

    pub fn set_slots(&self, slots: [Option<AccountId>; SLOTS]) {
        lock(&self.waiting).slots = slots;
    }

    pub fn set_levels(&self, levels: &[(AccountId, u8)]) {
        lock(&self.waiting).levels = levels.to_vec();
    }

    /// Waits until it is time to tell again.
    async fn pace(&self) {
        loop {
            let rest = {
                let waiting = lock(&self.waiting);
                let rest = waiting.told_at.map(|told| PACE.saturating_sub(told.elapsed()));
                rest.filter(|rest| !waiting.urgent && !rest.is_zero())
            };
            let Some(rest) = rest else { return };
            // Rung or not: looked at anew.
            let _ = timeout(rest, self.urgent.notified()).await;
        }
    }
}

impl Waiting {
    fn collect(&mut self, news: SpaceNews, out: Vec<(AccountId, bool)>) {
        self.news.changed |= news.changed;
        self.news.soon |= news.soon;
        self.news.started |= news.started;
        self.out.extend(out);
    }
}

impl Spaces {
    /// Sees to it that a room is kept and told: by a task that ends when nothing is left to do.
    pub(super) fn keep_up(&self, space: SpaceId, room_store: &Arc<RoomStore>) {
        if std::mem::replace(&mut lock(&room_store.waiting).keeping, true) {
            return;
        }
        let (spaces, room_store) = (self.clone(), room_store.clone());
        tokio::spawn(async move {
            loop {
                room_store.pace().await;
                match spaces.keep_now(space, &room_store).await {
                    Ok(version) => {
                        let mut waiting = lock(&room_store.waiting);
                        if waiting.version == version {
                            waiting.keeping = false;
                            return;
                        }
                    }
                    Err(Error::NotFound) => {
                        // Somebody took it out of the database: nobody may stay in it.
                        tracing::warn!(%space, "a room is gone and ends");
                        spaces.0.driver.close(spaces.now(), space);
                        return spaces.forget(space);
                    }
                    Err(error) => {
                        tracing::warn!(%space, %error, "a room waits to be kept");
                        sleep(PAUSE).await;
                    }
                }
            }
        });
    }

    /// Writes the room as it is now and tells it; answers the version that was written.
    async fn keep_now(&self, space: SpaceId, room_store: &RoomStore) -> Result<u64> {
        let mut last = room_store.gate().await;
        let (version, mut news, out) = {
            let mut waiting = lock(&room_store.waiting);
            waiting.urgent = false;
            (
                waiting.version,
                std::mem::take(&mut waiting.news),
                std::mem::take(&mut waiting.out),
            )
        };
        let Some(room) = self.0.driver.read(space, Room::clone) else {
            return Ok(version);
        };
        let snapshot = snapshot::snapshot(&room);
        let now_shown = shown(&snapshot);
        news.changed = last.as_ref() != Some(&now_shown);
        if let Err(error) = self.0.store.save_space(space, &snapshot, news).await {
            lock(&room_store.waiting).collect(news, out);
            return Err(error);
        }
        *last = Some(now_shown);
        drop(last);
        lock(&room_store.waiting).told_at = Some(Instant::now());
        room_store.kept.send_replace(version);
        self.tell(space, &room, &out).await;
        if matches!(room.phase(), Phase::Ended { .. }) {
            self.forget(space);
        }
        Ok(version)
    }

    pub(super) fn forget(&self, space: SpaceId) {
        self.room_stores().remove(&space);
        self.0.driver.forget(space);
        lock(&self.0.holds).retain(|leg, _| leg.space != space);
    }
}
