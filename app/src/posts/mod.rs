//! Posts: how they look, what one does with them, how they are written.

mod acting;
mod actions;
pub mod api;
mod authors;
mod card;
mod compose_page;
mod composer;
mod conversation;
mod conversation_meta;
mod events;
mod host;
mod marks;
mod more_menu;
mod numbers;
mod quote_card;
mod reply_control;
mod share_menu;
mod text;
mod time;

pub use acting::{Acting, use_acting};
pub use authors::{Faces, WithCoAuthor};
pub use card::{PostCard, PostView, Thread};
pub use compose_page::ComposePage;
pub use composer::{ComposeTarget, Composer, ComposerKind, use_compose};
pub use conversation::ConversationPage;
pub use events::{PostEvents, PostState, provide_post_events, use_post_events};
pub use host::{ComposeButton, PostsHost, provide_posts};
pub use marks::{Mark, toggle};
pub use numbers::short_number;
pub use quote_card::QuoteCard;
pub use share_menu::{can_share, copy_address, share_natively};
pub use text::PostText;
pub(crate) use text::in_address;
pub use time::{PostTime, civil_date, month_and_year, use_zone};
pub(crate) use time::{day_and_time, machine_time};
