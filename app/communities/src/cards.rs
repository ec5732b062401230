//! Communities in lists.

use base::numbers::short_number;
use leptos::prelude::*;
use locales::{I18nContext, Locale, t_string, use_i18n};
use types::{CommunityCard, JoinLevel, SuggestedFor, media};
use ui::{Icon, IconName};

/// Cover, name, description, how many are in, how one gets in, and why it is suggested.
#[component]
pub fn CommunityCards(communities: Vec<CommunityCard>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = communities
        .into_iter()
        .map(|card| view! { <li>{row(i18n, card)}</li> })
        .collect_view();
    view! { <ul class="communities">{rows}</ul> }
}

fn row(i18n: I18nContext<Locale>, card: CommunityCard) -> AnyView {
    let tint = (card.community.id.0 % 8).to_string();
    let cover = card.cover.map(|key| {
        let src = media::url(&key, media::Variant::Small);
        view! { <img src=src alt="" width="600" height="200" loading="lazy" /> }
    });
    let (members, level) = (card.members, card.level);
    let facts = move || {
        let number = short_number(i18n, members);
        let members = t_string!(i18n, communities.members_count, count = members, number = number);
        format!("{members} · {}", level_name(i18n, level))
    };
    let reason = card.suggested_for.and_then(|reason| suggested_for(i18n, reason));
    let reason = reason.map(|words| {
        view! {
            <span class="community-card__reason">
                <Icon name=IconName::Info />
                {words}
            </span>
        }
    });
    let path = card.community.path();
    view! {
        <a class="community-card" href=path>
            <span class="community-card__cover" data-tint=tint>{cover}</span>
            <span class="community-card__text">
                <bdi class="community-card__name">{card.community.name}</bdi>
                <span class="muted">{facts}</span>
                <span class="community-card__description" dir="auto">{card.description}</span>
                {reason}
            </span>
        </a>
    }
    .into_any()
}

pub(super) fn level_name(i18n: I18nContext<Locale>, level: JoinLevel) -> &'static str {
    match level {
        JoinLevel::Open => t_string!(i18n, communities.level_open),
        JoinLevel::Request => t_string!(i18n, communities.level_request),
        JoinLevel::Invite => t_string!(i18n, communities.level_invite),
    }
}

fn suggested_for(i18n: I18nContext<Locale>, reason: SuggestedFor) -> Option<String> {
    match reason {
        SuggestedFor::Followed(count) => Some(t_string!(i18n, communities.reason_followed, count = count)),
        SuggestedFor::Topic(topic) => Some(t_string!(i18n, communities.reason_topic, topic = topic)),
        SuggestedFor::Popular => None,
    }
}
