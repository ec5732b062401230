//! Posts: how they look, what one does with them, how they are written.

mod actions;
pub mod api;
mod authors;
mod card;
mod compose_page;
mod composer;
mod conversation;
mod conversation_meta;
mod dialog_state;
mod dialogs;
mod manage_link;
mod marks;
mod more_menu;
mod post_view;
mod quote_card;
mod reply_control;
mod share_menu;
mod slots;

pub use authors::{Faces, WithCoAuthor};
pub use card::PostCard;
pub use compose_page::ComposePage;
pub use composer::{ComposeTarget, Composer, ComposerKind, use_compose};
pub use conversation::ConversationPage;
pub use dialog_state::use_post_dialogs;
pub use dialogs::{ComposeButton, OpenPostDialogs, PostDialogs, provide_posts};
pub use manage_link::PostRights;
pub use marks::{Mark, toggle};
pub use post_view::{PostView, Thread};
pub use quote_card::QuoteCard;
pub use reply_control::{closings, rules};
pub use slots::{CoAuthorSlots, ComposerSlots, Invitation, PostSlots};
