//! Who is heard: voices to slots, and the numbers under which a slot's packets go out. Pure; times in milliseconds.
//!
//! A room has [`SLOTS`] slots, the same for all its listeners. A slot's packets look like one endless stream, whoever
//! speaks: sequence numbers go on without a gap when the speaker changes or was silent, and keep the gaps of packets
//! lost on the way here, so that listeners' decoders can repair those.

use types::AccountId;

pub const SLOTS: usize = 4;
/// A pause shorter than this does not cost a speaker the slot.
pub(crate) const HANGOVER: u64 = 300;
/// Quieter than this many decibels below full scale is no voice.
const VOICE: u8 = 60;
/// Taken where a client does not say how loud it is.
const UNKNOWN: u8 = 30;
/// A payload of Opus this short is its way to say "still silent".
const DTX_PAYLOAD: usize = 3;
/// When all slots are taken, this much louder takes one, in decibels.
const LOUDER: f32 = 12.0;
const CLOCK: u64 = 48;
/// A jump in the sequence further than this starts a new stream.
const JUMP: i16 = 500;

/// Under which numbers a packet goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub slot: usize,
    pub sequence: u16,
    pub timestamp: u32,
    /// The first after a pause or a change of speaker.
    pub marker: bool,
}

#[derive(Debug, Default)]
pub(crate) struct SlotAllocator {
    slots: [Slot; SLOTS],
    voices: Vec<Voice>,
}

#[derive(Debug)]
struct Voice {
    who: AccountId,
    loud_at: u64,
    /// Decibels above silence, smoothed.
    loudness: f32,
    level: u8,
}

#[derive(Debug, Default)]
struct Slot {
    holder: Option<AccountId>,
    since: u64,
    stream: Option<Stream>,
    sequence: u16,
    timestamp: u32,
    sent_at: u64,
}

/// How a speaker's numbers become the slot's.
#[derive(Clone, Copy, Debug)]
struct Stream {
    ssrc: u32,
    sequence_offset: u16,
    timestamp_offset: u32,
    /// Nothing before this is sent any more: its number may have gone out under the stream before.
    floor: u16,
    newest: u16,
}

/// What of an incoming packet matters here.
pub(crate) struct Incoming {
    pub who: AccountId,
    pub level: Option<u8>,
    pub ssrc: u32,
    pub sequence: u16,
    pub timestamp: u32,
    pub payload: usize,
}

impl SlotAllocator {
    /// Where the packet goes, if it is heard; `true` when a slot changed hands.
    pub fn take(&mut self, packet: &Incoming, now: u64) -> (Option<Outgoing>, bool) {
        let level = match packet.level {
            Some(level) => level,
            None if packet.payload <= DTX_PAYLOAD => 127,
            None => UNKNOWN,
        };
        let loud = self.listen(packet.who, level, now);
        let mut changed = false;
        let slot = match self.slot_of(packet.who) {
            Some(slot) => slot,
            None if !loud => return (None, false),
            None => match self.free_slot(packet.who, now) {
                Some(slot) => {
                    self.slots[slot] = Slot {
                        holder: Some(packet.who),
                        since: now,
                        stream: None,
                        ..std::mem::take(&mut self.slots[slot])
                    };
                    changed = true;
                    slot
                }
                None => return (None, false),
            },
        };
        let silent = self.quiet_for(packet.who, now) > HANGOVER;
        let slot_state = &mut self.slots[slot];
        if silent {
            // The next sound starts a stream of its own, so that the pause is no loss.
            slot_state.stream = None;
            return (None, changed);
        }
        (
            slot_state
                .number(packet, now)
                .map(|(sequence, timestamp, marker)| Outgoing {
                    slot,
                    sequence,
                    timestamp,
                    marker,
                }),
            changed,
        )
    }

    /// Who holds each slot.
    pub fn holders(&self) -> [Option<AccountId>; SLOTS] {
        std::array::from_fn(|slot| self.slots[slot].holder)
    }

    /// Those who spoke within the last [`HANGOVER`], with the level of their latest packet.
    pub fn speaking(&self, now: u64) -> Vec<(AccountId, u8)> {
        let speaking = self
            .voices
            .iter()
            .filter(|voice| now.saturating_sub(voice.loud_at) <= HANGOVER);
        speaking.map(|voice| (voice.who, voice.level)).collect()
    }

    /// Keeps only these: others lose their slot at once. `true` when one did.
    pub fn retain(&mut self, heard: &[AccountId]) -> bool {
        self.voices.retain(|voice| heard.contains(&voice.who));
        let mut changed = false;
        for slot in &mut self.slots {
            if slot.holder.is_some_and(|holder| !heard.contains(&holder)) {
                slot.holder = None;
                slot.stream = None;
                changed = true;
            }
        }
        changed
    }

    fn slot_of(&self, who: AccountId) -> Option<usize> {
        self.slots.iter().position(|slot| slot.holder == Some(who))
    }

