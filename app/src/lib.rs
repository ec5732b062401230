//! Piaf's pages and server functions, one folder per feature. Compiles for the server and for the browser.

mod about;
pub mod accounts;
pub mod circles;
pub mod co_posts;
pub mod communities;
#[cfg(not(target_family = "wasm"))]
mod document;
pub mod media;
pub mod moderation;
pub mod notifications;
mod pages;
pub mod posts;
pub mod profiles;
pub mod relations;
mod routes;
pub mod settings;
mod shell;
mod shortcuts;
mod side_column;
mod slots;
pub mod spaces;
pub mod timelines;

#[cfg(not(target_family = "wasm"))]
pub use document::document;
#[cfg(not(target_family = "wasm"))]
pub use routes::pages_at;
pub use routes::{App, load_page};
