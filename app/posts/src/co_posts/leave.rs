//! Leaving a co-post, after a question.

use super::api;
use base::context::{PageContext, use_page};
use leptos::prelude::*;
use locales::t_string;
use types::{Post, PostId};
use ui::ConfirmDialog;

/// Asks about the post in `of`. Once, in the shell.
#[component]
pub fn LeaveDialog(of: RwSignal<Option<Post>>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if of.with(Option::is_some) {
            open.set(true);
        }
    });
    // So that the same post can be asked about again.
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get();
        if before == Some(true) && !is_open {
            of.set(None);
        }
        is_open
    });
    let handle = Memo::new(move |before: Option<&String>| {
        // The words stay while the dialog closes.
        let handle = of.with(|of| of.as_ref().map(|post| post.author.handle.clone()));
        handle.or_else(|| before.cloned()).unwrap_or_default()
    });
    let confirm = move |()| {
        if let Some(post) = of.get_untracked() {
            leave(acting, post.id);
        }
    };
    view! {
        <ConfirmDialog
            open
            title=move || t_string!(i18n, co_posts.leave_question)
            text=move || t_string!(i18n, co_posts.leave_explanation, handle = handle.get())
            confirm_label=move || t_string!(i18n, co_posts.leave)
            danger=true
            on_confirm=confirm
        />
    }
}

fn leave(acting: PageContext, post: PostId) {
    acting.run(api::leave(post), move |()| {
        acting.events.part(post);
        acting.succeeded(t_string!(acting.i18n, co_posts.left));
    });
}
