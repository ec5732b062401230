//! A planned space on its page: when, by whom, and what its host does with it.

use super::{
    api,
    invite_form::InviteForm,
    people::{audience, who},
    reminder::ReminderButton,
    share::ShareSpace,
    space_context::SpaceContext,
    when::{SpaceTime, from_local, starts_in, to_local},
};
use base::{
    address::in_address,
    context::use_page,
    initial_state::use_now,
    person_line::PersonLine,
    plain_forms::{asked_first, plain_form},
};
use leptos::{ev::SubmitEvent, prelude::*};
use locales::{I18nContext, Locale, t, t_string};
use types::{SpaceAction, SpaceAudience, SpaceCard, SpaceMaySpeak, SpaceName, SpacePhase};
use ui::{Avatar, Button, ButtonKind, ConfirmDialog, Dialog, DialogSize, Icon, IconName, InputKind, TextField};

#[component]
pub(super) fn UpcomingView(here: SpaceContext) -> impl IntoView {
    let acting = use_page();
    let (i18n, now) = (acting.i18n, use_now());
    let card = here.card();
    // The button of the reminder moves its own copy; what the server says later comes in.
    let own = RwSignal::new(card.get_untracked());
    Effect::new(move |_| own.set(card.get()));
    let reminded = Memo::new(move |_| own.with(|card| card.reminded));
    let first = card.get_untracked();
    let at = Memo::new(move |_| card.with(planned));
    let name = first.name.clone();
    let space = SpaceName {
        id: first.id,
        name: name.clone(),
    };
    let may_speak = here.page.with_untracked(|page| page.may_speak);
    let topics = first
        .topics
        .iter()
        .map(|topic| view! { <li>"#"<bdi>{topic.clone()}</bdi></li> })
        .collect_view();
    let host = first.host.clone();
    let profile = format!("/@{}", in_address(&host.handle));
    let actions = if first.is_mine {
        view! { <HostActions here at /> }.into_any()
    } else {
        view! { <ReminderButton card=own reminded /> }.into_any()
    };
    view! {
        <section class="space-stage" data-phase="upcoming" aria-label=name>
            <p class="space-stage__when">
                <Icon name=IconName::Calendar />
                {move || view! { <SpaceTime at=at.get() /> }}
            </p>
            <p class="space-stage__in" role="status">
                {move || starts_in(i18n, now.get(), at.get())}
            </p>
            <h2 class="space-stage__name">
                <bdi>{name.clone()}</bdi>
            </h2>
            <ul class="space-topics">{topics}</ul>
            <a class="space-stage__host" href=profile>
                <Avatar src=host.face() name=host.display_name.clone() />
                <span>
                    <bdi class="space-stage__who">{who(i18n, &first)}</bdi>
                    <span class="space-stage__role">{t!(i18n, spaces.card.host)}</span>
                </span>
            </a>
            <div class="space-stage__actions">{actions} <ShareSpace space /></div>
            <ul class="space-facts">{facts(i18n, &first, may_speak)}</ul>
        </section>
        <Guests here />
    }
}

fn planned(card: &SpaceCard) -> i64 {
    match card.phase {
        SpacePhase::Upcoming { at } | SpacePhase::Live { since: at } | SpacePhase::Ended { at } => at,
    }
}

/// For whom, who may speak, whether it will be recorded.
fn facts(i18n: I18nContext<Locale>, card: &SpaceCard, may_speak: SpaceMaySpeak) -> AnyView {
    let audience = audience(i18n, card).unwrap_or_else(|| t_string!(i18n, spaces.start.everyone).to_owned());
    let speaks = match may_speak {
        SpaceMaySpeak::Everyone => t_string!(i18n, spaces.upcoming.speak_everyone),
        SpaceMaySpeak::Followed => t_string!(i18n, spaces.upcoming.speak_followed),
        SpaceMaySpeak::Invited => t_string!(i18n, spaces.upcoming.speak_invited),
    };
    let open = card.audience == SpaceAudience::Public;
    let recorded = card.recording.then(|| {
        view! {
            <li>
                <Icon name=IconName::Play />
                {t!(i18n, spaces.upcoming.recorded)}
            </li>
        }
    });
    view! {
        <li>
            <Icon name=if open { IconName::Globe } else { IconName::Lock } />
            <bdi>{audience}</bdi>
        </li>
        <li>
            <Icon name=IconName::Sound />
            {speaks}
        </li>
        {recorded}
    }
    .into_any()
}

