//! One voice as an Ogg/Opus file (RFC 7845), from the packets as they came: nothing is encoded anew.
//!
//! A place in the file is a place in time. Ogg's positions may count only what packets hold (RFC 7845 §4.1), so pauses
//! are filled with packets of silence, and what was lost on the way with packets that ask the decoder to conceal it.

use crate::voice::TappedPacket;
use opus_pure::{OggOpusWriter, OpusHead, OpusTags, packet};
use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

/// Samples in a millisecond.
pub(crate) const CLOCK: i64 = 48;
/// What browsers' encoders are behind the microphone, in samples.
const ENCODER_DELAY: u16 = 312;
/// A packet waits this long for those before it.
const PATIENCE: Duration = Duration::from_millis(300);
/// What was written is in the file after this long.
const PAGE_EVERY: Duration = Duration::from_secs(1);
/// Bytes of a page.
const PAGE: usize = 4096;
/// After a pause of this length, in samples, the clock of arrival may correct the sender's.
const PAUSE: i64 = 200 * CLOCK;
/// By how much the two clocks may differ: after a pause, and at all.
const DRIFT: i64 = 80 * CLOCK;
const ASTRAY: i64 = 1000 * CLOCK;
/// What is missing for no longer than this was lost, and can be concealed.
const CONCEALABLE: i64 = 100 * CLOCK;
/// A packet may begin this much before the end of what is written; one still earlier came too late.
const OVERLAP: i64 = 60 * CLOCK;
/// Lengths of packets of silence, in samples, with the byte that says so: CELT, one channel, one frame.
const SILENCE: [(i64, u8); 4] = [(960, 0xF8), (480, 0xF0), (240, 0xE8), (120, 0xE0)];

/// A file that is being written.
pub(crate) struct Track<W: Write> {
    writer: OggOpusWriter<W>,
    /// When its beginning was.
    began: Instant,
    /// The stream and timestamp of the newest packet, and its place.
    newest: Option<(u32, u32, i64)>,
    heard_at: Instant,
    /// By place: not written, because one before may still come.
    waiting: BTreeMap<i64, (Instant, Vec<u8>)>,
    /// The first byte of the last packet, which says how long its frames are.
    last: Option<u8>,
    page_at: Instant,
    /// Packets were written since the last page.
    unpaged: bool,
}

impl<W: Write> Track<W> {
    /// Begins with this packet, which is to be [added](Self::add) as well. `serial` names the stream in the file.
    pub fn begin(sink: W, first: &TappedPacket, serial: u32) -> opus_pure::Result<Self> {
        let mut head = OpusHead::new(1, 48_000)?;
        head.pre_skip = ENCODER_DELAY;
        let mut writer = OggOpusWriter::with_serial(sink, head, OpusTags::new(), serial)?;
        writer.set_page_target(PAGE);
        Ok(Self {
            writer,
            began: first.at,
            newest: None,
            heard_at: first.at,
            waiting: BTreeMap::new(),
            last: None,
            page_at: first.at,
            unpaged: false,
        })
    }

    /// When the last packet came.
    pub fn heard_at(&self) -> Instant {
        self.heard_at
    }

    /// How much is written, in milliseconds.
    pub fn milliseconds(&self) -> u32 {
        u32::try_from(self.writer.granule() / CLOCK).unwrap_or(u32::MAX)
    }

    /// Takes the next packet; one that is no Opus, or that comes too late, is left out.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&mut self, taken: TappedPacket) -> opus_pure::Result<()> {
        self.heard_at = taken.at;
        if packet::samples_48k(&taken.payload).is_ok() {
            let place = self.place(&taken);
            self.waiting.entry(place).or_insert((taken.at, taken.payload));
        }
        self.write_until(taken.at.checked_sub(PATIENCE))
    }

    /// Writes what has waited long enough; in a pause, so that what came before it is in the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn rest(&mut self, now: Instant) -> opus_pure::Result<()> {
        self.write_until(now.checked_sub(PATIENCE))?;
        let idle = self.unpaged && self.waiting.is_empty() && now.duration_since(self.page_at) > 2 * PAGE_EVERY;
        if idle {
            let (_, silence) = SILENCE[0];
            self.write(&[silence, 0xFF, 0xFE], now)?;
            self.unpaged = false;
        }
        Ok(())
    }

    /// Writes the rest; gives back the sink and the length in milliseconds.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self) -> opus_pure::Result<(W, u32)> {
        self.write_until(None)?;
        let length = self.milliseconds();
        Ok((self.writer.finish()?, length))
    }

    /// Where the packet belongs, in samples from the file's beginning. By the sender's clock, which knows nothing of the
    /// network's moods, as long as it does not go astray: it may begin anew, run slowly, or lie.
    fn place(&mut self, taken: &TappedPacket) -> i64 {
        let arrival = taken.at.duration_since(self.began).as_micros() as i64 * CLOCK / 1000;
        let place = match self.newest {
            Some((ssrc, timestamp, place)) if ssrc == taken.ssrc => {
                let step = i64::from(taken.timestamp.wrapping_sub(timestamp) as i32);
                let off = (place + step - arrival).abs();
                let believed = if step > PAUSE { off <= DRIFT } else { off <= ASTRAY };
                if believed { place + step } else { arrival }
            }
            _ => arrival,
        };
        if self
            .newest
            .is_none_or(|(ssrc, _, newest)| ssrc != taken.ssrc || place > newest)
        {
            self.newest = Some((taken.ssrc, taken.timestamp, place));
        }
        place
    }

    /// Writes the packets that came before `until`; all of them for none.
    fn write_until(&mut self, until: Option<Instant>) -> opus_pure::Result<()> {
        while let Some(first) = self.waiting.first_entry() {
            if until.is_some_and(|until| first.get().0 > until) {
                break;
            }
            let (place, (at, payload)) = first.remove_entry();
            let missing = place - self.writer.granule();
            if missing < -OVERLAP {
                continue;
            }
            self.fill(missing, at)?;
            self.write(&payload, at)?;
            self.last = payload.first().copied();
        }
        Ok(())
    }

    fn fill(&mut self, mut missing: i64, at: Instant) -> opus_pure::Result<()> {
        if let Some(last) = self.last.filter(|_| missing <= CONCEALABLE) {
            // The same kind of frame, one of it, and empty.
            let lost = [last & 0xFC];
            let length = packet::samples_48k(&lost)? as i64;
            while missing >= length {
                self.write(&lost, at)?;
                missing -= length;
            }
        }
        for (length, kind) in SILENCE {
            while missing >= length {
                self.write(&[kind, 0xFF, 0xFE], at)?;
                missing -= length;
            }
        }
        Ok(())
    }

    fn write(&mut self, payload: &[u8], at: Instant) -> opus_pure::Result<()> {
        // A page goes out before the packet that would make it too long.
        let due = at.saturating_duration_since(self.page_at) >= PAGE_EVERY;
        if due {
            self.writer.set_page_target(1);
            self.page_at = at;
        }
        self.writer.write_packet(payload)?;
        if due {
            self.writer.set_page_target(PAGE);
        }
        self.unpaged = true;
        Ok(())
    }
}
