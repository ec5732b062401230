//! Spaces: rooms in which people talk live.

mod api;
mod card;
mod events;
mod followed;
mod guests_field;
mod invite_form;
mod links;
mod list_page;
mod live;
mod page;
mod people;
mod refusals;
mod reminder;
mod replay;
mod room;
mod share;
mod start_form;
mod upcoming;
mod voice;
mod watching;
mod when;

pub use api::{ClientAccess, Listing};
pub use card::SpaceOnPost;
pub use events::{RoomNews, SpaceEvents, provide_space_events, use_space_events};
pub use followed::{LivePill, is_talking, provide_followed_spaces};
pub use links::{provide_space_links, space_rel};
pub use list_page::SpacesPage;
pub use page::SpaceViewPage;
pub use refusals::refusal_text;
pub use room::Dock;
pub use voice::provide_voice;
