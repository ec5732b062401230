//! Spaces: rooms in which people talk live.
//!
//! [`room`] holds the rules: a pure state machine without sockets and without a clock.

pub mod room;
