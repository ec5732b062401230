//! The person's own controls, at the lower edge: *Listen* before, the microphone and what else one does then.

use super::{RoomContext, menu::MoreMenu};
use crate::spaces::voice::{Phase, Quality, Voice};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t, t_string};
use types::{REACTIONS, SpaceAction, SpaceMaySpeak};
use ui::{Button, ButtonKind, ButtonLink, ButtonSize, Icon, IconName, Menu, MenuAlign, MenuItem, VisuallyHidden};

#[component]
pub(super) fn Bar(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let is_on = Memo::new(move |_| here.heard.get() && here.voice.phase.get() != Phase::Stopped);
    let content = move || {
        if here.me.is_none() {
            view! {
                <ButtonLink href=format!("/login?next=/spaces/{}", here.id) kind=ButtonKind::Primary wide=true>
                    {t!(i18n, spaces.room.log_in)}
                </ButtonLink>
            }
            .into_any()
        } else if is_on.get() {
            view! { <Inside here /> }.into_any()
        } else {
            view! { <Outside here /> }.into_any()
        }
    };
    view! {
        <div
            class="room-bar needs-script"
            role="group"
            aria-label=move || t_string!(i18n, spaces.room.controls)
            data-phase=move || here.voice.phase.get().name()
        >
            {content}
        </div>
    }
}

/// Before: one press comes in, because browsers let no sound out without one.
#[component]
fn Outside(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let join = move |speak| here.voice.join(&here.card.get_untracked(), speak);
    let note = move || {
        let stopped = here.heard.get() && here.voice.phase.get() == Phase::Stopped;
        let has_left = here.voice.left.get() == Some(here.id);
        let listens = here.mine.with(|mine| mine.listens);
        let text = if stopped {
            t_string!(i18n, spaces.room.stopped)
        } else if here.role.get().is_none() {
            return None;
        } else if listens && !has_left {
            t_string!(i18n, spaces.room.elsewhere)
        } else if here.is_host() && !has_left {
            // Just started, or loaded anew: the host is in.
            return None;
        } else {
            t_string!(i18n, spaces.room.come_back)
        };
        Some(view! { <p class="room-bar__note">{text}</p> })
    };
    let unmute = move || {
        here.has_microphone().then(|| {
            view! {
                <Button size=ButtonSize::Large icon=IconName::Spaces on_click=move |_| join(true)>
                    {t!(i18n, spaces.room.unmute)}
                </Button>
            }
        })
    };
    view! {
        {note}
        <div class="room-bar__join">
            <Button
                kind=ButtonKind::Primary
                size=ButtonSize::Large
                wide=true
                icon=IconName::Sound
                on_click=move |_| join(false)
            >
                {t!(i18n, spaces.room.listen)}
            </Button>
            {unmute}
        </div>
    }
}

#[component]
fn Inside(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let speaks = Memo::new(move |_| here.has_microphone());
    let voice = here.voice;
    let state = move || match voice.phase.get() {
        Phase::Connecting => Some(t_string!(i18n, spaces.room.connecting)),
        Phase::Reconnecting => Some(t_string!(i18n, spaces.room.reconnecting)),
        _ if voice.opening.get() => Some(t_string!(i18n, spaces.room.opening)),
        _ => None,
    };
    let speech = move || {
        if speaks.get() {
            view! { <MuteButton here /> }.into_any()
        } else {
            view! { <AskButton here /> }.into_any()
        }
    };
    view! {
        <p class="room-bar__state" role="status">
            {state}
        </p>
        <div class="room-bar__row">
            <Button on_click=move |_| voice.leave()>{t!(i18n, spaces.room.leave)}</Button>
            <Signal here />
            <span class="room-bar__space"></span>
            <ReactionMenu here />
            <MoreMenu here />
            {speech}
        </div>
    }
}

/// Word and sign of the button that mutes and unmutes: what a press does.
pub(super) fn mute_face(
    i18n: I18nContext<Locale>,
    voice: Voice,
) -> (impl Fn() -> &'static str + Copy, impl Fn() -> AnyView + Copy) {
    let word = move || {
        if voice.muted.get() {
            t_string!(i18n, spaces.room.unmute)
        } else {
            t_string!(i18n, spaces.room.mute)
        }
    };
    let sign = move || {
        let name = if voice.muted.get() {
            IconName::MicrophoneOff
        } else {
            IconName::Spaces
        };
        view! { <Icon name /> }.into_any()
    };
    (word, sign)
}

