//! The frame around every page: document, navigation, side column, messages.

mod file_drops;
mod frame;
mod navigation;
mod other_account;

pub use frame::Frame;
