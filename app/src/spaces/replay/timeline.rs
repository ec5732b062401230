//! Who spoke when: a bar for each speaker; a press on it goes there.

use super::player::Player;
use base::context::use_page;
use leptos::{ev::MouseEvent, html, prelude::*};
use locales::{t, t_string};
use types::ReplayVoice;
use ui::{Avatar, AvatarSize};

/// Units of a bar, whatever its width on the screen.
const UNITS: f64 = 1000.0;
/// A word is seen too.
const THINNEST: f64 = 2.0;

/// Where a press at `share` of a bar leads: the beginning of the words there, or the place itself in silence.
fn place(spans: &[(u32, u32)], length: u32, share: f64) -> u32 {
    let at = (f64::from(length) * share.clamp(0.0, 1.0)) as u32;
    // Within a hundredth of the bar a finger means the span.
    let near = length / 100;
    let span = spans
        .iter()
        .find(|(from, to)| (from.saturating_sub(near)..=to.saturating_add(near)).contains(&at));
    span.map_or(at, |(from, _)| *from)
}

/// Where somebody speaks next after `position`; from the end it begins anew.
fn next(spans: &[(u32, u32)], position: u32) -> u32 {
    let later = spans.iter().find(|(from, _)| *from > position);
    later.or_else(|| spans.first()).map_or(0, |(from, _)| *from)
}

#[component]
pub(super) fn Timeline(player: Player, voices: Vec<ReplayVoice>) -> impl IntoView {
    let i18n = use_page().i18n;
    let rows = voices
        .into_iter()
        .map(|voice| view! { <li>{row(player, voice)}</li> })
        .collect_view();
    view! {
        <div class="voices">
            <h3 class="voices__title">{t!(i18n, spaces.replay.speakers)}</h3>
            <ul class="voices__rows">{rows}</ul>
        </div>
    }
}

fn row(player: Player, voice: ReplayVoice) -> AnyView {
    let i18n = use_page().i18n;
    let ReplayVoice { card, spans } = voice;
    let length = player.length.max(1);
    let unit = move |milliseconds: u32| f64::from(milliseconds) / f64::from(length) * UNITS;
    let bars = spans
        .iter()
        .map(|(from, to)| {
            let width = (unit(to.saturating_sub(*from))).max(THINNEST);
            view! { <rect x=format!("{:.1}", unit(*from)) y="0" width=format!("{width:.1}") height="12"></rect> }
        })
        .collect_view();
    let spans = StoredValue::new(spans);
    let bar = NodeRef::<html::Div>::new();
    let press = move |event: MouseEvent| {
        let Some(bar) = bar.get_untracked() else { return };
        let area = bar.get_bounding_client_rect();
        if area.width() > 0.0 {
            let share = (f64::from(event.client_x()) - area.left()) / area.width();
            player.play_from(spans.with_value(|spans| place(spans, player.length, share)));
        }
    };
    let jump = move |_| {
        let position = player.position.get_untracked();
        player.play_from(spans.with_value(|spans| next(spans, position)));
    };
    let speaks = Memo::new(move |_| {
        let position = player.position.get();
        spans.with_value(|spans| spans.iter().any(|(from, to)| (*from..*to).contains(&position)))
    });
    let name = card.display_name.clone();
    let said = name.clone();
    view! {
        <div class="voice" data-speaks=move || speaks.get().then_some("")>
            <button
                class="voice__who"
                type="button"
                aria-label=move || t_string!(i18n, spaces.replay.jump, name = said.clone())
                on:click=jump
            >
                <Avatar src=card.face() name=name.clone() size=AvatarSize::Small />
                <bdi class="voice__name">{name}</bdi>
            </button>
            // The button beside does the same for the keyboard.
            <div class="voice__bar" node_ref=bar on:click=press>
                <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
                    {bars}
                    <line
                        class="voice__now"
                        x1=move || format!("{:.1}", unit(player.position.get()))
                        x2=move || format!("{:.1}", unit(player.position.get()))
                        y1="0"
                        y2="12"
                    ></line>
                </svg>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_finds_the_words() {
        let spans = [(10_000, 20_000), (50_000, 50_200)];
        assert_eq!(place(&spans, 100_000, 0.15), 10_000);
        assert_eq!(place(&spans, 100_000, 0.505), 50_000);
        assert_eq!(place(&spans, 100_000, 0.8), 80_000);
        assert_eq!(place(&spans, 100_000, 7.0), 100_000);
    }

    #[test]
    fn the_next_words_come_round() {
        let spans = [(10_000, 20_000), (50_000, 50_200)];
        assert_eq!(next(&spans, 0), 10_000);
        assert_eq!(next(&spans, 10_000), 50_000);
        assert_eq!(next(&spans, 60_000), 10_000);
        assert_eq!(next(&[], 60_000), 0);
    }
}
