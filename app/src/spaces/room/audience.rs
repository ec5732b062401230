//! Who listens, and who of them asks for a microphone.

use super::{RoomContext, person_menu::PersonMenu};
use base::person_line::PersonLine;
use leptos::prelude::*;
use locales::{t, t_string};
use types::{AccountCard, SpaceAction};
use ui::{Avatar, AvatarSize, Button, ButtonKind, ButtonSize};

/// For hosts: the first who asked stands first.
#[component]
pub(super) fn Requests(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let requests = Memo::new(move |_| here.mine.with(|mine| mine.requests.clone()));
    let some = Memo::new(move |_| here.is_cohost() && requests.with(|requests| !requests.is_empty()));
    move || {
        some.get().then(|| {
            view! {
                <section class="room__section" aria-labelledby="room-requests">
                    <h2 class="room__title" id="room-requests">
                        {t!(i18n, spaces.room.requests)}
                    </h2>
                    <ul class="people">
                        <For each=move || requests.get() key=|card| card.id let:card>
                            <li>
                                <Request here card />
                            </li>
                        </For>
                    </ul>
                </section>
            }
        })
    }
}

#[component]
fn Request(here: RoomContext, card: AccountCard) -> impl IntoView {
    let i18n = here.i18n;
    let id = card.id;
    let name = StoredValue::new(card.display_name.clone());
    view! {
        <PersonLine card>
            <span class="cluster">
                <Button
                    size=ButtonSize::Small
                    label=move || t_string!(i18n, spaces.room.decline_who, name = name.get_value())
                    on_click=move |_| here.act(SpaceAction::Decline(id))
                >
                    {t!(i18n, spaces.room.decline)}
                </Button>
                <Button
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    label=move || t_string!(i18n, spaces.room.approve_who, name = name.get_value())
                    on_click=move |_| here.act(SpaceAction::Approve(id))
                >
                    {t!(i18n, spaces.room.approve)}
                </Button>
            </span>
        </PersonLine>
    }
}

/// Some faces, and for hosts everybody with what one does about them.
#[component]
pub(super) fn Audience(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let faces = Memo::new(move |_| {
        here.news
            .with(|news| news.as_ref().map(|news| news.room.faces.clone()))
            .unwrap_or_default()
    });
    let everybody = Memo::new(move |_| here.mine.with(|mine| mine.listeners.clone()));
    let shows_all = Memo::new(move |_| here.is_cohost() && everybody.with(|people| !people.is_empty()));
    let shows_faces = Memo::new(move |_| !shows_all.get() && faces.with(|faces| !faces.is_empty()));
    let all = move || {
        shows_all.get().then(|| {
            view! {
                <section class="room__section" aria-labelledby="room-listening">
                    <h2 class="room__title" id="room-listening">
                        {t!(i18n, spaces.room.all_listeners)}
                    </h2>
                    <ul class="people">
                        <For each=move || everybody.get() key=|card| card.id let:card>
                            <li>
                                <PersonLine card=card.clone()>
                                    <PersonMenu here card />
                                </PersonLine>
                            </li>
                        </For>
                    </ul>
                </section>
            }
        })
    };
    let some = move || {
        shows_faces.get().then(|| {
            view! {
                <section class="room__section" aria-labelledby="room-faces">
                    <h2 class="room__title" id="room-faces">
                        {t!(i18n, spaces.room.listening)}
                    </h2>
                    <ul class="room-faces">
                        <For each=move || faces.get() key=|card| card.id let:card>
                            <Face here card />
                        </For>
                    </ul>
                </section>
            }
        })
    };
    view! {
        {all}
        {some}
    }
}

#[component]
fn Face(here: RoomContext, card: AccountCard) -> impl IntoView {
    let id = card.id;
    let floating = move || {
        let all = here.voice.reactions.get();
        all.into_iter().filter(move |floating| floating.account == id)
    };
    let path = format!("/@{}", base::address::in_address(&card.handle));
    view! {
        <li class="room-faces__person">
            <a class="stage__link" href=path>
                <span class="stage__face">
                    <Avatar src=card.face() name=card.display_name.clone() size=AvatarSize::Medium />
                    <span class="stage__reactions" aria-hidden="true">
                        <For each=floating key=|floating| floating.number let:floating>
                            <span class="stage__reaction" data-lane=(floating.number % 3).to_string()>
                                {floating.emoji}
                            </span>
                        </For>
                    </span>
                </span>
                <bdi class="stage__name">{card.display_name}</bdi>
            </a>
        </li>
    }
}
