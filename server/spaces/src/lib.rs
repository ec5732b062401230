//! Spaces: rooms in which people talk live.
//!
//! [`room`] holds the rules: a pure state machine without sockets and without a clock. [`voice`] moves the voices: WebRTC
//! on one UDP port, which knows no rules. Whoever drives both gives actions to the room, tells its effects, and hands
//! [`room::Room::heard`] to [`voice::Engine::route`].

pub mod room;
pub mod voice;

/// A space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId(pub i64);