    fn listen(&mut self, who: AccountId, level: u8, now: u64) -> bool {
        let place = self
            .voices
            .iter()
            .position(|voice| voice.who == who)
            .unwrap_or_else(|| {
                self.voices.push(Voice {
                    who,
                    loud_at: 0,
                    loudness: 0.0,
                    level: 127,
                });
                self.voices.len() - 1
            });
        let voice = &mut self.voices[place];
        let loud = level < VOICE;
        if loud {
            voice.loud_at = now;
            // Of sounds only: pauses between words do not make a voice weaker.
            voice.loudness += (f32::from(127 - level) - voice.loudness) * 0.1;
        }
        voice.level = level;
        loud
    }

    fn quiet_for(&self, who: AccountId, now: u64) -> u64 {
        self.voices
            .iter()
            .find(|voice| voice.who == who)
            .map_or(u64::MAX, |voice| now.saturating_sub(voice.loud_at))
    }

    fn loudness(&self, who: AccountId) -> f32 {
        self.voices
            .iter()
            .find(|voice| voice.who == who)
            .map_or(0.0, |voice| voice.loudness)
    }

    /// One that nobody holds, else that of the one silent for longest, else that of one much quieter.
    fn free_slot(&self, who: AccountId, now: u64) -> Option<usize> {
        if let Some(free) = self.slots.iter().position(|slot| slot.holder.is_none()) {
            return Some(free);
        }
        let held = || {
            self.slots
                .iter()
                .enumerate()
                .filter_map(|(place, slot)| Some((place, slot, slot.holder?)))
        };
        let (quietest, _, holder) = held().max_by_key(|(_, _, holder)| self.quiet_for(*holder, now))?;
        if self.quiet_for(holder, now) >= HANGOVER {
            return Some(quietest);
        }
        let mine = self.loudness(who);
        held()
            .filter(|(_, slot, holder)| now >= slot.since + HANGOVER && mine >= self.loudness(*holder) + LOUDER)
            .min_by(|(_, _, one), (_, _, other)| self.loudness(*one).total_cmp(&self.loudness(*other)))
            .map(|(place, _, _)| place)
    }
}

impl Slot {
    fn number(&mut self, packet: &Incoming, now: u64) -> Option<(u16, u32, bool)> {
        let continues = self.stream.filter(|stream| {
            let step = packet.sequence.wrapping_sub(stream.newest) as i16;
            stream.ssrc == packet.ssrc && (-JUMP..JUMP).contains(&step)
        });
        let mut stream = match continues {
            Some(stream) => stream,
            None => {
                let pause = now.saturating_sub(self.sent_at).clamp(1, 3_600_000);
                let sequence = self.sequence.wrapping_add(1);
                let timestamp = self.timestamp.wrapping_add((pause * CLOCK) as u32);
                Stream {
                    ssrc: packet.ssrc,
                    sequence_offset: sequence.wrapping_sub(packet.sequence),
                    timestamp_offset: timestamp.wrapping_sub(packet.timestamp),
                    floor: packet.sequence,
                    newest: packet.sequence.wrapping_sub(1),
                }
            }
        };
        if (packet.sequence.wrapping_sub(stream.floor) as i16) < 0 {
            return None;
        }
        let sequence = packet.sequence.wrapping_add(stream.sequence_offset);
        let timestamp = packet.timestamp.wrapping_add(stream.timestamp_offset);
        if (packet.sequence.wrapping_sub(stream.newest) as i16) > 0 {
            stream.newest = packet.sequence;
            // Far enough behind not to lose what is late, near enough not to wrap.
            if (stream.newest.wrapping_sub(stream.floor)) > 2 * JUMP as u16 {
                stream.floor = stream.newest.wrapping_sub(JUMP as u16);
            }
            (self.sequence, self.timestamp, self.sent_at) = (sequence, timestamp, now);
        }
        self.stream = Some(stream);
        Some((sequence, timestamp, continues.is_none()))
    }
}

/// One listener's side of a slot: whoever comes late or is left out (nobody hears themself) has numbers without gaps too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SequenceRewriter {
    /// Where this listener's numbers start; below half the range, as RFC 3711 asks for.
    start: u16,
    following: Option<(u16, u16)>,
    newest: u16,
}

impl SequenceRewriter {
    pub fn new(start: u16) -> Self {
        Self {
            start: start % 0x4000 + 1000,
            following: None,
            newest: 0,
        }
    }

    /// This listener does not get the slot's next packet.
    pub fn skip(&mut self) {
        if self.following.take().is_some() {
            self.start = self.newest.wrapping_add(1);
        }
    }

    /// The number under which the slot's packet goes to this listener; none for one that is too late.
    pub fn number(&mut self, sequence: u16) -> Option<u16> {
        let Some((offset, floor)) = self.following else {
            self.following = Some((self.start.wrapping_sub(sequence), sequence));
            self.newest = self.start;
            return Some(self.start);
        };
        if (sequence.wrapping_sub(floor) as i16) < 0 {
            return None;
        }
        let mine = sequence.wrapping_add(offset);
        if (mine.wrapping_sub(self.newest) as i16) > 0 {
            self.newest = mine;
            if sequence.wrapping_sub(floor) > 2 * JUMP as u16 {
                self.following = Some((offset, sequence.wrapping_sub(JUMP as u16)));
            }
        }
        Some(mine)
    }
}
