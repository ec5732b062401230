//! Communities: places with rules and moderators. Anybody reads, members write.

mod badge;

pub use badge::CommunityBadge;
