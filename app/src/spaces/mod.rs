//! Spaces: rooms in which people talk live.

mod api;
mod refusals;

pub use refusals::refusal_text;
