//! What others did that concerns the viewer.

pub mod api;
mod kinds;
mod line;
mod list;
mod page;

pub use page::NotificationsPage;
