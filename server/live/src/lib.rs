//! Live updates: a worker applies the outbox's events, a hub tells the open pages what they may know of them, one
//! WebSocket each. What takes something away from somebody has a lane of its own (`worker.rs`).
//!
//! The outbox is the only bus: its ids are the sockets' cursors, so a page that was away asks for what came since. Several
//! servers on one database would each deliver to their own sockets.

mod deliver;
mod hub;
mod moved;
mod rooms;
mod socket;
mod watchers;
mod worker;

pub use hub::{Hub, MOST_GUESTS, MOST_PER_ACCOUNT, MOST_SPACES, MOST_WATCHED, Peer, QUEUE};
pub use moved::{MOST_OWN_COUNTS, MOST_PAIRS, MOST_PEOPLE};
pub use rooms::Rooms;
pub use socket::{CURSOR_STEP_SECONDS, MOST_MESSAGES, MOST_MISSED, PATIENCE, SILENCE, TOLD_WITHIN, serve};
pub use worker::{BATCH, GATHERING, run};
