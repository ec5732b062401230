//! Posts by two: invitations to write together, and how they end.

pub(crate) mod endings;
pub(crate) mod invitations;
