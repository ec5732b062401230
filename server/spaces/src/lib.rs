//! Spaces: rooms in which people talk live.
//!
//! [`room`] holds the rules: a pure state machine without sockets and without a clock. [`voice`] moves the voices: WebRTC
//! on one UDP port, which knows no rules. [`driver`] puts both together. [`recording`] keeps what was said, [`captions`]
//! has it written down. [`service`] runs the rooms: who may do what, what is kept and told.

pub mod captions;
pub mod driver;
pub mod recording;
pub mod room;
pub mod service;
pub mod voice;

pub use service::Spaces;
pub use types::SpaceId;
