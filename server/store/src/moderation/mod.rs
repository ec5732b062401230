//! What moderators and operators decide, and the reports that lead them to it.

pub(crate) mod actions;
pub(crate) mod lists;
pub(crate) mod operator_actions;
pub(crate) mod reports;
