//! What the parts of a space's page share.

use super::api;
use base::api::ApiError;
use leptos::{prelude::*, task::spawn_local};
use types::{Error, SpaceCard, SpacePage};

/// The space as it was told last, for the parts of its page.
#[derive(Clone, Copy)]
pub(super) struct SpaceContext {
    pub page: RwSignal<SpacePage>,
    pub gone: RwSignal<bool>,
}

impl SpaceContext {
    pub fn new(page: SpacePage) -> Self {
        Self {
            page: RwSignal::new(page),
            gone: RwSignal::new(false),
        }
    }

    /// Asks how it stands now.
    pub fn refresh(self) {
        // Answers come after the page has gone, too.
        let Some(id) = self.page.try_with_untracked(|page| page.card.id) else {
            return;
        };
        spawn_local(async move {
            match api::show(id).await {
                Ok(now) => {
                    let _ = self.page.try_set(now);
                }
                Err(ApiError(Error::NotFound)) => {
                    let _ = self.gone.try_set(true);
                }
                // What it was a moment ago is better than nothing; the next change asks again.
                Err(_) => {}
            }
        });
    }

    pub fn card(self) -> Memo<SpaceCard> {
        Memo::new(move |_| self.page.with(|page| page.card.clone()))
    }
}
