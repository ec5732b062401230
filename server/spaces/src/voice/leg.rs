//! The state of one connection.

use super::addresses::{Addresses, Change};
use super::limits::Bucket;
use super::report::Reception;
use super::slot_allocator::SequenceRewriter;
use super::socket::Target;
use super::{Leg, SLOTS};
use rtc::srtp::context::Context;
use std::net::SocketAddr;

/// Unnamed streams that may be tried before one proves genuine.
const MAX_TRIALS: usize = 64;
/// A stream silent for so long may be replaced by another of the same client, in milliseconds.
const STREAM_KEPT: u64 = 1000;

/// One connection, as the forwarding thread knows it.
pub(crate) struct LegState {
    pub leg: Leg,
    pub id: u64,
    pub ufrag: String,
    pub password: String,
    pub addresses: Addresses,
    pub opened_at: u64,
    pub checked_at: u64,
    /// Since when its page seems to be gone; a check ends the doubt.
    pub doubted_at: Option<u64>,
    pub connected: bool,
    pub checks: Bucket,
    pub handshakes: Bucket,
    pub kind: Kind,
}

pub(crate) enum Kind {
    Speak(Box<Speaking>),
    Listen(Box<Listening>),
}

pub(crate) struct Speaking {
    pub keys: Option<(Box<Context>, Box<Context>)>,
    pub payload_type: u8,
    pub level: Option<u8>,
    /// Streams that the offer named.
    pub named: Vec<u32>,
    pub stream: Option<u32>,
    pub stream_at: u64,
    pub trials: usize,
    pub packets: Bucket,
    pub bytes: Bucket,
    pub reception: Reception,
    pub report_ssrc: u32,
}

pub(crate) struct Listening {
    pub keys: Option<Box<Context>>,
    pub target: Option<Target>,
    pub payload_type: u8,
    pub slots: usize,
    pub ssrcs: [u32; SLOTS],
    pub rewriters: [SequenceRewriter; SLOTS],
}

impl LegState {
    /// A check opened `address`; gives back one that is forgotten for it.
    pub fn open(&mut self, address: SocketAddr, nominated: bool, now: u64) -> Option<SocketAddr> {
        self.checked_at = now;
        self.doubted_at = None;
        let Change { selected, forgotten } = self.addresses.open(address, nominated, now);
        if let (Some(selected), Kind::Listen(listening)) = (selected, &mut self.kind) {
            listening.target = Some(Target::new(selected));
        }
        forgotten
    }
}

impl Speaking {
    /// Whether a packet of this stream may be tried. It is not known to be genuine yet, and the cipher remembers each
    /// stream that it sees: forged ones must not fill memory.
    pub fn may_be(&mut self, ssrc: u32, now: u64) -> bool {
        if self.stream == Some(ssrc) {
            return true;
        }
        if self.stream.is_some() && now < self.stream_at + STREAM_KEPT {
            return false;
        }
        if !self.named.is_empty() {
            return self.named.contains(&ssrc);
        }
        self.trials += 1;
        self.trials <= MAX_TRIALS
    }

    /// The stream has proved genuine.
    pub fn is(&mut self, ssrc: u32, now: u64) {
        if self.stream != Some(ssrc) {
            self.stream = Some(ssrc);
            self.reception = Reception::default();
        }
        self.stream_at = now;
    }
}
