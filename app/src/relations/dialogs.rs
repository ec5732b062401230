//! What belongs to people once on a page: the shared state, the question before blocking.

use super::{RelationAction, act, actions::provide, use_people};
use base::{context::use_page, lazy::LazyDialog, lazy_view};
use leptos::prelude::*;
use locales::t_string;
use ui::ConfirmDialog;

/// Puts [`super::People`] in context. Once, in the shell, after the posts.
pub fn provide_people() {
    provide();
}

/// Once, in the shell, after the page.
#[component]
pub fn RelationDialogs() -> impl IntoView {
    let asked = use_people().asked_to_block;
    view! { <LazyDialog open=Signal::derive(move || asked.with(Option::is_some)) view=lazy_view!(BlockDialog) /> }
}

#[component]
fn BlockDialog() -> impl IntoView {
    let (acting, people) = (use_page(), use_people());
    let i18n = acting.i18n;
    let open = RwSignal::new(false);
    let asked = people.asked_to_block;
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            open.set(true);
        }
    });
    // So that the same person can be asked about again.
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get();
        if before == Some(true) && !is_open {
            asked.set(None);
        }
        is_open
    });
    let handle = Memo::new(move |before: Option<&String>| {
        // The title stays while the dialog closes.
        let handle = asked.with(|asked| asked.as_ref().map(|card| card.handle.clone()));
        handle.or_else(|| before.cloned()).unwrap_or_default()
    });
    let confirm = move |()| {
        if let Some(card) = asked.get_untracked() {
            act(acting, people, &card, RelationAction::Block);
        }
    };
    view! {
        <ConfirmDialog
            open
            title=move || t_string!(i18n, profiles.block_question, handle = handle.get())
            text=move || t_string!(i18n, profiles.block_explanation)
            confirm_label=move || t_string!(i18n, profiles.block)
            danger=true
            on_confirm=confirm
        />
    }
}
