//! What belongs to posts once on a page: contexts, the composer's dialog, the question before deleting.

use super::{
    api,
    composer::{ComposeDialog, provide_compose, use_compose},
    dialog_state::{provide_dialogs, use_post_dialogs},
    reply_control::ReplyRuleDialog,
};
use base::{
    context::{PageContext, provide_page_context, use_page},
    lazy::{LazyDialog, LazyView},
    post_events::provide_post_events,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use locales::{t_string, use_i18n};
use types::Post;
use ui::{ConfirmDialog, Icon, IconName};

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

/// Once, in the shell, after the page. `dialogs` are [`OpenPostDialogs`] and what other features add to them.
#[component]
pub fn PostDialogs(dialogs: LazyView) -> impl IntoView {
    let view = dialogs;
    let (compose, dialogs) = (use_compose(), use_post_dialogs());
    let open = Signal::derive(move || {
        compose.is_open.get()
            || dialogs.is_confirming.get()
            || dialogs.replies_of.with(Option::is_some)
            || dialogs.leaving.with(Option::is_some)
    });
    view! { <LazyDialog open view /> }
}

/// The dialogs themselves.
#[component]
pub fn OpenPostDialogs() -> impl IntoView {
    let (acting, dialogs) = (use_page(), use_post_dialogs());
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
