//! Circles: small audiences that a person chooses by hand. Only the owner sees who is in one.

pub mod api;
mod badge;
mod fields;
mod list_page;
mod members;
mod page;
mod preview;

pub use badge::CircleBadge;
pub use list_page::CirclesPage;
pub use page::CirclePage;
pub use preview::AudiencePreview;
