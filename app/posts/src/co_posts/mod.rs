//! Co-posts: one post by two. Inviting a co-author while composing, answering invitations, leaving.

pub mod api;
mod chooser;
mod drafts_page;
mod invitation;
mod leave;

pub use chooser::{CoAuthorButton, CoAuthorChip, CoAuthorDialog, PlainCoAuthor};
pub use drafts_page::DraftsPage;
pub use leave::LeaveDialog;
