//! *Set reminder*, *Reminder set*.

use super::api;
use base::{api::PageAccount, context::use_page};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use locales::t;
use types::SpaceCard;
use ui::{Button, ButtonSize, IconName};

/// Works as a form without script. `reminded` is a part of `card` that moves by itself.
#[component]
pub fn ReminderButton(card: RwSignal<SpaceCard>, reminded: Memo<bool>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let id = card.with_untracked(|card| card.id);
    let busy = RwSignal::new(false);
    let toggle = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || !acting.may_act() {
            return;
        }
        let on = !reminded.get_untracked();
        busy.set(true);
        card.update(|card| card.reminded = on);
        spawn_local(async move {
            let answer = api::remind(id, on).await;
            let _ = busy.try_set(false);
            if let Err(error) = answer {
                let _ = card.try_update(|card| card.reminded = !on);
                acting.refused(&error);
            }
        });
    };
    view! {
        <form class="reminder" method="post" action="/api/spaces/remind" on:submit=toggle>
            <PageAccount />
            <input type="hidden" name="space" value=id.to_string() />
            <input type="hidden" name="on" value=move || (!reminded.get()).to_string() />
            <Button
                size=ButtonSize::Small
                icon=IconName::Bell
                submit=true
                pressed=MaybeProp::derive(move || Some(reminded.get()))
            >
                {move || {
                    if reminded.get() {
                        t!(i18n, spaces.upcoming.reminder_set).into_any()
                    } else {
                        t!(i18n, spaces.upcoming.set_reminder).into_any()
                    }
                }}
            </Button>
        </form>
    }
}
