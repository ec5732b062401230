//! Spaces at this server: the addresses of voices, the way to them, recordings and what is heard again.

pub mod recordings;
pub mod replay;
pub mod turn;
pub mod voice;
pub mod voices;
