//! Accounts, profiles, what one person is to another, circles, settings, and the pictures that people choose.

pub mod accounts;
pub mod circles;
pub mod media;
pub mod profiles;
pub mod relations;
pub mod settings;
pub mod side_column;
