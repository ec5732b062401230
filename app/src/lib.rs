//! The app put together: every address with its page, the frame around them, and what features show of each other.
//! Compiles for the server and for the browser, like the crates of the features below it.

mod about;
#[cfg(not(target_family = "wasm"))]
mod document;
pub mod notifications;
mod pages;
mod routes;
mod shell;
mod shortcuts;
mod slots;

#[cfg(not(target_family = "wasm"))]
pub use document::document;
#[cfg(not(target_family = "wasm"))]
pub use routes::pages_at;
pub use routes::{App, load_page};
// What the server and its tests name.
pub use communities::moderation;
pub use people::{accounts, profiles};
pub use space_pages as spaces;
