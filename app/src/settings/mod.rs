//! The pages below `/settings`.

mod account;
pub mod api;
mod appearance;
mod closing;
mod frame;
mod index;
mod privacy;
mod profile;
mod sessions;

pub use account::AccountPage;
pub use appearance::AppearancePage;
pub use closing::{DeactivatePage, DeletePage};
pub use index::SettingsPage;
pub use privacy::PrivacyPage;
pub use profile::ProfileSettingsPage;
pub use sessions::SessionsPage;
