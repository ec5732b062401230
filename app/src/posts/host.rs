//! What belongs to posts once on a page: contexts, the composer's dialog, the question before deleting.

use super::{
    api,
    composer::{ComposeDialog, provide_compose, use_compose},
    reply_control::ReplyRuleDialog,
};
use crate::co_posts::LeaveDialog;
use base::{
    context::{PageContext, provide_page_context, use_page},
    lazy::LazyDialog,
    lazy_view,
    post_events::provide_post_events,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use locales::{t_string, use_i18n};
use types::Post;
use ui::{ConfirmDialog, Icon, IconName};

/// Dialogs that posts share.
#[derive(Clone, Copy)]
pub(super) struct PostsDialogs {
    deleting: RwSignal<Option<Post>>,
    is_confirming: RwSignal<bool>,
    /// The post of which *Who can reply* is asked.
    pub replies_of: RwSignal<Option<Post>>,
    /// The co-post that the viewer wants to leave.
    pub leaving: RwSignal<Option<Post>>,
}

impl PostsDialogs {
    pub fn confirm_delete(self, post: Post) {
        self.deleting.set(Some(post));
        self.is_confirming.set(true);
    }
}

pub(super) fn use_posts_dialogs() -> PostsDialogs {
    use_context().unwrap_or_else(provide_dialogs)
}

fn provide_dialogs() -> PostsDialogs {
    let dialogs = PostsDialogs {
        deleting: RwSignal::new(None),
        is_confirming: RwSignal::new(false),
        replies_of: RwSignal::new(None),
        leaving: RwSignal::new(None),
    };
    provide_context(dialogs);
    dialogs
}

/// Puts everything that posts need in context. Once, inside the router, after the toasts.
pub fn provide_posts() {
    provide_post_events();
    provide_compose();
    provide_page_context();
    provide_dialogs();
}

/// The round button above the bar of phones. Works as a link without script.
#[component]
pub fn ComposeButton() -> impl IntoView {
    let (i18n, compose) = (use_i18n(), use_compose());
    view! {
        <a
            class="fab"
            href="/compose"
            aria-label=move || t_string!(i18n, common.post)
            on:click=move |event| compose.open_in_place(&event)
        >
            <Icon name=IconName::Feather />
        </a>
    }
}

/// Once, in the shell, after the page.
#[component]
pub fn PostsHost() -> impl IntoView {
    let (compose, dialogs) = (use_compose(), use_posts_dialogs());
    let open = Signal::derive(move || {
        compose.is_open.get()
            || dialogs.is_confirming.get()
            || dialogs.replies_of.with(Option::is_some)
            || dialogs.leaving.with(Option::is_some)
    });
    view! { <LazyDialog open view=lazy_view!(PostDialogs) /> }
}

#[component]
fn PostDialogs() -> impl IntoView {
    let (acting, dialogs) = (use_page(), use_posts_dialogs());
    let i18n = acting.i18n;
    let path = use_location().pathname;
    let confirm = move |()| {
        if let Some(post) = dialogs.deleting.get_untracked() {
            // By the post and not by the whole text: a handle can be written in other letters.
            let leave = path.with_untracked(|path| path.rsplit('/').next() == Some(post.id.to_string().as_str()));
            delete(acting, post, leave);
        }
    };
    view! {
        <ComposeDialog />
        <ReplyRuleDialog of=dialogs.replies_of />
        <LeaveDialog of=dialogs.leaving />
        <ConfirmDialog
            open=dialogs.is_confirming
            title=move || t_string!(i18n, posts.delete_question)
            text=move || t_string!(i18n, posts.delete_explanation)
            confirm_label=move || t_string!(i18n, posts.delete)
            danger=true
            on_confirm=confirm
        />
    }
}

/// Deletes a post; `leave` goes home, from the page of a post that is no more.
fn delete(acting: PageContext, post: Post, leave: bool) {
    acting.run(api::delete(post.id), move |()| {
        acting.events.remove(post.id);
        if let Some(parent) = &post.parent {
            acting.events.count_reply(parent.id, -1);
        }
        acting.succeeded(t_string!(acting.i18n, posts.deleted));
        if leave {
            acting.go("/home");
        }
    });
}
