//! *Follow*, *Following*, *Requested*: one button that is a form.

use super::{RelationAction, act, use_people};
use base::{
    api::{PAGE_ACCOUNT, page_account},
    context::use_page,
};
use leptos::{ev::SubmitEvent, prelude::*};
use locales::t_string;
use types::{AccountCard, Relation};

/// Follows and unfollows. Nothing for the viewer's own account; for somebody whom the viewer blocks it lifts the block.
#[component]
pub fn FollowButton(
    card: AccountCard,
    relation: Relation,
    /// For lists.
    #[prop(default = false)]
    small: bool,
) -> impl IntoView {
    if relation.myself {
        return ().into_any();
    }
    let (acting, people) = (use_page(), use_people());
    let i18n = acting.i18n;
    let state = people.state(card.id, relation);
    let stands = state.relation.clone();
    let stand = Memo::new(move |_| FollowState::of(stands.get()));
    let handle = StoredValue::new(card.handle.clone());
    let id = card.id.to_string();
    let press = move |event: SubmitEvent| {
        event.prevent_default();
        act(acting, people, &card, stand.get_untracked().deed());
    };
    let label = move || match stand.get() {
        FollowState::Apart => t_string!(i18n, profiles.follow),
        FollowState::Following => t_string!(i18n, profiles.following),
        FollowState::Requested => t_string!(i18n, profiles.requested),
        FollowState::Blocked => t_string!(i18n, profiles.unblock),
    };
    // What a press would do, where the label says how things stand.
    let title = move || {
        let handle = handle.get_value();
        match stand.get() {
            FollowState::Apart => t_string!(i18n, profiles.follow_handle, handle = handle),
            FollowState::Following => t_string!(i18n, profiles.unfollow_handle, handle = handle),
            FollowState::Requested => t_string!(i18n, profiles.withdraw_request, handle = handle),
            FollowState::Blocked => t_string!(i18n, profiles.unblock_handle, handle = handle),
        }
    };
    let hover = move || match stand.get() {
        FollowState::Following => t_string!(i18n, profiles.unfollow),
        FollowState::Requested => t_string!(i18n, profiles.withdraw),
        _ => "",
    };
    view! {
        <form class="follow-button" method="post" action=move || stand.get().deed().path() on:submit=press>
            <input type="hidden" name="account_id" value=id />
            <button
                class="button"
                type="submit"
                name=PAGE_ACCOUNT
                value=page_account()
                data-size=if small { "small" } else { "medium" }
                data-kind=move || if stand.get() == FollowState::Apart { "primary" } else { "secondary" }
                data-stand=move || stand.get().name()
                aria-label=label
                title=title
            >
                <span class="button__text follow-button__now">{label}</span>
                <span class="button__text follow-button__would" aria-hidden="true">
                    {hover}
                </span>
            </button>
        </form>
    }
    .into_any()
}

/// How things stand, as far as this button is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FollowState {
    Apart,
    Following,
    Requested,
    Blocked,
}

impl FollowState {
    fn of(relation: Relation) -> Self {
        match relation {
            Relation { blocking: true, .. } => Self::Blocked,
            Relation { following: true, .. } => Self::Following,
            Relation { requested: true, .. } => Self::Requested,
            _ => Self::Apart,
        }
    }

    fn deed(self) -> RelationAction {
        match self {
            Self::Apart => RelationAction::Follow,
            Self::Following | Self::Requested => RelationAction::Unfollow,
            Self::Blocked => RelationAction::Unblock,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Apart => "apart",
            Self::Following => "following",
            Self::Requested => "requested",
            Self::Blocked => "blocked",
        }
    }
}
