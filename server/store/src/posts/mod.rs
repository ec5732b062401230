//! Posts: written, read with everything that a card shows, answered, liked.

pub(crate) mod conversations;
pub(crate) mod held;
pub(crate) mod hydrate;
pub(crate) mod mentions;
pub(crate) mod parts;
pub(crate) mod reactions;
pub(crate) mod reply_control;
pub(crate) mod writing;
