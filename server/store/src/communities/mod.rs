//! Communities: founded, joined, led, left.

pub(crate) mod access;
pub(crate) mod community;
pub(crate) mod invitations;
pub(crate) mod lists;
pub(crate) mod log;
pub(crate) mod members;
pub(crate) mod roles;
pub(crate) mod stand_ins;
