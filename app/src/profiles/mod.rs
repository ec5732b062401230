//! Profiles, following, blocking and muting, and the first-run path.

pub mod api;
mod author_items;
mod deeds;
mod edit;
mod follow_button;
mod header;
mod host;
mod meta;
mod more_menu;
mod own_lists;
mod page;
mod people_list;
mod people_page;
mod person_row;
mod requests;
#[cfg(not(target_family = "wasm"))]
mod rules;
mod segment;
mod tab;
mod welcome;

pub use author_items::AuthorItems;
pub use deeds::{People, RelationAction, act, use_people};
pub use edit::EditProfile;
pub use follow_button::FollowButton;
pub use host::{PeopleHost, provide_people};
pub use own_lists::{BlockedList, MutedList};
pub use page::ProfilePage;
pub use people_page::PeoplePage;
pub use person_row::{PeopleRows, PersonRow};
pub use requests::{RequestButtons, RequestsPage};
pub use segment::{PeopleSegment, ProfileSegment};
pub use welcome::WelcomePage;
