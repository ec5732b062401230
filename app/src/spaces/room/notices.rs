//! What one should know: a microphone that does not open, sound that is kept back, blocked people who may speak.

use super::RoomContext;
use crate::spaces::{
    api,
    voice::{MicrophoneTrouble, Phase, Quality},
};
use leptos::{prelude::*, task::spawn_local};
use locales::{t, t_string};
use types::{AccountCard, AccountId};
use ui::{Button, ButtonSize, IconName, Notice, Tone};

#[component]
pub(super) fn Notices(
    here: RoomContext,
    /// Whom the viewer blocks of those with a microphone, as the page was loaded with it.
    blocked: Memo<Vec<AccountCard>>,
) -> impl IntoView {
    view! {
        <div class="room__notices">
            <Trouble here />
            <Silenced here />
            <Weak here />
            <Blocked here loaded=blocked />
        </div>
    }
}

#[component]
fn Trouble(here: RoomContext) -> impl IntoView {
    let (i18n, trouble) = (here.i18n, here.voice.trouble);
    let title = move || match trouble.get() {
        Some(MicrophoneTrouble::Missing) => t_string!(i18n, spaces.room.missing_title),
        Some(MicrophoneTrouble::Busy) => t_string!(i18n, spaces.room.busy_title),
        Some(MicrophoneTrouble::NotHere) => t_string!(i18n, spaces.room.not_here_title),
        _ => t_string!(i18n, spaces.room.refused_title),
    };
    let text = move || match trouble.get() {
        Some(MicrophoneTrouble::Missing) => t_string!(i18n, spaces.room.missing_text),
        Some(MicrophoneTrouble::Busy) => t_string!(i18n, spaces.room.busy_text),
        Some(MicrophoneTrouble::NotHere) => t_string!(i18n, spaces.room.not_here_text),
        _ => t_string!(i18n, spaces.room.refused_text),
    };
    let reload = move || {
        (trouble.get() == Some(MicrophoneTrouble::NotHere)).then(|| {
            view! {
                <Button
                    size=ButtonSize::Small
                    icon=IconName::Refresh
                    on_click=move |_| {
                        let _ = window().location().reload();
                    }
                >
                    {t!(i18n, spaces.room.reload)}
                </Button>
            }
        })
    };
    let shown = Memo::new(move |_| here.heard.get() && trouble.get().is_some());
    move || {
        shown.get().then(|| {
            view! {
                <Notice tone=Tone::Warning icon=IconName::MicrophoneOff alert=true>
                    <strong>{title}</strong>
                    <p>{text}</p>
                    {reload}
                </Notice>
            }
        })
    }
}

#[component]
fn Silenced(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let shown = Memo::new(move |_| here.heard.get() && here.voice.silenced.get());
    move || {
        shown.get().then(|| {
            view! {
                <Notice tone=Tone::Warning icon=IconName::Sound alert=true>
                    <p>{t!(i18n, spaces.room.silenced)}</p>
                    <Button size=ButtonSize::Small on_click=move |_| here.voice.unsilence()>
                        {t!(i18n, spaces.room.turn_on_sound)}
                    </Button>
                </Notice>
            }
        })
    }
}

#[component]
fn Weak(here: RoomContext) -> impl IntoView {
    let (i18n, voice) = (here.i18n, here.voice);
    let shown =
        Memo::new(move |_| here.heard.get() && voice.phase.get() == Phase::On && voice.quality.get() == Quality::Poor);
    move || {
        shown.get().then(|| {
            view! {
                <Notice tone=Tone::Warning icon=IconName::Offline>
                    {t!(i18n, spaces.room.poor_hint)}
                </Notice>
            }
        })
    }
}

/// Before one comes in the page itself knows; inside it is asked anew whenever somebody else has a microphone.
#[component]
fn Blocked(here: RoomContext, loaded: Memo<Vec<AccountCard>>) -> impl IntoView {
    let i18n = here.i18n;
    let is_inside = Memo::new(move |_| here.news.with(Option::is_some));
    let ids = Memo::new(move |_| {
        let mut ids: Vec<AccountId> = here
            .stage
            .with(|stage| stage.iter().map(|person| person.card.id).collect());
        ids.retain(|id| Some(*id) != here.me);
        ids.sort_unstable();
        ids
    });
    let blocked = RwSignal::new(loaded.with_untracked(|cards| cards.iter().map(|card| card.id).collect::<Vec<_>>()));
    Effect::new(move |_| {
        let ids = ids.get();
        if !is_inside.get() {
            return;
        }
        if here.me.is_none() || ids.is_empty() {
            blocked.set(Vec::new());
            return;
        }
        spawn_local(async move {
            // Unanswered, there is no warning; the next change asks again.
            if let Ok(answer) = api::blocked(ids).await {
                let _ = blocked.try_set(answer);
            }
        });
    });
    let names = move || {
        if !is_inside.get() {
            return loaded.with(|cards| names_of(cards.iter()));
        }
        let blocked = blocked.get();
        here.stage.with(|stage| {
            let cards = stage.iter().map(|person| &person.card);
            names_of(cards.filter(|card| blocked.contains(&card.id)))
        })
    };
    move || {
        let names = names();
        (!names.is_empty()).then(|| {
            view! {
                <Notice tone=Tone::Warning icon=IconName::Block alert=true>
                    {t_string!(i18n, spaces.room.blocked_warning, names = names)}
                </Notice>
            }
        })
    }
}

fn names_of<'a>(cards: impl Iterator<Item = &'a AccountCard>) -> String {
    cards
        .map(|card| card.display_name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
