//! Small marks: badge, counter, ring.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// The mood of a badge or a notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// One or two words in a small box.
#[component]
pub fn Badge(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! { <span class="badge" data-tone=tone.name()>{children()}</span> }
}

/// A number that waits for attention. Nothing at 0, `99+` from 100 on.
#[component]
pub fn Counter(
    #[prop(into)] value: Signal<u64>,
    /// Read in place of the bare number, e.g. "3 unread".
    #[prop(into)]
    label: TextProp,
) -> impl IntoView {
    move || {
        let value = value.get();
        let label = label.clone();
        (value > 0).then(|| {
            view! {
                <span class="counter">
                    <span aria-hidden="true">{shorten(value)}</span>
                    <span class="visually-hidden">{move || label.get()}</span>
                </span>
            }
        })
    }
}

fn shorten(value: u64) -> String {
    if value > 99 {
        "99+".to_owned()
    } else {
        value.to_string()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RingState {
    #[default]
    Normal,
    Warning,
    Over,
}

impl RingState {
    fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Warning => "warning",
            Self::Over => "over",
        }
    }
}

/// A ring that fills, for the character counter. Decorative: the number is said elsewhere.
#[component]
pub fn ProgressRing(
    /// 0.0..=1.0; anything outside is clamped.
    #[prop(into)]
    value: Signal<f64>,
    #[prop(optional, into)] state: Signal<RingState>,
) -> impl IntoView {
    view! {
        <svg class="progress-ring" viewBox="0 0 24 24" aria-hidden="true" data-state=move || state.get().name()>
            <circle class="progress-ring__track" cx="12" cy="12" r="10"></circle>
            <circle
                class="progress-ring__value"
                cx="12"
                cy="12"
                r="10"
                pathLength="100"
                transform="rotate(-90 12 12)"
                stroke-dasharray=move || dash(value.get())
            ></circle>
        </svg>
    }
}

/// The dash of a circle whose length counts as 100.
fn dash(value: f64) -> String {
    let share = if value.is_finite() { value.clamp(0.0, 1.0) } else { 0.0 };
    format!("{:.0} 100", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counter_stops_at_99() {
        assert_eq!(shorten(1), "1");
        assert_eq!(shorten(99), "99");
        assert_eq!(shorten(100), "99+");
    }

    #[test]
    fn ring_is_clamped() {
        assert_eq!(dash(0.256), "26 100");
        assert_eq!(dash(3.0), "100 100");
        assert_eq!(dash(-1.0), "0 100");
        assert_eq!(dash(f64::NAN), "0 100");
    }
}
