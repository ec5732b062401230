//! Whom the viewer blocks and mutes, for the settings. Nobody else sees these lists.

use super::{
    api::PeopleKind,
    people_list::{PeopleList, RowActions, Source, people_resource},
};
use crate::relations::{RelationAction, act, use_people};
use base::{api::PageAccount, context::use_page};
use leptos::{ev::SubmitEvent, prelude::*};
use locales::{t_string, use_i18n};
use std::sync::Arc;
use types::Person;
use ui::{EmptyState, IconName};

/// Whom the viewer blocks, each with *Unblock*.
#[component]
pub fn BlockedList() -> impl IntoView {
    let i18n = use_i18n();
    let source = || Source {
        kind: PeopleKind::Blocked,
        handle: None,
    };
    let empty = move || {
        view! {
            <EmptyState
                icon=IconName::Block
                title=move || t_string!(i18n, profiles.nobody_blocked)
                text=move || t_string!(i18n, profiles.nobody_blocked_text)
            />
        }
    };
    let actions: RowActions = Arc::new(|person| {
        view! { <UndoButton person=person.clone() undo=RelationAction::Unblock again=RelationAction::Block /> }
            .into_any()
    });
    view! { <PeopleList first=people_resource(source) source=Signal::stored(source()) empty actions /> }
}

/// Whom the viewer mutes, each with *Unmute*.
#[component]
pub fn MutedList() -> impl IntoView {
    let i18n = use_i18n();
    let source = || Source {
        kind: PeopleKind::Muted,
        handle: None,
    };
    let empty = move || {
        view! {
            <EmptyState
                icon=IconName::Mute
                title=move || t_string!(i18n, profiles.nobody_muted)
                text=move || t_string!(i18n, profiles.nobody_muted_text)
            />
        }
    };
    let actions: RowActions = Arc::new(|person| {
        view! { <UndoButton person=person.clone() undo=RelationAction::Unmute again=RelationAction::Mute /> }.into_any()
    });
    view! { <PeopleList first=people_resource(source) source=Signal::stored(source()) empty actions /> }
}

/// Takes a block or mute back; the row stays, so that it can be done again.
#[component]
fn UndoButton(person: Person, undo: RelationAction, again: RelationAction) -> impl IntoView {
    let (acting, people) = (use_page(), use_people());
    let i18n = acting.i18n;
    let stands = people.state(person.card.id, person.relation).relation;
    let blocks = undo == RelationAction::Unblock;
    let is_on = Memo::new(move |_| stands.with(|relation| if blocks { relation.blocking } else { relation.muting }));
    let deed = move || if is_on.get() { undo } else { again };
    let id = person.card.id.to_string();
    let handle = person.card.handle.clone();
    let card = person.card;
    let press = move |event: SubmitEvent| {
        event.prevent_default();
        act(acting, people, &card, if is_on.get_untracked() { undo } else { again });
    };
    let label = move || match deed() {
        RelationAction::Unblock => t_string!(i18n, profiles.unblock),
        RelationAction::Block => t_string!(i18n, profiles.block),
        RelationAction::Unmute => t_string!(i18n, profiles.unmute),
        _ => t_string!(i18n, profiles.mute),
    };
    view! {
        <form method="post" action=move || deed().path() on:submit=press>
            <PageAccount />
            <input type="hidden" name="account_id" value=id />
            <button class="button" type="submit" data-kind="secondary" data-size="small" title=format!("@{handle}")>
                <span class="button__text">{label}</span>
            </button>
        </form>
    }
}
