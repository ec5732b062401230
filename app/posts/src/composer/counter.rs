//! How much room a post has left.

use leptos::prelude::*;
use locales::{t_string, use_i18n};
use types::text::MAX_WEIGHTED_LENGTH;
use ui::{ProgressRing, RingState};

/// From here on the number itself shows.
const NEAR: i64 = 20;

/// A ring that fills, and the number of characters left: for everybody when few are left, always for screen readers.
#[component]
pub fn LengthCounter(
    /// Weighted length of the text.
    weight: Signal<u32>,
) -> impl IntoView {
    let i18n = use_i18n();
    let remaining = Memo::new(move |_| i64::from(MAX_WEIGHTED_LENGTH) - i64::from(weight.get()));
    let ring = Signal::derive(move || match remaining.get() {
        ..0 => RingState::Over,
        0..=NEAR => RingState::Warning,
        _ => RingState::Normal,
    });
    let state = move || match ring.get() {
        RingState::Over => "over",
        RingState::Warning => "warning",
        RingState::Normal => "normal",
    };
    let class = move || {
        if remaining.get() > NEAR {
            "composer__remaining visually-hidden"
        } else {
            "composer__remaining"
        }
    };
    view! {
        <div class="composer__counter" role="status" aria-label=move || t_string!(i18n, posts.characters_left)>
            <ProgressRing value=Signal::derive(move || f64::from(weight.get()) / f64::from(MAX_WEIGHTED_LENGTH)) state=ring />
            <span class=class data-state=state>
                {move || remaining.get()}
            </span>
        </div>
    }
}
