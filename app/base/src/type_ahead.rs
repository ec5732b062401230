//! Looking something up while one types.

use crate::api::ApiResult;
use leptos::{ev::Event, prelude::*, task::spawn_local, text_prop::TextProp};
use std::{future::Future, time::Duration};

/// Pause in typing after which the server is asked.
pub const PAUSE: Duration = Duration::from_millis(200);

/// Asks after a pause, and takes the answer to what was typed last only.
#[derive(Clone, Copy)]
pub struct LookUp {
    pause: Duration,
    /// Rises with every question, so that late answers are told from current ones.
    turn: StoredValue<u64>,
}

impl LookUp {
    pub fn new() -> Self {
        Self::after(PAUSE)
    }

    pub fn after(pause: Duration) -> Self {
        Self {
            pause,
            turn: StoredValue::new(0),
        }
    }

    /// No answer counts any more.
    pub fn forget(self) {
        let _ = self.turn.try_update_value(|turn| *turn += 1);
    }

    /// Asks when nothing else was typed meanwhile.
    pub fn ask<T, F>(self, question: impl FnOnce() -> F + 'static, answer: impl FnOnce(ApiResult<T>) + 'static)
    where
        T: 'static,
        F: Future<Output = ApiResult<T>> + 'static,
    {
        self.ask_after(self.pause, question, answer);
    }

    /// The same without waiting for more to be typed.
    pub fn ask_now<T, F>(self, question: impl FnOnce() -> F + 'static, answer: impl FnOnce(ApiResult<T>) + 'static)
    where
        T: 'static,
        F: Future<Output = ApiResult<T>> + 'static,
    {
        self.ask_after(Duration::ZERO, question, answer);
    }

    fn ask_after<T, F>(
        self,
        pause: Duration,
        question: impl FnOnce() -> F + 'static,
        answer: impl FnOnce(ApiResult<T>) + 'static,
    ) where
        T: 'static,
        F: Future<Output = ApiResult<T>> + 'static,
    {
        self.forget();
        let now = self.turn.try_get_value();
        let is_last = move || now.is_some() && self.turn.try_get_value() == now;
        set_timeout(
            move || {
                if !is_last() {
                    return;
                }
                spawn_local(async move {
                    let found = question().await;
                    if is_last() {
                        answer(found);
                    }
                });
            },
            pause,
        );
    }
}

impl Default for LookUp {
    fn default() -> Self {
        Self::new()
    }
}

/// A field that says what is typed; without script a form that leads to the same page with `?q=`.
#[component]
pub fn TypeAhead(
    #[prop(into)] first: String,
    #[prop(into)] label: TextProp,
    #[prop(into)] on_input: Callback<String>,
) -> impl IntoView {
    let placeholder = label.clone();
    view! {
        <form class="search-field" method="get" on:submit=|event| event.prevent_default()>
            <input
                class="field__input"
                type="search"
                name="q"
                value=first
                autocomplete="off"
                aria-label=move || label.get()
                placeholder=move || placeholder.get()
                on:input=move |event: Event| on_input.run(event_target_value(&event))
            />
        </form>
    }
}
