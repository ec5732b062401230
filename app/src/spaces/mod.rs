//! Spaces: rooms in which people talk live.

mod api;
mod events;
mod refusals;
mod room;
mod voice;

pub use events::{RoomNews, SpaceEvents, provide_space_events, use_space_events};
pub use refusals::refusal_text;
pub use room::{Dock, Room};
pub use voice::{Voice, provide_voice, use_voice};
