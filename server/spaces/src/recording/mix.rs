//! From single voices to what can be heard afterwards.

use super::files::into_place;
use super::sound::{BLOCK, BLOCK_MILLISECONDS, Limiter, Spans};
use super::track::CLOCK;
use opus_pure::{
    Application, Error, MAX_PACKET_BYTES, MAX_PACKET_SAMPLES, OggOpusReader, OggOpusWriter, OggPacket, OpusDecoder,
    OpusEncoder, OpusHead, Result, packet,
};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use types::AccountId;

/// Bits a second of the mix.
const BITRATE: i32 = 48_000;
/// Of 10: more costs twice the time for what nobody hears in speech.
const COMPLEXITY: i32 = 5;
/// A decoder that begins in the middle is right after so many samples (RFC 7845 §4.2).
const CONVERGENCE: i64 = 3840;

/// A track to be mixed.
#[derive(Clone, Debug)]
pub struct Source {
    pub person: AccountId,
    /// Milliseconds from the space's start.
    pub starts: u32,
    pub path: PathBuf,
}

/// What a mix holds, in milliseconds: its length, and who speaks from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixed {
    pub milliseconds: u32,
    pub voices: Vec<(AccountId, u32, u32)>,
}

/// Mixes the tracks into one Ogg/Opus file, one channel, which begins when the space began and is there whole or not at
/// all. None when nobody says anything in them. Takes about a second for each minute and little memory, however long
/// they are; `stop` is asked now and then whether to give up.
///
/// # Errors
/// When files cannot be read or written, or it was stopped.
pub fn mix(mut sources: Vec<Source>, path: &Path, stop: impl Fn() -> bool) -> io::Result<Option<Mixed>> {
    sources.sort_by_key(|source| source.starts);
    let mixed = into_place(path, |file| mix_into(sources.into(), file, stop))?;
    if mixed.is_none() {
        std::fs::remove_file(path)?;
    }
    Ok(mixed)
}

fn mix_into(mut sources: VecDeque<Source>, file: File, stop: impl Fn() -> bool) -> Result<Option<Mixed>> {
    let mut out = Output::new(BufWriter::new(file))?;
    let mut players: Vec<Player> = Vec::new();
    let (mut spans, mut limiter) = (Spans::default(), Limiter::new());
    let mut time = 0;
    let mut voice = vec![0.0; BLOCK];
    while !(sources.is_empty() && players.is_empty()) {
        while let Some(next) = sources.pop_front_if(|source| source.starts < time + BLOCK_MILLISECONDS) {
            match Player::open(&next, next.starts.saturating_sub(time)) {
                Ok(player) => players.push(player),
                Err(Error::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error.into()),
                // The server ended before its first page was written.
                Err(error) => tracing::warn!(%error, file = %next.path.display(), "a track cannot be read"),
            }
        }
        let mut block = vec![0.0; BLOCK];
        players.retain_mut(|player| {
            let goes_on = player.play(&mut voice);
            spans.hear(player.person, time, &voice);
            block.iter_mut().zip(&voice).for_each(|(sum, sample)| *sum += sample);
            goes_on
        });
        if let Some(block) = limiter.pass(&block) {
            out.write(&block)?;
        }
        time += BLOCK_MILLISECONDS;
        if time % 1000 == 0 && stop() {
            return Err(io::Error::from(io::ErrorKind::Interrupted).into());
        }
    }
    if let Some(block) = limiter.pass(&[0.0; BLOCK]) {
        out.write(&block)?;
    }
    let milliseconds = out.finish()?;
    let voices = spans.finish();
    Ok((!voices.is_empty()).then_some(Mixed { milliseconds, voices }))
}

/// Writes a file of a sound that is computed from the time in seconds, such as for a demonstration.
///
/// # Errors
/// When it cannot be written.
pub fn compose(path: &Path, milliseconds: u32, sound: impl Fn(f32) -> f32) -> io::Result<u32> {
    into_place(path, |file| {
        let mut out = Output::new(BufWriter::new(file))?;
        for time in (0..milliseconds).step_by(BLOCK_MILLISECONDS as usize) {
            let sample = |at: usize| sound((time as usize * CLOCK as usize + at) as f32 / 48_000.0);
            out.write(&(0..BLOCK).map(sample).collect::<Vec<_>>())?;
        }
        out.finish()
    })
}

/// One track, block by block.
struct Player {
    person: AccountId,
    reader: OggOpusReader<BufReader<File>>,
    decoder: OpusDecoder,
    next: Option<OggPacket>,
    /// Samples before the sound proper.
    skip: usize,
    ready: VecDeque<f32>,
    buffer: Vec<f32>,
}

