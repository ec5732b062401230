//! Which dialog of posts is open, and about which post. Menus open them from anywhere.

use leptos::prelude::*;
use types::Post;

/// Dialogs that posts share.
#[derive(Clone, Copy)]
pub struct DialogState {
    pub(super) deleting: RwSignal<Option<Post>>,
    pub(super) is_confirming: RwSignal<bool>,
    /// The post of which *Who can reply* is asked.
    pub replies_of: RwSignal<Option<Post>>,
    /// The co-post that the viewer wants to leave.
    pub leaving: RwSignal<Option<Post>>,
}

impl DialogState {
    pub fn confirm_delete(self, post: Post) {
        self.deleting.set(Some(post));
        self.is_confirming.set(true);
    }
}

pub fn use_post_dialogs() -> DialogState {
    use_context().unwrap_or_else(provide_dialogs)
}

pub(super) fn provide_dialogs() -> DialogState {
    let dialogs = DialogState {
        deleting: RwSignal::new(None),
        is_confirming: RwSignal::new(false),
        replies_of: RwSignal::new(None),
        leaving: RwSignal::new(None),
    };
    provide_context(dialogs);
    dialogs
}
