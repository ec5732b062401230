//! Copies of what is heard, for recordings and captions.

use crate::SpaceId;
use std::sync::mpsc::SyncSender;
use std::time::Instant;
use types::AccountId;

/// One packet of a voice that goes out to the listeners, as its speaker sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TappedPacket {
    pub space: SpaceId,
    pub person: AccountId,
    /// The sender's stream: another one counts from another origin.
    pub ssrc: u32,
    /// At 48 kHz.
    pub timestamp: u32,
    pub at: Instant,
    /// Opus.
    pub payload: Vec<u8>,
}

/// Where copies go. The forwarding thread never waits for it: what does not fit is dropped and counted.
pub type PacketTap = SyncSender<TappedPacket>;
