//! The top of a profile: pictures, names, bio, facts, counts, and what one does about the person.

use super::more_menu::ProfileMore;
use crate::relations::{FollowButton, use_people};
use base::{
    address::in_address,
    numbers::short_number,
    talking::is_talking,
    text::PostText,
    time::{month_and_year, use_zone},
};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::{Profile, Relation, media, text};
use ui::{Avatar, AvatarSize, Badge, ButtonLink, Icon, IconName, VisuallyHidden};

#[component]
pub fn ProfileHeader(profile: Profile) -> impl IntoView {
    let i18n = use_i18n();
    let Profile {
        card,
        bio,
        banner,
        relation,
        ..
    } = profile.clone();
    let stands = use_people().state(card.id, relation).relation;
    let face = card.portrait();
    let tint = (card.id.0 % 8).to_string();
    let banner = banner.map(|key| media::url(&key, media::Variant::Large));
    let actions = if relation.myself {
        view! { <ButtonLink href="/settings/profile">{t!(i18n, profiles.edit)}</ButtonLink> }.into_any()
    } else {
        view! {
            <ProfileMore card=card.clone() relation />
            <FollowButton card=card.clone() relation />
        }
        .into_any()
    };
    let lock = card.protected.then(|| {
        view! {
            <Icon name=IconName::Lock />
            <VisuallyHidden>{t!(i18n, profiles.protected)}</VisuallyHidden>
        }
    });
    let follows_me = {
        let stands = stands.clone();
        move || {
            stands
                .with(|relation| relation.follows_me)
                .then(|| view! { <Badge>{t!(i18n, profiles.follows_you)}</Badge> })
        }
    };
    let bio = (!bio.is_empty()).then(|| {
        let entities = text::parse(&bio).entities;
        view! {
            <div class="profile__bio" dir="auto">
                <PostText text=bio entities />
            </div>
        }
    });
    view! {
        <section class="profile" aria-label=card.display_name.clone()>
            <div class="profile__banner" data-tint=tint>
                {banner.map(|src| view! { <img src=src alt="" width="1500" height="500" /> })}
            </div>
            <div class="profile__top">
                <span class="profile__avatar">
                    <Avatar src=face name=card.display_name.clone() size=AvatarSize::Huge ring=is_talking(card.id) />
                </span>
                <div class="profile__actions">{actions}</div>
            </div>
            <h2 class="profile__name">
                <bdi>{card.display_name.clone()}</bdi>
                {lock}
            </h2>
            <p class="profile__handle">
                <bdi>"@"{card.handle.clone()}</bdi>
                " "
                {follows_me}
            </p>
            {bio}
            {facts(i18n, &profile)}
            {counts(i18n, profile, stands)}
        </section>
    }
}

fn facts(i18n: I18nContext<Locale>, profile: &Profile) -> AnyView {
    let place = (!profile.place.is_empty()).then(|| {
        view! {
            <li>
                <Icon name=IconName::Place />
                <bdi>{profile.place.clone()}</bdi>
            </li>
        }
    });
    let website = (!profile.website.is_empty()).then(|| {
        let address = profile.website.clone();
        view! {
            <li>
                <Icon name=IconName::Link />
                <a dir="ltr" href=text::url_href(&address) rel="nofollow noopener noreferrer ugc" target="_blank">
                    {text::url_display(&address)}
                </a>
            </li>
        }
    });
    let (joined, zone) = (profile.joined_milliseconds, use_zone());
    view! {
        <ul class="profile__facts">
            {place} {website} <li>
                <Icon name=IconName::Calendar />
                {move || t_string!(i18n, profiles.joined, when = month_and_year(i18n, joined, zone))}
            </li>
        </ul>
    }
    .into_any()
}

/// Followers move at once when the viewer follows.
fn counts(i18n: I18nContext<Locale>, profile: Profile, stands: ArcRwSignal<Relation>) -> AnyView {
    let was_following = profile.relation.following;
    let (followers, following) = (profile.followers, profile.following);
    let followers = Memo::new(
        move |_| match (was_following, stands.with(|relation| relation.following)) {
            (false, true) => followers + 1,
            (true, false) => followers.saturating_sub(1),
            _ => followers,
        },
    );
    let following_text = move || {
        let number = short_number(i18n, following);
        view! {
            <strong>{number}</strong>
            " "
            {t_string!(i18n, profiles.word_following, count = following)}
        }
    };
    let followers_text = move || {
        let number = short_number(i18n, followers.get());
        view! {
            <strong>{number}</strong>
            " "
            {move || t_string!(i18n, profiles.word_followers, count = followers.get())}
        }
    };
    let handle = in_address(&profile.card.handle);
    if profile.posts_visible {
        view! {
            <p class="profile__counts">
                <a href=format!("/@{handle}/following")>{following_text}</a>
                <a href=format!("/@{handle}/followers")>{followers_text}</a>
            </p>
        }
        .into_any()
    } else {
        view! {
            <p class="profile__counts">
                <span>{following_text}</span>
                <span>{followers_text}</span>
            </p>
        }
        .into_any()
    }
}
