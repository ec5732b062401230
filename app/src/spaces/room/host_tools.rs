//! What hosts decide for the whole room.

use super::RoomContext;
use crate::spaces::invite_form::InviteForm;
use leptos::prelude::*;
use locales::{t, t_string};
use types::{SpaceAction, SpaceAudience, SpaceMaySpeak};
use ui::{Button, ButtonKind, ConfirmDialog, IconName, Select, SelectOption};

#[component]
pub(super) fn HostTools(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let shown = Memo::new(move |_| here.is_cohost());
    move || {
        shown.get().then(|| {
            view! {
                <section class="room__section room-tools" aria-labelledby="room-tools">
                    <h2 class="room__title" id="room-tools">
                        {t!(i18n, spaces.room.host_tools)}
                    </h2>
                    <div class="room-tools__row">
                        <MaySpeak here />
                        <Button icon=IconName::MicrophoneOff on_click=move |_| here.act(SpaceAction::MuteAll)>
                            {t!(i18n, spaces.room.mute_all)}
                        </Button>
                        <End here />
                    </div>
                </section>
            }
        })
    }
}

/// More people for a private room.
#[component]
pub(super) fn InviteMore(here: RoomContext) -> impl IntoView {
    let is_private = here.card.with_untracked(|card| card.audience == SpaceAudience::Invited);
    let shown = Memo::new(move |_| is_private && here.is_cohost());
    move || {
        shown
            .get()
            .then(|| view! { <InviteForm space=here.id on_done=|()| () /> })
    }
}

fn name(rule: SpaceMaySpeak) -> &'static str {
    match rule {
        SpaceMaySpeak::Everyone => "everyone",
        SpaceMaySpeak::Followed => "followed",
        SpaceMaySpeak::Invited => "invited",
    }
}

#[component]
fn MaySpeak(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let rule = Memo::new(move |_| {
        here.news
            .with(|news| news.as_ref().map(|news| news.room.may_speak))
            .unwrap_or_default()
    });
    let value = RwSignal::new(name(rule.get_untracked()).to_owned());
    Effect::new(move |_| value.set(name(rule.get()).to_owned()));
    let options = Signal::derive(move || {
        vec![
            SelectOption::new("everyone", t_string!(i18n, spaces.room.speak_everyone)),
            SelectOption::new("followed", t_string!(i18n, spaces.room.speak_followed)),
            SelectOption::new("invited", t_string!(i18n, spaces.room.speak_invited)),
        ]
    });
    let change = move |chosen: String| {
        let rule = match chosen.as_str() {
            "followed" => SpaceMaySpeak::Followed,
            "invited" => SpaceMaySpeak::Invited,
            _ => SpaceMaySpeak::Everyone,
        };
        here.act(SpaceAction::SetMaySpeak(rule));
    };
    move || {
        here.is_host().then(|| {
            view! {
                <Select
                    name="may_speak"
                    label=move || t_string!(i18n, spaces.room.may_speak)
                    options
                    value
                    on_change=change
                />
            }
        })
    }
}

#[component]
fn End(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let open = RwSignal::new(false);
    move || {
        here.is_host().then(|| {
            view! {
                <Button kind=ButtonKind::Danger on_click=move |_| open.set(true)>
                    {t!(i18n, spaces.room.end)}
                </Button>
                <ConfirmDialog
                    open
                    title=move || t_string!(i18n, spaces.room.end_question)
                    text=move || t_string!(i18n, spaces.room.end_text)
                    confirm_label=move || t_string!(i18n, spaces.room.end)
                    danger=true
                    on_confirm=move |()| here.act(SpaceAction::End)
                />
            }
        })
    }
}
