//! The thread that writes. It looks for packets now and then, so that the forwarding thread never has to wake it.

use super::orders::{Order, Orders};
use super::{RecordingStorage, Track, TrackFile};
use crate::SpaceId;
use crate::captions::{Piece, Splitter};
use crate::voice::TappedPacket;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc::{self, error::TrySendError};
use types::AccountId;

const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Whoever says nothing for so long begins another file.
const PAUSE: Duration = Duration::from_secs(30);
/// After a file could not be written, the next one of this voice is tried so much later.
const RETRY: Duration = Duration::from_secs(5);

pub(super) struct Writer {
    storage: RecordingStorage,
    news: mpsc::Sender<TrackFile>,
    pieces: Option<mpsc::Sender<Piece>>,
    open: Arc<Mutex<HashSet<SpaceId>>>,
    spaces: HashMap<SpaceId, Session>,
    /// One moment on both clocks.
    moment: (Instant, u64),
}

struct Session {
    since: u64,
    recorded: bool,
    tracks: HashMap<AccountId, (Track<File>, TrackFile)>,
    failed_at: HashMap<AccountId, Instant>,
    agreed: HashMap<AccountId, Splitter>,
}

impl Writer {
    pub fn new(
        storage: RecordingStorage,
        news: mpsc::Sender<TrackFile>,
        pieces: Option<mpsc::Sender<Piece>>,
        open: Arc<Mutex<HashSet<SpaceId>>>,
    ) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            storage,
            news,
            pieces,
            open,
            spaces: HashMap::new(),
            moment: (Instant::now(), now.as_millis() as u64),
        }
    }

    pub fn run(mut self, orders: &Orders, taken: &Receiver<TappedPacket>) {
        loop {
            let order = orders.take((!self.spaces.is_empty()).then_some(LOOK_EVERY));
            // What was said before the order.
            while let Ok(taken) = taken.try_recv() {
                self.take(taken);
            }
            match order {
                Some(Order::Stop) => break,
                Some(order) => self.obey(order),
                None => {}
            }
            self.rest(Instant::now());
        }
        self.end_all();
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Begin {
                space,
                since,
                recorded,
                agreed,
            } => {
                if recorded {
                    // Noted before by who ordered it, but a space may have ended with all others since.
                    self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(space);
                }
                self.spaces.entry(space).or_insert_with(|| Session {
                    since,
                    recorded,
                    tracks: HashMap::new(),
                    failed_at: HashMap::new(),
                    agreed: HashMap::new(),
                });
                for person in agreed {
                    self.agree(space, person, true);
                }
            }
            Order::Agree { space, person, agreed } => self.agree(space, person, agreed),
            Order::End(space) => self.end(space),
            Order::EndAll => self.end_all(),
            Order::Stop => {}
        }
    }

    fn agree(&mut self, space: SpaceId, person: AccountId, agreed: bool) {
        let Some(session) = self.spaces.get_mut(&space) else {
            return;
        };
        if agreed && self.pieces.is_some() {
            session.agreed.entry(person).or_default();
        } else {
            // What they said since the last pause is not written down any more.
            session.agreed.remove(&person);
        }
    }

    fn take(&mut self, taken: TappedPacket) {
        let starts = self.since(taken.space, taken.at);
        let Some(session) = self.spaces.get_mut(&taken.space) else {
            return;
        };
        if let (Some(splitter), Some(pieces)) = (session.agreed.get_mut(&taken.person), &self.pieces)
            && let Some(piece) = splitter.take(&taken, starts)
        {
            send(pieces, piece);
        }
        if !session.recorded {
            return;
        }
        let (space, person, at) = (taken.space, taken.person, taken.at);
        let over = |(track, _): &(Track<File>, _)| at.saturating_duration_since(track.heard_at()) > PAUSE;
        if session.tracks.get(&person).is_some_and(over)
            && let Some(track) = session.tracks.remove(&person)
        {
            finish(track, &self.news);
        }
        if !session.tracks.contains_key(&person) {
            let failed = session.failed_at.get(&person);
            if failed.is_some_and(|failed| at.saturating_duration_since(*failed) < RETRY) {
                return;
            }
            match open(&self.storage, &taken, starts) {
                Ok(begun) => {
                    tell(&self.news, begun.1.clone());
                    session.tracks.insert(person, begun);
                }
                Err(error) => {
                    tracing::error!(%error, %space, "a voice cannot be recorded");
                    session.failed_at.insert(person, at);
                    return;
                }
            }
        }
        let Some((track, _)) = session.tracks.get_mut(&person) else {
            return;
        };
        if let Err(error) = track.add(taken) {
            tracing::error!(%error, %space, "a voice cannot be recorded any further");
            session.tracks.remove(&person);
            session.failed_at.insert(person, at);
        }
    }

    /// Milliseconds from the space's start to then.
    fn since(&self, space: SpaceId, at: Instant) -> u32 {
        let (instant, milliseconds) = self.moment;
        let now = milliseconds + at.saturating_duration_since(instant).as_millis() as u64;
        let since = self.spaces.get(&space).map_or(now, |session| session.since);
        u32::try_from(now.saturating_sub(since)).unwrap_or(u32::MAX)
    }

    fn rest(&mut self, now: Instant) {
        for (space, session) in &mut self.spaces {
            let mut ended = Vec::new();
            for (person, (track, _)) in &mut session.tracks {
                if now.saturating_duration_since(track.heard_at()) > PAUSE {
                    ended.push(*person);
                } else if let Err(error) = track.rest(now) {
                    tracing::error!(%error, %space, "a voice cannot be recorded any further");
                    session.failed_at.insert(*person, now);
                    ended.push(*person);
                }
            }
            for person in ended {
                if let Some(track) = session.tracks.remove(&person) {
                    finish(track, &self.news);
                }
            }
            let Some(pieces) = &self.pieces else { continue };
            for splitter in session.agreed.values_mut() {
                if let Some(piece) = splitter.rest(now) {
                    send(pieces, piece);
                }
            }
        }
    }

    fn end(&mut self, space: SpaceId) {
        if let Some(session) = self.spaces.remove(&space) {
            for (_, track) in session.tracks {
                finish(track, &self.news);
            }
        }
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&space);
    }

    /// Those with them that were to begin.
    fn end_all(&mut self) {
        let spaces: Vec<SpaceId> = self.spaces.keys().copied().collect();
        spaces.into_iter().for_each(|space| self.end(space));
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn open(
    storage: &RecordingStorage,
    first: &TappedPacket,
    starts: u32,
) -> Result<(Track<File>, TrackFile), opus_pure::Error> {
    let (file, starts, name) = storage.new_track(first.space, first.person, starts)?;
    let track = Track::begin(file, first, starts)?;
    let row = TrackFile {
        space: first.space,
        person: first.person,
        starts,
        milliseconds: 0,
        file: name,
    };
    Ok((track, row))
}

fn finish((track, row): (Track<File>, TrackFile), news: &mpsc::Sender<TrackFile>) {
    match track.finish() {
        Ok((_, milliseconds)) => tell(news, TrackFile { milliseconds, ..row }),
        Err(error) => tracing::error!(%error, space = %row.space, "the end of a voice was not recorded"),
    }
}

/// Tells of a file begun or finished. Nobody listens any more when the server ends; where too many wait it is left out,
/// and made up for from the file itself before the mixing.
fn tell(news: &mpsc::Sender<TrackFile>, row: TrackFile) {
    if let Err(TrySendError::Full(row)) = news.try_send(row) {
        tracing::warn!(space = %row.space, file = row.file, "a track's row was not told: too many wait");
    }
}

fn send(pieces: &mpsc::Sender<Piece>, piece: Piece) {
    if pieces.try_send(piece).is_err() {
        tracing::warn!("the recogniser is too slow: something that was said gets no caption");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(name: &str) -> (Writer, mpsc::Receiver<TrackFile>) {
        let (news, told) = mpsc::channel(1);
        let folder = std::env::temp_dir().join(format!("piaf-writer-{name}-{}", std::process::id()));
        (
            Writer::new(RecordingStorage::new(folder), news, None, Arc::default()),
            told,
        )
    }

    fn row(person: i64) -> TrackFile {
        TrackFile {
            space: SpaceId(1),
            person: AccountId(person),
            starts: 0,
            milliseconds: 0,
            file: format!("{person}.ogg"),
        }
    }

    #[test]
    fn rows_that_nobody_takes_are_left_out_and_the_writer_goes_on() {
        let (writer, mut told) = writer("rows");
        for person in 1..=3 {
            tell(&writer.news, row(person));
        }
        assert_eq!(told.try_recv().ok(), Some(row(1)));
        assert!(told.try_recv().is_err());
        tell(&writer.news, row(4));
        assert_eq!(told.try_recv().ok(), Some(row(4)));
        drop(told);
        tell(&writer.news, row(5));
    }

    #[test]
    fn when_everything_ends_nothing_counts_as_being_written_and_what_begins_then_does() {
        let (mut writer, _told) = writer("end");
        let begin = |number| Order::Begin {
            space: SpaceId(number),
            since: 0,
            recorded: true,
            agreed: vec![],
        };
        let written = writer.open.clone();
        let written = || written.lock().unwrap().clone();
        writer.obey(begin(1));
        // Ordered, and the order was lost among too many.
        writer.open.lock().unwrap().insert(SpaceId(2));
        writer.obey(Order::EndAll);
        assert!(writer.spaces.is_empty() && written().is_empty());
        writer.obey(begin(3));
        assert_eq!(written(), HashSet::from([SpaceId(3)]));
    }
}
