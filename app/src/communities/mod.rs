//! Communities: places with rules and moderators. Anybody reads, members write.

pub mod api;
mod badge;
mod cards;
mod create_page;
mod directory;
mod fields;
mod header;
mod join;
mod members;
mod page;
mod roles;
mod settings_page;
mod slots;

pub use badge::CommunityBadge;
pub use cards::CommunityCards;
pub use create_page::CreateCommunityPage;
pub use directory::CommunitiesPage;
pub use page::CommunityPage;
pub use settings_page::CommunitySettingsPage;
pub use slots::CommunitySlots;
