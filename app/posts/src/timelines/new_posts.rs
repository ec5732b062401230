//! The button that tells of new posts and shows them.

use super::feed_state::FeedState;
use base::{context::use_page, live::use_live};
use leptos::prelude::*;
use locales::t_string;
use types::PostId;

/// Appears over the feed while `waiting` names posts that are not in it.
#[component]
pub(super) fn NewPosts(state: FeedState, waiting: RwSignal<Vec<PostId>>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let count = Memo::new(move |_| {
        waiting.with(|waiting| {
            state.items.with(|items| {
                waiting
                    .iter()
                    .filter(|id| !items.iter().any(|item| item.post.id == **id))
                    .count() as u32
            })
        })
    });
    // After a pause of the connection the server does not tell one by one what came meanwhile.
    let resyncs = use_live().resyncs;
    Effect::new(move |before: Option<()>| {
        resyncs.track();
        if before.is_some() {
            state.look_for_newer(waiting);
        }
    });
    let show = move |_| {
        state.load_newer(move |answer| match answer {
            Ok(()) => {
                let _ = waiting.try_update(Vec::clear);
                go_to_top();
            }
            Err(error) => acting.refused(&error),
        });
    };
    // The place is always there, so that the button is announced when it comes.
    view! {
        <div class="new-posts" role="status">
            {move || {
                (count.get() > 0)
                    .then(|| {
                        view! {
                            <button
                                class="new-posts-pill"
                                type="button"
                                aria-disabled=move || state.refreshing.get().then_some("true")
                                on:click=show
                            >
                                {move || t_string!(i18n, timelines.show_new, count = count.get())}
                            </button>
                        }
                    })
            }}
        </div>
    }
}

/// To the newest post, with the keyboard too.
fn go_to_top() {
    request_animation_frame(|| {
        window().scroll_to_with_x_and_y(0.0, 0.0);
        if let Ok(Some(post)) = document().query_selector(".feed article") {
            use wasm_bindgen::JsCast;
            if let Some(post) = post.dyn_ref::<web_sys::HtmlElement>() {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                // Fails only for an element that has left the page.
                let _ = post.focus_with_options(&options);
            }
        }
    });
}
