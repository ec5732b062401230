//! The player: the browser's own audio element with controls of ours.

use super::super::when::clock;
use base::context::use_page;
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use locales::{Locale, t, t_string};
use types::Replay;
use ui::{Button, ButtonSize, Icon, IconName, Notice, Tone};
use wasm_bindgen_futures::JsFuture;

/// Seconds of the buttons beside *Play*, and of an arrow key on the slider.
const SKIP: i32 = 15;
const STEP: i32 = 5;
const RATES: [f64; 4] = [1.0, 1.25, 1.5, 2.0];

/// What the parts of a replay share. Times are milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Player {
    audio: NodeRef<html::Audio>,
    pub position: RwSignal<u32>,
    pub length: u32,
    playing: RwSignal<bool>,
    waiting: RwSignal<bool>,
    failed: RwSignal<bool>,
    rate: RwSignal<f64>,
}

impl Player {
    pub fn new(replay: &Replay) -> Self {
        Self {
            audio: NodeRef::new(),
            position: RwSignal::new(0),
            length: replay.milliseconds,
            playing: RwSignal::new(false),
            waiting: RwSignal::new(false),
            failed: RwSignal::new(false),
            rate: RwSignal::new(1.0),
        }
    }

    pub fn seek(self, milliseconds: u32) {
        let target = milliseconds.min(self.length);
        self.position.set(target);
        if let Some(audio) = self.audio.get_untracked() {
            audio.set_current_time(f64::from(target) / 1000.0);
        }
    }

    /// Seeks and plays on from there.
    pub fn play_from(self, milliseconds: u32) {
        self.seek(milliseconds);
        self.play();
    }

    fn skip(self, seconds: i32) {
        let now = i64::from(self.position.get_untracked());
        let target = now + i64::from(seconds) * 1000;
        self.seek(u32::try_from(target.max(0)).unwrap_or(self.length));
    }

    fn play(self) {
        let Some(audio) = self.audio.get_untracked() else {
            return;
        };
        if let Ok(started) = audio.play() {
            // What goes wrong is told by the element's own event.
            spawn_local(async move { drop(JsFuture::from(started).await) });
        }
    }

    fn toggle(self) {
        let Some(audio) = self.audio.get_untracked() else {
            return;
        };
        if audio.paused() {
            self.play();
        } else {
            // Fails for no element of its own page.
            let _ = audio.pause();
        }
    }

    fn set_rate(self, rate: f64) {
        self.rate.set(rate);
        if let Some(audio) = self.audio.get_untracked() {
            // A new source would begin with the default.
            audio.set_default_playback_rate(rate);
            audio.set_playback_rate(rate);
        }
    }

    fn retry(self) {
        self.failed.set(false);
        if let Some(audio) = self.audio.get_untracked() {
            audio.load();
        }
    }

    fn heard(self) {
        if let Some(audio) = self.audio.get_untracked() {
            let milliseconds = (audio.current_time() * 1000.0).max(0.0);
            self.position.set((milliseconds as u32).min(self.length));
        }
    }
}

/// Play, seek, speed. Without script the browser's own controls.
#[component]
pub(super) fn Controls(player: Player, audio: String, captions: Option<String>) -> impl IntoView {
    let i18n = use_page().i18n;
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| {
        hydrated.set(true);
        // It may have played before the page's script took over.
        player.heard();
        if let Some(audio) = player.audio.get_untracked() {
            player.playing.set(!audio.paused());
            player.failed.set(audio.error().is_some());
        }
    });
    let length = player.length;
    let spoken = move || {
        let (position, length) = (clock(player.position.get()), clock(length));
        t_string!(i18n, spaces.replay.position_of, position = position, length = length)
    };
    let by_key = move |event: KeyboardEvent| {
        let seconds = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => -STEP,
            "ArrowRight" | "ArrowUp" => STEP,
            "PageDown" => -SKIP,
            "PageUp" => SKIP,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        player.skip(seconds);
    };
    let slide = move |event| {
        if let Ok(milliseconds) = event_target_value(&event).parse() {
            player.seek(milliseconds);
        }
    };
    let track = captions.map(|src| view! { <track kind="captions" src=src /> });
    let rates = RATES
        .map(|rate| {
            let pressed = MaybeProp::derive(move || Some(player.rate.get() == rate));
            view! {
                <Button size=ButtonSize::Small pressed on_click=move |_| player.set_rate(rate)>
                    {move || {
                        let number = rate.to_string();
                        let french = i18n.get_locale() == Locale::fr;
                        format!("{}×", if french { number.replace('.', ",") } else { number })
                    }}
                </Button>
            }
        })
        .collect_view();
    let failure = move || {
        player.failed.get().then(|| {
            view! {
                <Notice tone=Tone::Danger icon=IconName::Warning alert=true>
                    {t!(i18n, spaces.replay.failed)}
                    " "
                    <Button size=ButtonSize::Small on_click=move |_| player.retry()>
                        {t!(i18n, common.try_again)}
                    </Button>
                </Notice>
            }
        })
    };
    let play_label = move || {
        if player.playing.get() {
            t_string!(i18n, spaces.replay.pause)
        } else {
            t_string!(i18n, spaces.replay.play)
        }
    };
    view! {
        <div class="player" data-waiting=move || player.waiting.get().then_some("")>
            <audio
                class="player__audio"
                node_ref=player.audio
                src=audio
                preload="metadata"
                controls=move || !hydrated.get()
                on:timeupdate=move |_| player.heard()
                on:play=move |_| player.playing.set(true)
                on:pause=move |_| {
                    player.playing.set(false);
                    player.waiting.set(false);
                }
                on:ended=move |_| player.playing.set(false)
                on:waiting=move |_| player.waiting.set(true)
                on:playing=move |_| {
                    player.waiting.set(false);
                    player.failed.set(false);
                }
                on:error=move |_| player.failed.set(true)
            >
                {track}
            </audio>
            <div class="player__controls needs-script" role="group" aria-label=move || t_string!(i18n, spaces.replay.player)>
                <div class="player__seek">
                    <input
                        class="player__slider"
                        type="range"
                        min="0"
                        max=length.to_string()
                        step="1000"
                        prop:value=move || player.position.get().to_string()
                        aria-label=move || t_string!(i18n, spaces.replay.position)
                        aria-valuetext=spoken
                        on:input=slide
                        on:keydown=by_key
                    />
                    <p class="player__times" aria-hidden="true">
                        <span>{move || clock(player.position.get())}</span>
                        <span>{clock(length)}</span>
                    </p>
                </div>
                <div class="player__buttons">
                    <button
                        class="player__skip"
                        type="button"
                        aria-label=move || t_string!(i18n, spaces.replay.back)
                        on:click=move |_| player.skip(-SKIP)
                    >
                        "−15"
                    </button>
                    <button class="player__play" type="button" aria-label=play_label on:click=move |_| player.toggle()>
                        {move || {
                            let name = if player.playing.get() { IconName::Pause } else { IconName::Play };
                            view! { <Icon name /> }
                        }}
                    </button>
                    <button
                        class="player__skip"
                        type="button"
                        aria-label=move || t_string!(i18n, spaces.replay.forward)
                        on:click=move |_| player.skip(SKIP)
                    >
                        "+15"
                    </button>
                </div>
                <div class="player__rates" role="group" aria-label=move || t_string!(i18n, spaces.replay.speed)>
                    {rates}
                </div>
            </div>
            {failure}
        </div>
    }
}
