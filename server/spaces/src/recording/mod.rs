//! Recordings of spaces: a file for each voice while people talk, one for all of them afterwards.
//!
//! The forwarding thread gives away copies of what listeners hear ([`crate::voice::PacketTap`]); a thread here writes them down
//! without encoding anything anew, a [mix](mix::mix) makes one file of them once the space is over, and
//! [`RecordingStorage`] knows where the files are.

mod files;
pub mod mix;
mod orders;
mod sound;
mod storage;
mod track;
mod writer;

#[cfg(test)]
mod tests;

pub use orders::ORDERS;
pub use storage::RecordingStorage;
pub(crate) use track::Track;

use crate::SpaceId;
use crate::captions::Piece;
use crate::room::{Effect, News, Phase, Room};
use crate::voice::{Engine, PacketTap};
use orders::{Order, Orders};
use std::collections::HashSet;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::mpsc;
use types::AccountId;
use writer::Writer;

/// Packets that may wait for the writer: two seconds of a hundred voices.
pub const QUEUE: usize = 10_000;
/// Files begun and finished of which the store may not have heard yet.
pub const ROWS: usize = 1000;

/// What the store keeps of a file. Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackFile {
    pub space: SpaceId,
    pub person: AccountId,
    /// From the space's start.
    pub starts: u32,
    /// 0 while it is being written.
    pub milliseconds: u32,
    /// Its name among the files of the space.
    pub file: String,
}

/// Writes down what is said in the spaces that are recorded, in a thread of its own, and splits what those say who agreed
/// to captions into pieces for a recogniser. Everything is written when it is dropped.
pub struct Recorder {
    orders: Arc<Orders>,
    tap: PacketTap,
    open: Arc<Mutex<HashSet<SpaceId>>>,
    recognises: bool,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Recorder {
    /// Starts the thread. Of files begun and finished the receiver tells; pieces of speech go to `pieces`, where there
    /// is a recogniser, and are dropped when it is slow.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        storage: RecordingStorage,
        pieces: Option<mpsc::Sender<Piece>>,
    ) -> std::io::Result<(Self, mpsc::Receiver<TrackFile>)> {
        let orders = Arc::new(Orders::default());
        let (tap, taken) = sync_channel(QUEUE);
        let (news, told) = mpsc::channel(ROWS);
        let open = Arc::new(Mutex::new(HashSet::new()));
        let recognises = pieces.is_some();
        let writer = Writer::new(storage, news, pieces, open.clone());
        let thread = std::thread::Builder::new().name("spaces-record".to_owned()).spawn({
            let orders = orders.clone();
            move || writer.run(&orders, &taken)
        })?;
        Ok((
            Self {
                orders,
                tap,
                open,
                recognises,
                thread: Mutex::new(Some(thread)),
            },
            told,
        ))
    }

    /// A room that is live, new or after a restart: from now on its voices are copied, if it is recorded or somebody's
    /// words may be written down.
    pub fn begin(&self, engine: &impl Engine, space: SpaceId, room: &Room) {
        let Phase::Live { since } = room.phase() else { return };
        if !room.recording() && !self.recognises {
            return;
        }
        if room.recording() {
            self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(space);
        }
        let agreed = room.people().filter(|(_, present)| present.captions);
        self.orders.give(Order::Begin {
            space,
            since,
            recorded: room.recording(),
            agreed: agreed.map(|(person, _)| person).collect(),
        });
        engine.tap(space, self.tap.clone());
    }

    /// What happened in a room that was [begun](Self::begin).
    pub fn follow(&self, space: SpaceId, effects: &[Effect]) {
        for effect in effects {
            match effect.news {
                News::Captions(person, agreed) => self.orders.give(Order::Agree { space, person, agreed }),
                News::Ended(_) => self.orders.give(Order::End(space)),
                _ => {}
            }
        }
    }

    /// Whether files of the space are still being written.
    pub fn is_writing(&self, space: SpaceId) -> bool {
        self.open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&space)
    }

    /// Whether pieces of speech go to a recogniser.
    pub fn recognises(&self) -> bool {
        self.recognises
    }

    /// Writes everything and stops, when the server ends; nothing is recorded from then on.
    pub fn close(&self) {
        self.orders.give(Order::Stop);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.close();
    }
}
