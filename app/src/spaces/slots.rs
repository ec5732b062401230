//! Places that spaces leave open for features that they do not know.

use leptos::prelude::*;
use types::PostId;

/// What others add to the page of a space. In context of that page.
#[derive(Clone, Copy)]
pub struct SpaceSlots {
    /// A post that stands above the stage.
    pub pinned_post: fn(PostId) -> AnyView,
    /// Begins a post with an address. To be asked for while the owner is there.
    pub write_post: fn() -> Callback<String>,
}
