//! Piaf's pages and server functions, one folder per feature. Compiles for the server and for the browser.

pub mod api;
pub mod boot;
mod about;
pub mod forms;
pub mod not_found;
pub mod page;
pub mod route_segments;
mod routes;
#[cfg(not(target_family = "wasm"))]
pub mod services;
mod shell;

pub use routes::{App, PAGES};
#[cfg(not(target_family = "wasm"))]
pub use shell::document;
