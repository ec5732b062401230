//! People in lists.

use super::{FollowButton, use_people};
use base::{address::in_address, talking::is_talking, text::PostText};
use leptos::prelude::*;
use locales::{t, use_i18n};
use types::{Person, text};
use ui::{Avatar, Badge, Icon, IconName, VisuallyHidden};

/// Face, names, bio and *Follow*. `actions` stand in the button's place.
#[component]
pub fn PersonRow(
    person: Person,
    #[prop(default = true)] bio: bool,
    #[prop(optional, into)] actions: Option<ViewFn>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Person {
        card,
        bio: words,
        relation,
    } = person;
    let path = format!("/@{}", in_address(&card.handle));
    let face = card.face();
    let actions = match actions {
        Some(actions) => actions.run(),
        None => view! { <FollowButton card=card.clone() relation small=true /> }.into_any(),
    };
    let follows_me = {
        let state = use_people().state(card.id, relation).relation;
        move || {
            state
                .with(|relation| relation.follows_me)
                .then(|| view! { <Badge>{t!(i18n, profiles.follows_you)}</Badge> })
        }
    };
    view! {
        <div class="person-row">
            <a class="person-row__avatar" href=path.clone() tabindex="-1" aria-hidden="true">
                <Avatar src=face name=card.display_name.clone() ring=is_talking(card.id) />
            </a>
            <div class="person-row__body">
                <a class="person-row__who" href=path>
                    <span class="person-row__names">
                        <bdi class="person-row__name">{card.display_name}</bdi>
                        {card
                            .protected
                            .then(|| {
                                view! {
                                    <Icon name=IconName::Lock />
                                    <VisuallyHidden>{t!(i18n, profiles.protected)}</VisuallyHidden>
                                }
                            })}
                    </span>
                    <span class="person-row__handle">"@"{card.handle}</span>
                </a>
                {follows_me}
                {(bio && !words.is_empty())
                    .then(|| {
                        let entities = text::parse(&words).entities;
                        view! {
                            <p class="person-row__bio" dir="auto">
                                <PostText text=words entities />
                            </p>
                        }
                    })}
            </div>
            <div class="person-row__actions">{actions}</div>
        </div>
    }
}

/// Several people, each with *Follow*.
#[component]
pub fn PeopleRows(people: Vec<Person>, #[prop(default = true)] bio: bool) -> impl IntoView {
    let rows = people
        .into_iter()
        .map(|person| {
            view! {
                <li>
                    <PersonRow person bio />
                </li>
            }
        })
        .collect_view();
    view! { <ul class="people">{rows}</ul> }
}
