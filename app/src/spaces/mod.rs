//! Spaces: rooms in which people talk live.

mod api;
mod events;
mod refusals;

pub use events::{RoomNews, SpaceEvents, provide_space_events, use_space_events};
pub use refusals::refusal_text;