/// Who was invited, and who more is, for the host.
#[component]
fn Guests(here: SpaceContext) -> impl IntoView {
    let i18n = use_page().i18n;
    let guests = Memo::new(move |_| here.page.with(|page| page.guests.clone()));
    let id = here.page.with_untracked(|page| page.card.id);
    let may_invite = here
        .page
        .with_untracked(|page| page.card.is_mine && page.card.audience == SpaceAudience::Invited);
    let list = move || {
        guests.with(|guests| !guests.is_empty()).then(|| {
            view! {
                <section class="space-section" aria-labelledby="guests">
                    <h2 class="section-title" id="guests">
                        {t!(i18n, spaces.upcoming.guests)}
                    </h2>
                    <ul class="people">
                        <For each=move || guests.get() key=|card| card.id let:card>
                            <li>
                                <PersonLine card>""</PersonLine>
                            </li>
                        </For>
                    </ul>
                </section>
            }
        })
    };
    view! {
        {list}
        {may_invite.then(|| view! { <InviteForm space=id on_done=move |()| here.refresh() /> })}
    }
}

/// *Start now*, *Change time*, *Cancel*.
#[component]
fn HostActions(here: SpaceContext, at: Memo<i64>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let (busy, moving, ending) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let id = here.page.with_untracked(|page| page.card.id);
    let act = move |action: SpaceAction| api::act(id, action);
    let start = move |_| acting.run_once(busy, act(SpaceAction::Start), move |()| here.refresh());
    let cancel = move |()| {
        acting.run_once(busy, act(SpaceAction::End), move |()| {
            acting.succeeded(t_string!(i18n, spaces.upcoming.cancelled));
            acting.go("/spaces");
        });
    };
    let local = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let ask_time = move |_| {
        local.set(to_local(at.get_untracked()));
        error.set(None);
        moving.set(true);
    };
    // The page may have changed by itself until then.
    let moved = move |()| {
        let _ = moving.try_set(false);
        acting.succeeded(t_string!(i18n, spaces.upcoming.moved));
        here.refresh();
    };
    let reschedule = move |event: SubmitEvent| {
        event.prevent_default();
        let time = local.with_untracked(|local| from_local(local));
        match time.and_then(|time| u64::try_from(time).ok()) {
            Some(at) => acting.run_once(busy, act(SpaceAction::Reschedule { at }), moved),
            None => error.set(Some(t_string!(i18n, errors.space_time_form).to_owned())),
        }
    };
    let plain_cancel = asked_first(
        t_string!(i18n, spaces.upcoming.cancel),
        t_string!(i18n, spaces.upcoming.cancel_question).to_owned(),
        t_string!(i18n, spaces.upcoming.cancel_text).to_owned(),
        plain_form::<api::Cancel>(
            vec![("space", id.to_string())],
            t_string!(i18n, spaces.upcoming.cancel),
            ButtonKind::Danger,
        ),
    );
    view! {
        <div class="without-script">{plain_cancel}</div>
        <div class="needs-script cluster">
            <Button kind=ButtonKind::Primary icon=IconName::Spaces busy on_click=start>
                {t!(i18n, spaces.upcoming.start_now)}
            </Button>
            <Button icon=IconName::Clock on_click=ask_time>
                {t!(i18n, spaces.upcoming.change_time)}
            </Button>
            <Button kind=ButtonKind::Quiet icon=IconName::Trash on_click=move |_| ending.set(true)>
                {t!(i18n, spaces.upcoming.cancel)}
            </Button>
        </div>
        <Dialog
            open=moving
            title=move || t_string!(i18n, spaces.upcoming.change_time)
            size=DialogSize::Small
        >
            <form class="form" novalidate on:submit=reschedule>
                <TextField
                    name="new_time"
                    kind=InputKind::DateTime
                    label=move || t_string!(i18n, spaces.start.time)
                    hint=move || t_string!(i18n, spaces.start.schedule_hint)
                    value=local
                    error
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Primary submit=true busy>
                        {t!(i18n, common.save)}
                    </Button>
                </div>
            </form>
        </Dialog>
        <ConfirmDialog
            open=ending
            title=move || t_string!(i18n, spaces.upcoming.cancel_question)
            text=move || t_string!(i18n, spaces.upcoming.cancel_text)
            confirm_label=move || t_string!(i18n, spaces.upcoming.cancel)
            cancel_label=move || t_string!(i18n, spaces.upcoming.keep)
            danger=true
            on_confirm=cancel
        />
    }
}
