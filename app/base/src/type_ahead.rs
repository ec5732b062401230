//! A field that asks while one types.

use leptos::{ev::Event, prelude::*, text_prop::TextProp};
use std::time::Duration;

/// Pause in typing after which the server is asked.
const PAUSE: Duration = Duration::from_millis(200);

/// Tells what stands in the field after a pause in typing; without script a form that leads to the same page with
/// `?q=`. Answers that are overtaken by others are the caller's to tell apart.
#[component]
pub fn TypeAhead(
    #[prop(into)] first: String,
    #[prop(into)] label: TextProp,
    #[prop(into)] on_pause: Callback<String>,
) -> impl IntoView {
    let turn = StoredValue::new(0_u64);
    let look = move |event: Event| {
        let query = event_target_value(&event);
        turn.update_value(|turn| *turn += 1);
        let now = turn.get_value();
        let ask = move || {
            if turn.try_get_value() == Some(now) {
                on_pause.run(query);
            }
        };
        set_timeout(ask, PAUSE);
    };
    let placeholder = label.clone();
    view! {
        <form class="circle-search" method="get" on:submit=|event| event.prevent_default()>
            <input
                class="field__input"
                type="search"
                name="q"
                value=first
                autocomplete="off"
                aria-label=move || label.get()
                placeholder=move || placeholder.get()
                on:input=look
            />
        </form>
    }
}
