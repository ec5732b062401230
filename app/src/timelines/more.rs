//! The end of a feed: a link that works without script, and that is followed by itself when one comes near.

use super::feed_state::FeedState;
use base::{forms::error_text, infinite_scroll::on_visible};
use leptos::{ev::MouseEvent, html, prelude::*};
use leptos_router::hooks::use_location;
use locales::{t, use_i18n};
use ui::{Button, Notice, Skeleton, Tone};

#[component]
pub(super) fn FeedEnd(state: FeedState) -> impl IntoView {
    let i18n = use_i18n();
    let place = NodeRef::<html::Div>::new();
    // After a failure the person decides.
    let load_on = move |()| {
        if state.error.with_untracked(Option::is_none) {
            state.load_more();
        }
    };
    // What is put on top may leave the end near as well.
    let busy = Signal::derive(move || state.busy.get() || state.refreshing.get());
    on_visible(place, busy, Callback::new(load_on));
    let (path, query) = {
        let location = use_location();
        (location.pathname, location.search)
    };
    let address = move |cursor: &str| {
        let kept: Vec<String> = query.with_untracked(|query| {
            query
                .split('&')
                .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="))
                .map(str::to_owned)
                .collect()
        });
        let pairs = kept
            .into_iter()
            .chain([format!("cursor={cursor}")])
            .collect::<Vec<_>>()
            .join("&");
        format!("{}?{pairs}", path.get_untracked())
    };
    let load = move |event: MouseEvent| {
        event.prevent_default();
        state.load_more();
    };
    let end = move || {
        if let Some(error) = state.error.get() {
            return view! {
                <div class="feed__failed">
                    <Notice tone=Tone::Danger alert=true>
                        {error_text(i18n, &error)}
                    </Notice>
                    <Button on_click=move |_| state.load_more()>{t!(i18n, common.try_again)}</Button>
                </div>
            }
            .into_any();
        }
        if state.busy.get() {
            return view! { <Skeleton count=2 label=move || locales::t_string!(i18n, common.loading) /> }.into_any();
        }
        match state.next.get() {
            Some(cursor) => view! {
                <a class="feed__more" href=address(&cursor) on:click=load>
                    {t!(i18n, timelines.load_more)}
                </a>
            }
            .into_any(),
            None if state.items.with(Vec::is_empty) => ().into_any(),
            None => view! { <p class="feed__end">{t!(i18n, timelines.end)}</p> }.into_any(),
        }
    };
    view! {
        <div class="feed__tail" node_ref=place>
            {end}
        </div>
    }
}
