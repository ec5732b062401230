//! Piaf's pages and server functions, one folder per feature. Compiles for the server and for the browser.

mod about;
pub mod accounts;
pub mod circles;
pub mod co_posts;
pub mod communities;
pub mod media;
pub mod moderation;
pub mod notifications;
pub mod posts;
pub mod profiles;
mod routes;
pub mod settings;
mod shell;
mod shortcuts;
mod side_column;
pub mod spaces;
pub mod timelines;

#[cfg(not(target_family = "wasm"))]
pub use routes::pages_at;
pub use routes::{App, load_page};
#[cfg(not(target_family = "wasm"))]
pub use shell::document;
