//! Forwarding of voices: listeners and speakers connect by WebRTC to one UDP port, and every packet of a voice that is
//! heard goes out to all listeners of its room.
//!
//! Behind [`Engine`] stands [`Forwarder`]: the lite side of ICE, DTLS and SRTP of the `rtc` family put together for
//! audio only. Its peer connection is not used: it took 19 to 24 µs for each forwarded packet in a trial and drops the
//! first DTLS packets of a browser. One thread does nothing but forward; another one does handshakes, so that a crowd
//! that comes in delays nobody's voice. Neither waits for HTTP or the database.

mod addresses;
mod batch;
mod client_hello;
mod events;
mod forward;
mod forwarder;
mod handshake;
mod identity;
mod leg;
mod limits;
mod packet_tap;
mod receive;
mod report;
mod room;
mod rtp;
mod sdp;
mod slot_allocator;
mod socket;
mod stats;
mod stun;

#[cfg(test)]
mod sdp_tests;
#[cfg(test)]
mod slot_allocator_tests;

pub use forward::{BYTES, DOUBTED_SILENCE, PACKETS, SILENCE};
pub use forwarder::{Config, Forwarder};
pub use identity::Identity;
pub(crate) use limits::Bucket;
pub use packet_tap::{PacketTap, TappedPacket};
pub use slot_allocator::SLOTS;
pub use stats::Stats;

use crate::SpaceId;
use types::AccountId;

/// A directive for the log's filter: `rtc_dtls` warns of extensions it does not know in every handshake.
pub const QUIET: &str = "rtc_dtls=error";

/// One connection of one person to one space. Whoever speaks has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Leg {
    pub space: SpaceId,
    pub person: AccountId,
    pub direction: Direction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Sends to us.
    Speak,
    /// Receives up to [`SLOTS`] voices.
    Listen,
}

/// Moves voices. It knows no rules: whom to accept and whose voice is heard the caller says.
pub trait Engine: Send + Sync {
    /// Takes an SDP offer and gives the answer. An earlier connection of the same leg is closed, without an event.
    ///
    /// # Errors
    /// [`Refused`] when the offer does not fit or there is no place.
    fn accept(&self, leg: Leg, offer: &str) -> Result<String, Refused>;

    /// Ends a connection; nothing is heard of it from then on, and no event tells of it.
    fn close(&self, leg: Leg);

    /// The page of this connection seems to be gone: it is lost unless it shows within a few seconds that it is there.
    fn doubt(&self, leg: Leg);

    /// Whose voices the listeners of the space hear from now on; of others every packet is dropped.
    fn route(&self, space: SpaceId, heard: &[AccountId]);

    /// Copies of every packet that the space's listeners hear go here, until the space is closed. Nobody else's do.
    fn tap(&self, space: SpaceId, tap: PacketTap);

    /// Ends all connections of a space.
    fn close_space(&self, space: SpaceId);
}

/// What the caller is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The handshake is done; packets flow.
    Connected(Leg),
    Gone(Leg, Loss),
    /// Who speaks, with levels from 0 (as loud as can be) to 127; five times a second while it changes.
    Speaking(SpaceId, Vec<(AccountId, u8)>),
    /// Whose voice is in each slot of the space's listeners.
    Slots(SpaceId, [Option<AccountId>; SLOTS]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The client hung up.
    Closed,
    /// Nothing came for 15 seconds, or for 3 after its page was gone.
    Silent,
    /// It never connected, or its certificate was not the one it had announced.
    Failed,
}

/// Why an offer was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the offer does not fit: {0}")]
    BadOffer(&'static str),
    #[error("no place for another connection")]
    Full,
    #[error("too busy")]
    Busy,
    #[error("the engine has stopped")]
    Stopped,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("certificate: {0}")]
    Certificate(String),
    #[error("DTLS: {0}")]
    Dtls(String),
    #[error("socket: {0}")]
    Socket(#[from] std::io::Error),
    #[error("an address to announce is needed when listening on all")]
    NoAddress,
}
