//! What the viewer may do with a post that is not a press on one of its buttons, and the way there without script.

use base::initial_state::use_viewer;
use leptos::prelude::*;
use locales::{t_string, use_i18n};
use types::{Audience, CircleId, Post};
use ui::{Icon, IconName};

/// What one may do with a post that is not a press on one of its buttons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostRights {
    /// Pin and delete.
    pub mine: bool,
    /// Decide who may answer.
    pub leads: bool,
    /// Put it out of the own conversation's way.
    pub may_hide: bool,
    /// Leave it as its co-author.
    pub co_author: bool,
    /// Leave the circle that it is for.
    pub circle: Option<CircleId>,
}

impl PostRights {
    pub fn of(post: &Post) -> Self {
        let viewer = use_viewer().with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
        let Some(viewer) = viewer else {
            return Self::default();
        };
        let mine = post.marks.mine;
        let is_of_others = post.circle.as_ref().is_some_and(|circle| circle.name.is_none());
        Self {
            mine,
            leads: mine && post.root_id == post.id && post.parent.is_none(),
            may_hide: post.replies.mine && post.root_id != post.id,
            co_author: post.co_author.as_ref().is_some_and(|card| card.id == viewer),
            circle: match post.audience {
                Audience::Circle(circle) if is_of_others => Some(circle),
                _ => None,
            },
        }
    }
}

/// Where *More* leads without script; nothing where there is nothing to do.
#[component]
pub(super) fn ManageLink(post: StoredValue<Post>) -> impl IntoView {
    let i18n = use_i18n();
    let (id, rights) = post.with_value(|post| (post.id, PostRights::of(post)));
    (rights != PostRights::default()).then(|| {
        view! {
            <a
                class="icon-button post__more without-script"
                href=format!("/manage?post={id}")
                aria-label=move || t_string!(i18n, posts.more)
            >
                <Icon name=IconName::More />
            </a>
        }
    })
}
