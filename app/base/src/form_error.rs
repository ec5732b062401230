//! What a form says about what was refused.

use leptos::prelude::*;
use ui::{IconName, Notice, Tone};

/// The message of a form that belongs to none of its fields; announced when it appears.
#[component]
pub fn FormError(#[prop(into)] message: Signal<Option<String>>) -> impl IntoView {
    move || {
        message.get().map(|message| {
            view! {
                <Notice tone=Tone::Danger icon=IconName::Warning alert=true>
                    {message}
                </Notice>
            }
        })
    }
}

/// What a field shows: what the server refused until the text changes, then what is known while typing.
pub fn refused_until_edited(
    refused: Signal<Option<String>>,
    value: RwSignal<String>,
    live: Signal<Option<String>>,
) -> Signal<Option<String>> {
    let edited = RwSignal::new(false);
    Effect::new(move |before: Option<String>| {
        let text = value.get();
        if before.is_some_and(|before| before != text) {
            edited.set(true);
        }
        text
    });
    Effect::new(move |_| {
        refused.track();
        edited.set(false);
    });
    Signal::derive(move || {
        if edited.get() {
            live.get()
        } else {
            refused.get().or_else(|| live.get())
        }
    })
}
