//! Piaf's words: ids, domain structs, validation, text rules, wire events and the one error. Compiles to WASM; knows
//! neither database nor page.

mod account;
mod audience;
mod circle;
mod co_post;
mod community;
mod community_draft;
mod enums;
mod error;
mod form_memory;
pub mod handle;
mod ids;
pub mod live;
pub mod media;
mod moderation;
mod notification;
pub mod password;
mod post;
mod refusal;
mod replies;
pub mod search;
mod space;
mod space_draft;
mod space_rules;
pub mod text;

pub use account::*;
pub use audience::Audience;
pub use circle::*;
pub use co_post::*;
pub use community::*;
pub use community_draft::*;
pub use enums::NumberEnum;
pub use error::{Error, Field, Result, Rule};
pub use form_memory::*;
pub use ids::*;
pub use moderation::*;
pub use notification::*;
pub use post::*;
pub use refusal::{STEP as REFUSAL_STEP, refusal_moment};
pub use replies::*;
pub use space::*;
pub use space_rules::*;