/// One button that stays the same element, so that the focus stays with it.
#[component]
fn MuteButton(here: RoomContext) -> impl IntoView {
    let (i18n, voice) = (here.i18n, here.voice);
    let (text, icon) = mute_face(i18n, voice);
    view! {
        <button
            type="button"
            class="button room-bar__mute"
            data-kind=move || if voice.muted.get() { "primary" } else { "secondary" }
            data-size="medium"
            on:click=move |_| voice.set_muted(!voice.muted.get_untracked())
        >
            {icon}
            <span class="button__text">{text}</span>
        </button>
    }
}

/// *Request to speak*, or taking it back.
#[component]
fn AskButton(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let requested = Memo::new(move |_| here.mine.with(|mine| mine.requested));
    let may_ask = Memo::new(move |_| {
        here.news.with(|news| {
            news.as_ref()
                .is_none_or(|news| news.room.may_speak != SpaceMaySpeak::Invited)
        })
    });
    let text = move || {
        if requested.get() {
            t_string!(i18n, spaces.room.withdraw)
        } else {
            t_string!(i18n, spaces.room.request)
        }
    };
    let press = move |_| {
        here.act(if requested.get_untracked() {
            SpaceAction::WithdrawRequest
        } else {
            SpaceAction::Request
        });
    };
    move || {
        if may_ask.get() || requested.get() {
            view! {
                <button
                    type="button"
                    class="button"
                    data-kind=move || if requested.get() { "secondary" } else { "primary" }
                    data-size="medium"
                    on:click=press
                >
                    <Icon name=IconName::Spaces />
                    <span class="button__text">{text}</span>
                </button>
            }
            .into_any()
        } else {
            view! { <span class="room-bar__hint">{t!(i18n, spaces.room.nobody_asks)}</span> }.into_any()
        }
    }
}

fn reaction_name(i18n: I18nContext<Locale>, place: usize) -> &'static str {
    match place {
        0 => t_string!(i18n, spaces.room.heart),
        1 => t_string!(i18n, spaces.room.clap),
        2 => t_string!(i18n, spaces.room.laugh),
        3 => t_string!(i18n, spaces.room.wow),
        4 => t_string!(i18n, spaces.room.sad),
        5 => t_string!(i18n, spaces.room.hundred),
        6 => t_string!(i18n, spaces.room.wave),
        _ => t_string!(i18n, spaces.room.fist),
    }
}

#[component]
fn ReactionMenu(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let items = move || {
        REACTIONS
            .iter()
            .enumerate()
            .map(|(place, emoji)| {
                view! {
                    <MenuItem on_select=move |()| here.act(SpaceAction::React((*emoji).to_owned()))>
                        <span aria-hidden="true">{*emoji}</span>
                        <VisuallyHidden>{move || reaction_name(i18n, place)}</VisuallyHidden>
                    </MenuItem>
                }
            })
            .collect_view()
    };
    view! {
        <div class="room-bar__reactions">
            <Menu
                label=move || t_string!(i18n, spaces.room.react)
                align=MenuAlign::End
                trigger=move || view! { <Icon name=IconName::Smile /> }
            >
                {items}
            </Menu>
        </div>
    }
}

/// How good the network is: three bars, and a word for those who do not see them.
#[component]
fn Signal(here: RoomContext) -> impl IntoView {
    let (i18n, quality) = (here.i18n, here.voice.quality);
    let word = move || {
        let quality = match quality.get() {
            Quality::Good => t_string!(i18n, spaces.room.good),
            Quality::Fair => t_string!(i18n, spaces.room.fair),
            Quality::Poor => t_string!(i18n, spaces.room.poor),
        };
        t_string!(i18n, spaces.room.quality, quality = quality)
    };
    view! {
        <span class="room-signal" role="img" aria-label=word title=word data-quality=move || quality.get().name()>
            <span></span>
            <span></span>
            <span></span>
        </span>
    }
}
