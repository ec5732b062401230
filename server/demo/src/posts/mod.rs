//! What the demo's inhabitants say to one another.

mod earlier;
mod lately;
mod line;

pub use line::{Line, post, reply};

/// All of it, from the first to the last.
pub fn lines() -> impl Iterator<Item = &'static Line> {
    earlier::EARLIER.iter().chain(lately::LATELY)
}
