//! The end of a feed: a link that works without script, and that is followed by itself when one comes near.

use super::feed_state::FeedState;
use crate::forms::error_text;
use leptos::{ev::MouseEvent, html, prelude::*};
use leptos_router::hooks::use_location;
use locales::{t, use_i18n};
use ui::{Button, Notice, Skeleton, Tone};

#[component]
pub(super) fn FeedEnd(state: FeedState) -> impl IntoView {
    let i18n = use_i18n();
    let place = NodeRef::<html::Div>::new();
    #[cfg(target_family = "wasm")]
    follow_when_near(state, place);
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

/// Loads on while the end is within two windows' heights of what one sees.
#[cfg(target_family = "wasm")]
fn follow_when_near(state: FeedState, place: NodeRef<html::Div>) {
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

    let observer = StoredValue::new_local(None::<(IntersectionObserver, Closure<dyn Fn(js_sys::Array)>)>);
    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        let seen = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let near = entries.iter().any(|entry| {
                entry
                    .dyn_into::<IntersectionObserverEntry>()
                    .is_ok_and(|entry| entry.is_intersecting())
            });
            let failed = state.error.try_get_untracked().is_none_or(|error| error.is_some());
            if near && !failed {
                state.load_more();
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin("200% 0%");
        if let Ok(made) = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options) {
            made.observe(&element);
            observer.set_value(Some((made, seen)));
        }
    });
    // An observer speaks when something comes near, not while it stays near: after each page it looks anew.
    Effect::new(move |_| {
        if state.busy.get() {
            return;
        }
        observer.with_value(|observer| {
            if let (Some((observer, _)), Some(element)) = (observer, place.get_untracked()) {
                observer.unobserve(&element);
                observer.observe(&element);
            }
        });
    });
    on_cleanup(move || {
        observer.try_update_value(|observer| {
            if let Some((observer, _)) = observer.take() {
                observer.disconnect();
            }
        });
    });
}
