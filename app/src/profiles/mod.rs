//! Profiles, following, blocking and muting, and the first-run path.

pub mod api;
mod edit;
mod header;
mod more_menu;
mod own_lists;
mod people_list;
mod people_page;
mod requests;
#[cfg(not(target_family = "wasm"))]
mod rules;
mod segment;
mod welcome;

pub use edit::EditProfile;
pub use header::ProfileHeader;
pub use own_lists::{BlockedList, MutedList};
pub use people_page::PeoplePage;
pub use requests::{RequestButtons, RequestsPage};
pub use segment::{PeopleSegment, ProfileSegment};
pub use welcome::WelcomePage;
