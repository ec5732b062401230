//! Posts: how they look, what one does with them, how they are written.

mod actions;
pub mod api;
mod authors;
mod card;
mod compose_page;
mod composer;
mod conversation;
mod conversation_meta;
mod host;
mod manage_page;
mod marks;
mod more_menu;
mod quote_card;
mod reply_control;
mod share_menu;

pub use authors::{Faces, WithCoAuthor};
pub use card::{PostCard, PostView, Thread};
pub use compose_page::ComposePage;
pub use composer::{ComposeTarget, Composer, ComposerKind, use_compose};
pub use conversation::ConversationPage;
pub use host::{ComposeButton, PostsHost, provide_posts};
pub use manage_page::ManagePage;
pub use marks::{Mark, toggle};
pub use quote_card::QuoteCard;
