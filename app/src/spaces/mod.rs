//! Spaces: rooms in which people talk live.

mod api;
mod refusals;

pub use api::{ClientAccess, Listing};
pub use refusals::refusal_text;
