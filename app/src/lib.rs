//! Piaf's pages and server functions, one folder per feature. Compiles for the server and for the browser.

mod about;
pub mod accounts;
pub mod api;
pub mod boot;
pub mod circles;
pub mod co_posts;
pub mod communities;
pub mod forms;
mod language;
mod lazy;
pub mod live;
mod load_failed;
pub mod media;
pub mod moderation;
mod moved;
mod near;
pub mod not_found;
pub mod notifications;
pub mod page;
mod plain_forms;
pub mod posts;
pub mod profiles;
pub mod route_segments;
mod routes;
#[cfg(not(target_family = "wasm"))]
pub mod services;
pub mod settings;
mod shell;
mod shortcuts;
pub mod spaces;
pub mod timelines;
mod type_ahead;

pub use routes::{App, PAGES, load_page};
#[cfg(not(target_family = "wasm"))]
pub use shell::document;
