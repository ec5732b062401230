//! Speech split at pauses.

use crate::SpaceId;
use crate::recording::Track;
use crate::voice::TappedPacket;
use std::time::{Duration, Instant};
use types::AccountId;

/// Whoever says nothing for so long has made a pause. Only what is heard comes here, so silence is nothing at all.
const PAUSE: Duration = Duration::from_millis(600);
/// Without a pause it is split after so long, in milliseconds.
const LONGEST: u32 = 10_000;
/// Something shorter is no word, in milliseconds.
const SHORTEST: u32 = 250;

/// Something that somebody said, as an Ogg/Opus file. Times are milliseconds from the space's start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub space: SpaceId,
    pub speaker: AccountId,
    pub start: u32,
    pub end: u32,
    pub ogg: Vec<u8>,
}

/// Cuts one person's speech.
#[derive(Default)]
pub struct Splitter(Option<Open>);

struct Open {
    space: SpaceId,
    speaker: AccountId,
    start: u32,
    track: Track<Vec<u8>>,
    heard_at: Instant,
}

impl Splitter {
    /// Takes a packet that came so many milliseconds after the space's start; gives the piece that it ends.
    pub fn take(&mut self, taken: &TappedPacket, time: u32) -> Option<Piece> {
        let over = |open: &Open| {
            taken.at.saturating_duration_since(open.heard_at) > PAUSE || time.saturating_sub(open.start) >= LONGEST
        };
        let piece = if self.0.as_ref().is_some_and(over) {
            self.finish()
        } else {
            None
        };
        let open = match &mut self.0 {
            Some(open) => open,
            // Writing to memory does not fail.
            none => none.insert(Open {
                space: taken.space,
                speaker: taken.person,
                start: time,
                track: Track::begin(Vec::new(), taken, 1).ok()?,
                heard_at: taken.at,
            }),
        };
        open.heard_at = taken.at;
        let _ = open.track.add(taken.clone());
        piece
    }

    /// The piece that a pause has ended.
    pub fn rest(&mut self, now: Instant) -> Option<Piece> {
        let over = |open: &Open| now.saturating_duration_since(open.heard_at) > PAUSE;
        if self.0.as_ref().is_some_and(over) {
            self.finish()
        } else {
            None
        }
    }

    fn finish(&mut self) -> Option<Piece> {
        let open = self.0.take()?;
        let (ogg, length) = open.track.finish().ok()?;
        (length >= SHORTEST).then_some(Piece {
            space: open.space,
            speaker: open.speaker,
            start: open.start,
            end: open.start + length,
            ogg,
        })
    }
}
