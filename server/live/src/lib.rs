//! Live updates: a worker applies the outbox's events, a hub tells the open pages what they may know of them, one
//! WebSocket each. What takes something away from somebody has a lane of its own (`worker.rs`).
//!
//! Pages watch topics ([`types::live::Topic`]). The hub and the sockets know topics and no features: who may know of a
//! topic and how it stands is asked in `rights.rs`, which events concern which topics is said in `deliver.rs`.
//!
//! The outbox is the only bus: its ids are the sockets' cursors, so a page that was away asks for what came since. Several
//! servers on one database would each deliver to their own sockets.

mod deliver;
mod earlier;
mod hub;
mod listener;
mod missed;
mod moved;
mod rights;
mod seat;
mod socket;
mod watchers;
mod worker;

pub use hub::{Hub, MOST_GUESTS, MOST_PER_ACCOUNT, Peer, QUEUE};
pub use listener::Listener;
pub use missed::MOST_MISSED;
pub use moved::{MOST_OWN_COUNTS, MOST_PAIRS, MOST_PEOPLE};
pub use socket::{CURSOR_STEP_SECONDS, MOST_MESSAGES, PATIENCE, SILENCE, TOLD_WITHIN, serve};
pub use worker::{BATCH, GATHERING, run};
