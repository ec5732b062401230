//! *Set reminder*, *Reminder set*.

use super::api;
use base::{action::Optimistic, api::PageAccount, context::use_page, in_flight::InFlight};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use locales::t;
use types::SpaceCard;
use ui::{Button, ButtonSize, IconName};

/// Works as a form without script. `reminded` is a part of `card` that moves by itself.
#[component]
pub fn ReminderButton(card: RwSignal<SpaceCard>, reminded: Memo<bool>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let id = card.with_untracked(|card| card.id);
    let in_flight = InFlight::default();
    // Apart from the card, which answers from before the press may set.
    let wanted = StoredValue::new(false);
    let toggle = move |event: SubmitEvent| {
        event.prevent_default();
        if !acting.may_act() {
            return;
        }
        if !in_flight.is_any() {
            wanted.set_value(reminded.get_untracked());
        }
        let wish = !wanted.get_value();
        Optimistic::new(
            move || wanted.try_get_value(),
            move |on| {
                let _ = wanted.try_set_value(*on);
                let _ = card.try_update(|card| card.reminded = *on);
            },
            move |on| api::remind(id, on),
        )
        .wish(acting, &in_flight, 0, &wish);
    };
    view! {
        <form class="reminder" method="post" action=api::Remind::PATH on:submit=toggle>
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
