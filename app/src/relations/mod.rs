//! What one person is to another: following, blocking, muting, and how people stand in lists.

mod actions;
pub mod api;
mod author_items;
mod dialogs;
mod follow_button;
mod person_row;

pub use actions::{People, RelationAction, act, use_people};
pub use author_items::AuthorItems;
pub use dialogs::{RelationDialogs, provide_people};
pub use follow_button::FollowButton;
pub use person_row::{PeopleRows, PersonRow};
