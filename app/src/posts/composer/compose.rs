//! Opening the composer from anywhere, and what it offers first.

use super::{drafts::Drafts, kept::Kept, target::ComposeTarget};
use base::initial_state::use_viewer;
use leptos::{ev::MouseEvent, prelude::*};
use types::{AccountId, Audience, ReplyRule, Viewer};

/// In context of every page: opens the composer's dialog, keeps what is being written.
#[derive(Clone, Copy)]
pub struct Compose {
    pub(in crate::posts) is_open: RwSignal<bool>,
    pub(super) target: RwSignal<ComposeTarget>,
    pub(super) drafts: Drafts,
    viewer: RwSignal<Option<Viewer>>,
    /// The last choice, for as long as the page lives.
    audience: StoredValue<Option<Audience>>,
}

/// Puts [`Compose`] in context. Once, at the root.
pub fn provide_compose() -> Compose {
    let compose = Compose {
        is_open: RwSignal::new(false),
        target: RwSignal::new(ComposeTarget::New),
        drafts: Drafts::new(),
        viewer: use_viewer(),
        audience: StoredValue::new(None),
    };
    provide_context(compose);
    compose
}

pub fn use_compose() -> Compose {
    use_context().unwrap_or_else(provide_compose)
}

impl Compose {
    /// Opens the dialog for a new post with this text, after what the person was writing.
    pub fn open_with(self, account: AccountId, text: &str) {
        let target = ComposeTarget::New;
        let first = self.viewer.with_untracked(|viewer| {
            let viewer = viewer.as_ref();
            viewer.map_or_else(Kept::default, |viewer| self.first(viewer, &target, None))
        });
        self.drafts.add(account, &target, first, text);
        self.open(target);
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

    /// What the composer offers first: the last choice where it can still be made.
    fn audience(self, viewer: &Viewer, target: &ComposeTarget) -> Audience {
        let offered = target.audience(viewer.card.protected);
        let may_be = |audience: &Audience| match audience {
            Audience::Circle(id) => viewer.circles.iter().any(|circle| circle.id == *id),
            Audience::Community(id) => viewer.communities.iter().any(|community| community.id == *id),
            Audience::Public => !viewer.card.protected,
            Audience::Followers => true,
        };
        let last = self.audience.get_value().filter(may_be);
        last.filter(|_| target.reply_to().is_none()).unwrap_or(offered)
    }

    /// An empty draft with what the menus show at first.
    pub(super) fn first(self, viewer: &Viewer, target: &ComposeTarget, group: Option<Audience>) -> Kept {
        Kept {
            audience: group.unwrap_or_else(|| self.audience(viewer, target)).to_string(),
            reply_rule: ReplyRule::default().to_string(),
            ..Kept::default()
        }
    }

    /// Hands what is being written over to another account of this browser, for the next page to show.
    pub fn hand_over(self, from: AccountId, to: AccountId) {
        self.drafts.hand_over(from, to);
    }

    pub(super) fn remember(self, audience: Audience) {
        self.audience.set_value(Some(audience));
    }

    pub fn close(self) {
        self.is_open.set(false);
    }
}
