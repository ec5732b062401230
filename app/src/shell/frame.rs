//! Navigation beside, page in the middle, side column: the same for all pages.

use super::{
    file_drops::stop_file_drops,
    navigation::{BottomBar, Navigation},
    other_account::OtherAccountQuestion,
};
use crate::{
    media::{PhotoViewer, provide_photo_viewer},
    moderation::{ModerationDialogs, provide_moderation},
    posts::{PostDialogs, provide_posts},
    relations::{RelationDialogs, provide_people},
    shortcuts::Shortcuts,
    slots::EveryPostDialog,
    spaces::{Dock, provide_followed_spaces, provide_voice},
    timelines::prune_feed_cache,
};
use base::{
    initial_state::{use_now, use_theme},
    lazy_view,
    live::{LiveStatus, provide_live},
    space_links::provide_space_links,
};
use leptos::prelude::*;
use leptos_meta::Html;
use leptos_router::hooks::use_location;
use locales::{t_string, use_i18n};
use ui::{SkipLink, ToastRegion, Words, provide_toasts, provide_words};

/// Lays out `children` (the current page). Pages render their own `<aside>` after their content where they want one.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    provide_words(Words {
        close: (move || t_string!(i18n, common.close)).into(),
        cancel: (move || t_string!(i18n, common.cancel)).into(),
        back: (move || t_string!(i18n, common.back)).into(),
        loading: (move || t_string!(i18n, common.loading)).into(),
        try_again: (move || t_string!(i18n, common.try_again)).into(),
        show_password: (move || t_string!(i18n, accounts.show)).into(),
        hide_password: (move || t_string!(i18n, accounts.hide)).into(),
    });
    provide_toasts();
    provide_photo_viewer();
    provide_posts();
    provide_people();
    provide_moderation();
    prune_feed_cache();
    provide_space_links();
    provide_live();
    provide_voice();
    provide_followed_spaces();
    keep_time();
    focus_follows_navigation();
    stop_file_drops();
    mark_hydrated();
    let theme = use_theme();
    view! {
        <Html attr:data-theme=move || theme.get() />
        <SkipLink>{move || t_string!(i18n, common.skip_to_content)}</SkipLink>
        <div class="shell">
            <Navigation />
            {children()}
        </div>
        <Dock />
        <BottomBar />
        <PhotoViewer />
        <PostDialogs dialogs=lazy_view!(EveryPostDialog) />
        <RelationDialogs />
        <ModerationDialogs />
        <OtherAccountQuestion />
        <Shortcuts />
        <LiveStatus />
        <ToastRegion
            label=move || t_string!(i18n, common.messages_region)
            dismiss_label=move || t_string!(i18n, common.dismiss)
        />
    }
}

/// Moves `use_now` on, so that relative times stay true on a page that is left open.
fn keep_time() {
    let now = use_now();
    Effect::new(move |_| {
        let tick = move || now.set(js_sys::Date::now() as i64);
        tick();
        let handle = set_interval_with_handle(tick, std::time::Duration::from_secs(30)).ok();
        on_cleanup(move || {
            if let Some(handle) = handle {
                handle.clear();
            }
        });
    });
}

/// After client-side navigation the keyboard stands at the new page's beginning, as after a full load.
fn focus_follows_navigation() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path)
            && let Some(main) = document().get_element_by_id("main")
        {
            use wasm_bindgen::JsCast;
            if let Some(main) = main.dyn_ref::<web_sys::HtmlElement>() {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = main.focus_with_options(&options);
            }
        }
        path
    });
}

/// Tells styles and tests that buttons answer now.
fn mark_hydrated() {
    Effect::new(|_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}
