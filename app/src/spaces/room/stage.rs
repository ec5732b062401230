//! Who has a microphone: faces with rings that follow their voices.

use super::{RoomContext, person_menu::PersonMenu, role_name};
use base::address::in_address;
use leptos::prelude::*;
use locales::{t, t_string};
use types::{AccountId, OnStage};
use ui::{Avatar, AvatarSize, Icon, IconName, VisuallyHidden};

#[component]
pub(super) fn Stage(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let people = Memo::new(move |_| {
        here.stage
            .with(|stage| stage.iter().map(|person| person.card.clone()).collect::<Vec<_>>())
    });
    view! {
        <section class="stage" aria-label=move || t_string!(i18n, spaces.room.speakers)>
            <ul class="stage__people">
                <For each=move || people.get() key=|card| (card.id, card.display_name.clone(), card.avatar.clone()) let:card>
                    <Person here id=card.id />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Person(here: RoomContext, id: AccountId) -> impl IntoView {
    let i18n = here.i18n;
    let person = Memo::new(move |before: Option<&Option<OnStage>>| {
        here.stage
            .with(|stage| stage.iter().find(|person| person.card.id == id).cloned())
            // On its way out of the list.
            .or_else(|| before.cloned().flatten())
    });
    let Some(OnStage { card, .. }) = person.get_untracked() else {
        return ().into_any();
    };
    let level = Memo::new(move |_| {
        here.voice
            .levels
            .with(|levels| levels.get(&id).copied())
            .filter(|_| here.heard.get())
    });
    let is_away = Memo::new(move |_| person.with(|person| person.as_ref().is_some_and(|person| person.away)));
    let told_muted = Memo::new(move |_| person.with(|person| person.as_ref().is_some_and(|person| person.muted)));
    let is_me = here.me == Some(id);
    let is_muted = Memo::new(move |_| {
        if is_me && here.heard.get() {
            here.voice.muted.get()
        } else {
            told_muted.get()
        }
    });
    let role = move || person.with(|person| person.as_ref().map(|person| role_name(i18n, person.role)));
    let state = move || {
        if is_away.get() {
            Some(view! { <span class="stage__away">{t!(i18n, spaces.room.away)}</span> }.into_any())
        } else {
            is_muted
                .get()
                .then(|| view! { <VisuallyHidden>{t!(i18n, spaces.room.muted)}</VisuallyHidden> }.into_any())
        }
    };
    let floating = move || {
        let mine = here.voice.reactions.get();
        mine.into_iter().filter(move |floating| floating.account == id)
    };
    view! {
        <li
            class="stage__person"
            data-level=move || level.get().unwrap_or_default().to_string()
            data-away=move || is_away.get()
            data-muted=move || is_muted.get()
        >
            <a class="stage__link" href=format!("/@{}", in_address(&card.handle))>
                <span class="stage__face">
                    <Avatar src=card.face() name=card.display_name.clone() size=AvatarSize::Large />
                    <span class="stage__sign" aria-hidden="true">
                        {move || is_muted.get().then(|| view! { <Icon name=IconName::MicrophoneOff /> })}
                    </span>
                    <span class="stage__reactions" aria-hidden="true">
                        <For each=floating key=|floating| floating.number let:floating>
                            <span class="stage__reaction" data-lane=(floating.number % 3).to_string()>
                                {floating.emoji}
                            </span>
                        </For>
                    </span>
                </span>
                <bdi class="stage__name">{card.display_name.clone()}</bdi>
                <span class="stage__role">{role}</span>
                {state}
            </a>
            <PersonMenu here card />
        </li>
    }
    .into_any()
}
