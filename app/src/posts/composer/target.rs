//! What is being written, and opening the composer from anywhere.

use super::drafts::Drafts;
use leptos::{ev::MouseEvent, prelude::*};
use serde::{Deserialize, Serialize};
use types::{AccountId, Audience, Post, PostId, Viewer};

/// What a new post refers to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum ComposeTarget {
    #[default]
    New,
    Reply(Post),
    Quote(Post),
}

impl ComposeTarget {
    pub fn reply_to(&self) -> Option<PostId> {
        if let Self::Reply(post) = self {
            Some(post.id)
        } else {
            None
        }
    }

    pub fn quote_of(&self) -> Option<PostId> {
        if let Self::Quote(post) = self {
            Some(post.id)
        } else {
            None
        }
    }

    /// What the composer offers first: an answer to a limited post is not for everybody either.
    pub(super) fn audience(&self, protected: bool) -> Audience {
        match self {
            Self::Reply(post) if matches!(post.audience, Audience::Circle(_) | Audience::Community(_)) => post.audience,
            _ if protected => Audience::Followers,
            Self::Reply(post) => post.audience,
            Self::New | Self::Quote(_) => Audience::Public,
        }
    }
}

/// In context of every page: opens the composer's dialog, keeps what is being written.
#[derive(Clone, Copy)]
pub struct Compose {
    pub(in crate::posts) is_open: RwSignal<bool>,
    pub(super) target: RwSignal<ComposeTarget>,
    pub(super) drafts: Drafts,
    /// The last choice, for as long as the page lives.
    audience: StoredValue<Option<Audience>>,
}

/// Puts [`Compose`] in context. Once, at the root.
pub fn provide_compose() -> Compose {
    let compose = Compose {
        is_open: RwSignal::new(false),
        target: RwSignal::new(ComposeTarget::New),
        drafts: Drafts::new(),
        audience: StoredValue::new(None),
    };
    provide_context(compose);
    compose
}

pub fn use_compose() -> Compose {
    use_context().unwrap_or_else(provide_compose)
}

impl Compose {
    /// Opens the dialog for a new post with this audience.
    pub fn open_for(self, audience: Audience) {
        self.remember(audience);
        self.open(ComposeTarget::New);
    }

    /// Opens the dialog for a new post with this text, after what the person was writing.
    pub fn open_with(self, account: AccountId, text: &str) {
        self.drafts.add(account, &ComposeTarget::New, text);
        self.open(ComposeTarget::New);
    }

    pub fn open(self, target: ComposeTarget) {
        self.target.set(target);
        self.is_open.set(true);
    }

    /// Opens the dialog in place of following a link to the composer's page.
    pub fn open_in_place(self, event: &MouseEvent) {
        let new_tab = event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !new_tab {
            event.prevent_default();
            // The router listens too, further up.
            event.stop_propagation();
            self.open(ComposeTarget::New);
        }
    }

    /// What the composer offers first: the last choice where it can still be made. A text that was written meanwhile
    /// keeps it in any case: it is not for others because those it was for cannot be chosen any more.
    pub(super) fn audience(self, viewer: &Viewer, target: &ComposeTarget, has_text: bool) -> Audience {
        let offered = target.audience(viewer.card.protected);
        let may_be = |audience: &Audience| match audience {
            Audience::Circle(id) => viewer.circles.iter().any(|circle| circle.id == *id),
            Audience::Community(id) => viewer.communities.iter().any(|community| community.id == *id),
            Audience::Public => !viewer.card.protected,
            Audience::Followers => true,
        };
        let last = self
            .audience
            .get_value()
            .filter(|audience| has_text || may_be(audience));
        last.filter(|_| target.reply_to().is_none()).unwrap_or(offered)
    }

    pub(super) fn remember(self, audience: Audience) {
        self.audience.set_value(Some(audience));
    }

    pub fn close(self) {
        self.is_open.set(false);
    }
}
