//! Accounts: made, signed in to, set up by their owners, and their end.

pub(crate) mod account;
pub(crate) mod closing;
pub(crate) mod credentials;
pub(crate) mod known_browsers;
pub(crate) mod mail_tokens;
pub mod passwords;
pub(crate) mod recount;
pub(crate) mod sessions;
