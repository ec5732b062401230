//! Reports, and what moderators of communities and operators of the platform do about them.

pub mod api;
mod deed_form;
mod dialogs;
mod items;
mod log;
mod page;
mod platform;
mod queue;
mod report;
mod report_page;
mod words;

pub use dialogs::{ModerationDialogs, provide_moderation};
pub use items::{MemberItems, ModeratorItems, ReportCommunity, ReportCommunityLink, ReportPost, ReportPostLink};
pub use page::ModerationPage;
pub use platform::PlatformReportsPage;
pub use report_page::ReportPage;
