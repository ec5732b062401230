//! A space in a list, and on a post that links to it. It keeps itself true while it is on the page.

use super::{
    api,
    people::{audience, faces, who},
    reminder::ReminderButton,
    watching::watch_space,
    when::{SpaceTime, length},
};
use base::{api::ApiError, numbers::short_number, space_links::space_rel};
use leptos::{prelude::*, task::spawn_local};
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::{Error, SpaceCard, SpaceId, SpacePhase};
use ui::{AvatarSize, Icon, IconName};

fn phase_name(phase: SpacePhase) -> &'static str {
    match phase {
        SpacePhase::Upcoming { .. } => "upcoming",
        SpacePhase::Live { .. } => "live",
        SpacePhase::Ended { .. } => "ended",
    }
}

/// One space as it is now. `moved` hears when it began or ended, so that a list may sort it anew.
#[component]
pub fn SpaceTile(card: SpaceCard, #[prop(optional, into)] moved: Option<Callback<()>>) -> impl IntoView {
    let i18n = use_i18n();
    let (card, gone) = follow(card, moved);
    let reminded = Memo::new(move |_| card.with(|card| card.reminded));
    // What changes by a press on the button must not build the button anew.
    let shown = Memo::new(move |_| SpaceCard {
        reminded: false,
        ..card.get()
    });
    move || (!gone.get()).then(|| tile(i18n, shown.get(), card, reminded))
}

/// The card of a space to which a post links.
#[component]
pub fn SpaceOnPost(card: SpaceCard) -> impl IntoView {
    view! { <SpaceTile card /> }
}

/// The card, asked for again whenever the space changed; and whether it is gone for the viewer.
fn follow(card: SpaceCard, moved: Option<Callback<()>>) -> (RwSignal<SpaceCard>, RwSignal<bool>) {
    let id = card.id;
    let (card, gone) = (RwSignal::new(card), RwSignal::new(false));
    watch_space(id, Callback::new(move |()| refresh(id, card, gone, moved)));
    (card, gone)
}

fn refresh(id: SpaceId, card: RwSignal<SpaceCard>, gone: RwSignal<bool>, moved: Option<Callback<()>>) {
    spawn_local(async move {
        match api::card(id).await {
            Ok(now) => {
                let before = card.try_get_untracked().map(|card| phase_name(card.phase));
                let began = before.is_some_and(|before| before != phase_name(now.phase));
                let _ = card.try_set(now);
                let _ = gone.try_set(false);
                if let Some(moved) = moved.filter(|_| began) {
                    moved.run(());
                }
            }
            Err(ApiError(Error::NotFound)) => {
                let _ = gone.try_set(true);
            }
            // What it was a moment ago is better than nothing; the next change asks again.
            Err(_) => {}
        }
    });
}

fn tile(i18n: I18nContext<Locale>, space: SpaceCard, card: RwSignal<SpaceCard>, reminded: Memo<bool>) -> AnyView {
    let topics = space
        .topics
        .iter()
        .map(|topic| view! { <li>"#"<bdi>{topic.clone()}</bdi></li> })
        .collect_view();
    let limited = audience(i18n, &space).map(|words| {
        view! {
            <span class="space-tile__audience">
                <Icon name=IconName::Lock />
                <bdi>{words}</bdi>
            </span>
        }
    });
    let action = match space.phase {
        SpacePhase::Upcoming { .. } if !space.is_mine => Some(view! { <ReminderButton card reminded /> }.into_any()),
        SpacePhase::Live { .. } => Some(
            view! {
                <span class="space-tile__go" aria-hidden="true">
                    <Icon name=IconName::Sound />
                    {t!(i18n, spaces.card.listen)}
                </span>
            }
            .into_any(),
        ),
        SpacePhase::Ended { .. } if space.replay_seconds.is_some() => Some(
            view! {
                <span class="space-tile__go" aria-hidden="true">
                    <Icon name=IconName::Play />
                    {t!(i18n, spaces.card.play)}
                </span>
            }
            .into_any(),
        ),
        _ => None,
    };
    view! {
        <div class="space-tile" data-phase=phase_name(space.phase) data-space=space.id.to_string()>
            <p class="space-tile__state">{state(i18n, &space)} {limited}</p>
            <a class="space-tile__name" href=space.path() rel=space_rel()>
                <bdi>{space.name.clone()}</bdi>
            </a>
            {(!space.topics.is_empty()).then(|| view! { <ul class="space-topics">{topics}</ul> })}
            <div class="space-tile__foot">
                {faces(&space, AvatarSize::Small)}
                <bdi class="space-tile__who">{who(i18n, &space)}</bdi>
                {action}
            </div>
        </div>
    }
    .into_any()
}

/// The line on top: that it is live and for how many, when it begins, how long the replay takes.
pub(super) fn state(i18n: I18nContext<Locale>, card: &SpaceCard) -> AnyView {
    match card.phase {
        SpacePhase::Upcoming { at } => view! {
            <Icon name=IconName::Calendar />
            <SpaceTime at />
        }
        .into_any(),
        SpacePhase::Live { .. } => {
            let (speaking, listening) = (card.speakers.len() + 1, card.listeners);
            let words = move || {
                let number = short_number(i18n, listening);
                let listening = t_string!(i18n, spaces.card.listening, count = listening, number = number);
                let speaking = t_string!(i18n, spaces.card.speaking, count = speaking);
                format!("{speaking} · {listening}")
            };
            view! {
                <span class="live-mark">{t!(i18n, spaces.card.live)}</span>
                <span class="space-tile__counts">{words}</span>
            }
            .into_any()
        }
        SpacePhase::Ended { at } => {
            let text = match card.replay_seconds {
                Some(seconds) => t_string!(i18n, spaces.card.replay, length = length(i18n, seconds)),
                None => t_string!(i18n, spaces.card.ended).to_owned(),
            };
            view! {
                <Icon name=IconName::Play />
                <span>{text} " · " <base::time::PostTime milliseconds=at /></span>
            }
            .into_any()
        }
    }
}