impl Player {
    fn open(source: &Source, late: u32) -> Result<Self> {
        let mut reader = OggOpusReader::new(BufReader::new(File::open(&source.path)?))?;
        let skip = usize::from(reader.head().pre_skip);
        let next = read(&mut reader);
        Ok(Self {
            person: source.person,
            reader,
            decoder: OpusDecoder::new(48_000, 1)?,
            next,
            skip,
            ready: vec![0.0; late as usize * CLOCK as usize].into(),
            buffer: vec![0.0; MAX_PACKET_SAMPLES],
        })
    }

    /// Fills the block; false when this was the last.
    fn play(&mut self, block: &mut [f32]) -> bool {
        while self.ready.len() < block.len() {
            let Some(packet) = self.next.take() else { break };
            self.next = read(&mut self.reader);
            let samples = self.decode(&packet.data);
            let skipped = self.skip.min(samples);
            self.skip -= skipped;
            self.ready.extend(&self.buffer[skipped..samples]);
        }
        let whole = self.ready.len().min(block.len());
        let filled = self.ready.drain(..whole).chain(std::iter::repeat(0.0));
        block.iter_mut().zip(filled).for_each(|(sample, ready)| *sample = ready);
        self.next.is_some() || !self.ready.is_empty()
    }

    fn decode(&mut self, data: &[u8]) -> usize {
        let samples = packet::samples_48k(data).unwrap_or(0);
        // An empty frame: what was lost may stand in the packet after it.
        let after = self.next.as_ref().filter(|_| data.len() == 1);
        let decoded = match after {
            Some(after) => self.decoder.decode_fec(&after.data, samples, &mut self.buffer),
            None => self.decoder.decode(data, MAX_PACKET_SAMPLES, &mut self.buffer),
        };
        decoded.unwrap_or_else(|_| {
            self.buffer[..samples].fill(0.0);
            samples
        })
    }
}

/// The next packet; where the server ended in the midst of a page, the file ends before it.
fn read(reader: &mut OggOpusReader<BufReader<File>>) -> Option<OggPacket> {
    reader.read_packet().ok().flatten()
}

struct Output<W: Write> {
    encoder: OpusEncoder,
    writer: OggOpusWriter<W>,
    delay: u16,
    packet: Vec<u8>,
}

impl<W: Write> Output<W> {
    fn new(sink: W) -> Result<Self> {
        let mut encoder = OpusEncoder::new(48_000, 1, Application::Audio)?;
        encoder.bitrate_bps = BITRATE;
        encoder.complexity = COMPLEXITY;
        let head = OpusHead::for_encoder(&encoder, 48_000);
        Ok(Self {
            encoder,
            delay: head.pre_skip,
            writer: OggOpusWriter::new(sink, head)?,
            packet: vec![0; MAX_PACKET_BYTES],
        })
    }

    fn encode(&mut self, block: &[f32]) -> Result<usize> {
        self.encoder.encode(block, BLOCK, &mut self.packet)
    }

    fn write(&mut self, block: &[f32]) -> Result<()> {
        let length = self.encode(block)?;
        self.writer.write_packet(&self.packet[..length])
    }

    /// The end of the sound is still in the encoder: one block more, of which only that counts. Answers milliseconds.
    fn finish(mut self) -> Result<u32> {
        let milliseconds = self.writer.granule() / CLOCK;
        let length = self.encode(&[0.0; BLOCK])?;
        self.writer
            .write_packet_with_duration(&self.packet[..length], self.delay.into())?;
        self.writer.finish()?.flush()?;
        Ok(u32::try_from(milliseconds).unwrap_or(u32::MAX))
    }
}

/// Copies an Ogg/Opus file without so many milliseconds at its beginning, and without encoding it anew: players throw
/// away what they need to come in.
///
/// # Errors
/// When files cannot be read or written.
pub fn trim(source: impl Read, sink: impl Write, milliseconds: u32) -> Result<()> {
    let mut reader = OggOpusReader::new(BufReader::new(source))?;
    let mut head = reader.head().clone();
    let tags = reader.tags().clone();
    let begin = i64::from(head.pre_skip) + i64::from(milliseconds) * CLOCK;
    let mut place = 0;
    let mut writer = None;
    let mut sink = Some(BufWriter::new(sink));
    let mut packet = OggPacket::default();
    while reader.read_packet_into(&mut packet)? {
        let length = packet::samples_48k(&packet.data)? as i64;
        let end = place + length;
        if end > begin - CONVERGENCE && writer.is_none() {
            let Some(sink) = sink.take() else { break };
            head.pre_skip = u16::try_from(begin - place).unwrap_or(u16::MAX);
            writer = Some(OggOpusWriter::with_tags(sink, head.clone(), tags.clone())?);
        }
        if let Some(writer) = &mut writer {
            let counted = if packet.end_of_stream {
                packet.page_granule - place
            } else {
                length
            };
            writer.write_packet_with_duration(&packet.data, counted.clamp(0, length) as u32)?;
        }
        place = end;
    }
    let writer = writer.ok_or(Error::InvalidArgument("nothing is left"))?;
    writer.finish()?.flush()?;
    Ok(())
}
