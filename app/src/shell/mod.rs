//! The frame around every page: document, navigation, side column, messages.

#[cfg(not(target_family = "wasm"))]
mod document;
mod file_drops;
mod frame;
mod navigation;

#[cfg(not(target_family = "wasm"))]
pub use document::document;
pub use frame::Frame;
