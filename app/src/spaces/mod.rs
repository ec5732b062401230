//! Spaces: rooms in which people talk live.

mod api;
mod card;
mod followed;
mod guests_field;
mod invite_form;
mod list_page;
mod live;
mod page;
mod people;
mod reminder;
mod replay;
mod room;
mod share;
mod slots;
mod space_context;
mod start_form;
mod upcoming;
mod voice;
mod watching;
mod when;

pub use api::{ClientAccess, Listing};
pub use card::SpaceOnPost;
pub use followed::{LivePill, provide_followed_spaces};
pub use list_page::SpacesPage;
pub use page::SpaceViewPage;
pub use room::Dock;
pub use slots::SpaceSlots;
pub use voice::provide_voice;
