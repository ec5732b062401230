//! Notifications: what events ask for, and the list that people read.

pub(crate) mod circles;
pub(crate) mod events;
pub(crate) mod list;
pub(crate) mod notify;
